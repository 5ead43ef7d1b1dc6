"""The test page of a printer, from the button on its form to the paper."""

import pytest
from playwright.sync_api import Route

from native.odoo import Odoo
from native.ports import free_port
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_pages import Picture, of_data_url
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_the_test_page_comes_out_dot_for_dot(shop: Shop, printer: int, simulators: Simulators, office: Office) -> None:
    """Proof 2, A6, C4: directly over the local network; the picture is the source, the job done, the path shown."""
    office.open_record("iot.device", printer)
    source = _print(office)
    assert office.outcome() == ("done", "direct")
    assert simulators.picture(1) == source
    until(lambda: _jobs(shop, printer), 10, "the job is in Odoo")
    assert [(job["state"], job["path"]) for job in _jobs(shop, printer)] == [("done", "direct")]


@pytest.fixture
def hidden_box(new_box: NewBox, shop: Shop, simulators: Simulators) -> BoxProcess:
    """A paired box at whose address on the local network nothing answers."""
    box = new_box(simulators, advertise=[f"http://127.0.0.1:{free_port()}"]).start()
    box.wait_devices(3)
    shop.pair(box, 3)
    return box


def test_the_test_page_goes_through_odoo_when_the_lan_is_blocked(
    shop: Shop, hidden_box: BoxProcess, simulators: Simulators, office: Office
) -> None:
    """Proof 2, C4: by relay, the same page, the same states."""
    printer = shop.device(shop.box_id(hidden_box.identifier), "printer")
    office.expect_unreachable()
    office.open_record("iot.device", printer)
    source = _print(office)
    assert office.outcome() == ("done", "relay")
    assert simulators.picture(1) == source
    assert [(job["state"], job["path"]) for job in _jobs(shop, printer)] == [("done", "relay")]


def test_the_test_page_comes_out_while_odoo_is_stopped(
    shop: Shop, odoo: Odoo, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """Proof 2, C5: the ticket of before is still good; Odoo learns the outcome once it is back."""
    office.open_record("iot.device", printer)
    _print(office)
    office.expect_unreachable()
    odoo.stop()
    try:
        source = _print(office)
        assert office.outcome() == ("done", "direct")
        assert simulators.picture(2) == source
    finally:
        odoo.start()
    until(lambda: len(_jobs(shop, printer)) == 2, 15, "both jobs are in Odoo")
    assert {(job["state"], job["path"]) for job in _jobs(shop, printer)} == {("done", "direct")}


def test_a_lan_that_breaks_in_the_middle_prints_once(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """Proof 3: the browser's answer is lost after the box took the job; the repeat through Odoo has the same key."""
    office.expect_unreachable()
    office.open_record("iot.device", printer)
    office.page.route(f"{box.url}/api/**", _answer_lost)
    _print(office)
    assert office.outcome()[0] == "done"
    assert len(simulators.receipts()) == 1
    until(lambda: [job["state"] for job in _jobs(shop, printer)] == ["done"], 10, "one job in Odoo")


def test_two_tabs_print_two_pages(shop: Shop, printer: int, simulators: Simulators, office: Office) -> None:
    """Proof 3: each click is a wish of its own."""
    office.open_record("iot.device", printer)
    _print(office)
    _print(office)
    assert len(simulators.receipts()) == 2


def _answer_lost(route: Route) -> None:
    route.fetch()
    route.abort()


def _print(office: Office) -> Picture:
    """Clicks the button and waits for the outcome; what the preview shows."""
    office.click_test("Print Test Page")
    return of_data_url(office.page.locator("canvas.o_iot_preview").evaluate("canvas => canvas.toDataURL('image/png')"))


def _jobs(shop: Shop, printer: int) -> list[dict[str, object]]:
    return shop.read("iot.job", [("device_id", "=", printer)], "state", "path")

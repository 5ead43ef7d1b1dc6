"""What is behind a serial port at which nothing answers: said on its form in Odoo, and on the homepage of the box."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.support.e2e_shared import SharedBox, shared_box
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import PATIENCE, until
from tests.support.screens import Homepage, Office

NewHomepage = Callable[..., Homepage]

UNKNOWN = {"code": "unrecognised", "health": "lost"}
ESCPOS = {"driver": "line_display", "kind": "display", "health": "connected", "code": False}
CD5220 = {**ESCPOS, "driver": "cd5220"}


@pytest.fixture(scope="module")
def shared(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBox]:
    """A line display, which answers no question."""
    with shared_box(shop, tmp_path_factory.mktemp("ports"), "display") as it:
        yield it


def test_it_is_said_on_the_form_and_unsaid(shared: SharedBox, office: Office) -> None:
    """L1: a port that nobody recognised becomes what its form says, and is one again without a restart."""
    port = shared.device("display")
    shared.becomes(port, **UNKNOWN)
    office.open_record("iot.device", port)
    office.select("It Is a", "Line Display (ESC/POS)")
    office.save()
    shared.becomes(port, **ESCPOS)
    office.open_record("iot.device", port)
    office.page.locator("[name=port_driver] input").fill("")
    office.page.keyboard.press("Tab")
    office.save()
    shared.becomes(port, **UNKNOWN)


def test_the_owner_says_it_on_the_homepage_and_counts_before_odoo(
    shared: SharedBox, office: Office, new_homepage: NewHomepage
) -> None:
    """L1: chosen with the owner code, shown at once, obeyed by the device, and given back to Odoo."""
    port = shared.device("display")
    shared.becomes(port, **UNKNOWN)
    homepage = new_homepage(shared.process)
    homepage.page.get_by_role("button", name="Show").click()
    row = homepage.page.locator("#device-list li")
    expect(row.locator(".badge")).to_have_text("Not recognised")
    _choose(shared, homepage, "Line display (ESC/POS)")
    shared.becomes(port, **ESCPOS)
    expect(row.locator(".badge")).to_have_text("Connected")
    expect(row.locator(".kind")).to_have_text("Line display (ESC/POS), chosen here")

    office.open_record("iot.device", port)
    office.page.locator(".o_iot_device_test input").first.fill("Three apples")
    office.click_test("Show")
    until(lambda: "Three apples" in shared.simulators.state("display")["lines"][0], PATIENCE, "the text is shown")

    shared.shop.call("iot.device", "write", [port], {"port_driver": "cd5220"})
    until(lambda: _taken(shared), PATIENCE, "the box has heard what Odoo says")
    shared.becomes(port, **ESCPOS)
    _choose(shared, homepage, "Find by itself")
    shared.becomes(port, **CD5220)
    expect(row.locator(".kind")).to_have_text("Line display (CD5220), chosen in Odoo")
    shared.shop.call("iot.device", "write", [port], {"port_driver": False})
    shared.becomes(port, **UNKNOWN)
    expect(row.locator(".badge")).to_have_text("Not recognised")


def _choose(shared: SharedBox, homepage: Homepage, name: str) -> None:
    """As the owner of the box does."""
    homepage.page.get_by_role("button", name="Choose Driver").click()
    homepage.page.get_by_label("It is a").select_option(name)
    homepage.page.locator("#serial-owner").fill(shared.shop.box(shared.process.identifier, "owner_code")["owner_code"])
    homepage.page.get_by_role("button", name="Save").click()
    expect(homepage.page.locator("#serial-dialog")).to_be_hidden()


def _taken(shared: SharedBox) -> bool:
    box = shared.shop.box(shared.process.identifier, "options_issued", "options_taken")
    return bool(box["options_issued"] == box["options_taken"])

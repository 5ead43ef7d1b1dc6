"""The IoT app: cards, forms and menus, and what happens to them while one looks."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Homepage, Office

NewHomepage = Callable[..., Homepage]


def test_a_card_shows_live_whether_the_box_is_online(shop: Shop, box: BoxProcess, office: Office) -> None:
    """A1: without a reload, when the agent is killed (once it listens) as well as when it stops."""
    office.open_app()
    badge = office.card(box.identifier).locator(".o_iot_status")
    office.sees(badge, "Online")
    box.stop()
    office.sees(badge, "Offline")
    before = shop.doorbell(box.identifier)
    box.start()
    office.sees(badge, "Online")
    until(lambda: shop.doorbell(box.identifier) != before, 10, "the box listens")
    box.kill()
    office.sees(badge, "Offline")
    box.start()
    office.sees(badge, "Online")


def test_presence_is_right_however_quickly_a_box_comes_and_goes(shop: Shop, box: BoxProcess) -> None:
    """A1: neither a farewell nor a broken line is lost among the first words of a connection."""
    for leave in (box.stop, box.kill) * 4:
        leave()
        until(lambda: not shop.is_online(box.identifier), 5, f"offline after {leave.__name__}")
        before = shop.doorbell(box.identifier)
        box.start()
        box.wait_online()
        until(lambda: shop.is_online(box.identifier), 5, "online")
        until(lambda before=before: shop.doorbell(box.identifier) != before, 10, "the box listens")


def test_a_device_card_shows_live_whether_it_is_there(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """A4: the menu Devices, with the connection status of each."""
    office.open_app()
    office.page.get_by_role("link", name="Devices").or_(
        office.page.get_by_role("menuitem", name="Devices")
    ).first.click()
    office.page.locator(".o_breadcrumb").filter(has_text="Devices").wait_for()
    box_name = shop.box(box.identifier, "name")["name"]
    badge = office.card(box_name).filter(has_text="TM-T20II").locator(".o_iot_status")
    office.sees(badge, "Connected")
    simulators.unplug("printer")
    office.sees(badge, "Disconnected", 20)
    simulators.plug("printer")
    office.sees(badge, "Connected", 20)


def test_the_form_shows_homepage_and_devices(shop: Shop, box: BoxProcess, box_id: int, office: Office) -> None:
    """A1: the button Homepage leads to the box."""
    office.open_record("iot.box", box_id)
    for name in ("TM-T20II", "Ariva-S", "Voyager 1450g"):
        office.page.locator(".o_field_one2many").get_by_text(name).first.wait_for()
    with office.page.expect_popup() as opened:
        office.page.get_by_role("button", name="Homepage").click()
    opened.value.wait_for_url(f"{box.url}/**")


def test_the_logs_are_downloaded_from_the_form(shop: Shop, box: BoxProcess, box_id: int, office: Office) -> None:
    """R1: by the browser from the box itself, without a secret in them; and a way out where it cannot."""
    office.open_record("iot.box", box_id)
    with office.page.expect_download() as saving:
        office.page.get_by_role("button", name="Download Logs").click()
    assert saving.value.suggested_filename == f"iot-agent-{box.identifier}.log"
    lines = Path(saving.value.path()).read_text()
    assert "iot_agent" in lines
    assert shop.box(box.identifier, "owner_code")["owner_code"].replace("-", "") not in lines.replace("-", "")
    office.expect_unreachable()
    box.stop()
    office.page.get_by_role("button", name="Download Logs").click()
    office.sees_toast("This browser cannot fetch the logs")
    with office.page.expect_popup() as opened:
        office.page.locator(".o_notification").get_by_role("button", name="Homepage").click()
    opened.value.close()


def test_technical_information_is_for_the_developer_mode(box: BoxProcess, box_id: int, office: Office) -> None:
    """A2: domain address, image version, certificate end date, Automatic drivers update."""
    office.open_record("iot.box", box_id)
    assert office.page.get_by_role("tab", name="Technical Information").count() == 0
    office.open_record("iot.box", box_id, debug=True)
    office.page.get_by_role("tab", name="Technical Information").click()
    for label in ("Domain Address", "Image Version", "Certificate End Date", "Automatic drivers update"):
        office.page.locator("label").filter(has_text=label).first.wait_for()


def test_a_box_is_renamed_on_its_form(shop: Shop, box: BoxProcess, box_id: int, office: Office) -> None:
    """A5: the name is the user's; the box takes it over with its next greeting."""
    office.open_record("iot.box", box_id)
    office.page.locator(".oe_title input").fill("Counter 1")
    office.save()
    assert shop.box(box.identifier, "name")["name"] == "Counter 1"
    box.restart()
    box.says(lambda status: status["name"] == "Counter 1", 10, "the box knows its name")


def test_restarting_from_odoo(shop: Shop, box: BoxProcess, box_id: int, office: Office) -> None:
    """D6: the button Restart on the form."""
    since = time.monotonic()
    office.open_record("iot.box", box_id)
    office.page.get_by_role("button", name="Restart").click()
    office.page.locator(".modal").get_by_role("button", name="Restart").click()
    _restarted(box, since)


def test_restarting_from_the_homepage(shop: Shop, box: BoxProcess, new_homepage: NewHomepage) -> None:
    """D6: the power button in the corner, with the owner code."""
    since = time.monotonic()
    homepage = new_homepage(box)
    homepage.expect_unreachable()
    homepage.page.get_by_role("button", name="Restart the IoT box").click()
    homepage.page.locator("#restart-owner").fill(shop.box(box.identifier, "owner_code")["owner_code"])
    homepage.page.locator("#restart-now").click()
    _restarted(box, since)
    homepage.sees("#database-badge", "Connected")


def test_a_free_box_is_restarted_from_the_homepage(free_box: BoxProcess, new_homepage: NewHomepage) -> None:
    """D6: before it belongs to anybody as well."""
    since = time.monotonic()
    homepage = new_homepage(free_box)
    homepage.expect_unreachable()
    homepage.page.get_by_role("button", name="Restart the IoT box").click()
    homepage.page.locator("#restart-now").click()
    free_box.wait_restarted(since)


def test_restarting_once_is_enough(shop: Shop, box: BoxProcess, box_id: int) -> None:
    """D6: the order is still there when the box is back, and is not carried out again."""
    since = time.monotonic()
    shop.call("iot.box", "restart", [box_id])
    _restarted(box, since)
    since = time.monotonic()
    shop.wait_done(shop.perform(shop.device(box_id, "scale"), "weigh"))
    assert not box.began_after(since)


def _restarted(box: BoxProcess, since: float) -> None:
    box.wait_restarted(since)
    box.wait_online()
    box.wait_devices(3)


def test_names_are_shown_as_they_are(shop: Shop, new_box: NewBox, office: Office, new_homepage: NewHomepage) -> None:
    """A5: a name that looks like a page does nothing, neither in Odoo nor on the homepage."""
    name = "<img src=x onerror=window.harmed=1>"
    box = new_box(name=name).start()
    homepage = new_homepage(box)
    homepage.sees("#name", name)
    shop.pair(box)
    office.open_app()
    office.card(name).click()
    office.page.wait_for_selector(".o_form_view")
    assert name in office.page.locator(".oe_title input").input_value()
    for page in (office.page, homepage.page):
        assert page.evaluate("window.harmed") is None

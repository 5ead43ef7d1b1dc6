"""A printer whose address is typed, in Odoo and on the homepage of the box, from the keyboard to the paper."""

from playwright.sync_api import expect

from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_a_typed_address_is_a_printer_until_it_is_deleted(
    shop: Shop, new_box: NewBox, simulators: Simulators, office: Office
) -> None:
    """E1: typed on the form of the box, listed, printed on, and gone from the box with its row."""
    box = new_box().start()
    number = shop.pair(box)
    office.open_record("iot.box", number)
    office.page.get_by_role("button", name="Add Network Printer").click()
    dialog = office.page.locator(".modal")
    dialog.get_by_label("Address").fill("8.8.8.8")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(office.page.get_by_text("cannot be the address of a printer")).to_be_visible()
    office.page.locator(".modal").last.get_by_role("button", name="Close").last.click()

    dialog.get_by_label("Address").fill(simulators.address("printer"))
    dialog.get_by_label("Name").fill("Kitchen")
    dialog.get_by_role("button", name="Add", exact=True).click()

    def kitchen() -> list[dict[str, object]]:
        domain = [("box_id", "=", number), ("name", "=", "Kitchen"), ("health", "=", "connected")]
        return shop.read("iot.device", domain, "identifier")

    (found,) = until(kitchen, 10, "the printer is in Odoo")
    office.open_record("iot.device", int(str(found["id"])))
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "direct")
    assert len(simulators.receipts()) == 1

    rows = shop.read("iot.network.printer", [("box_id", "=", number)], "taken")
    assert [row["taken"] for row in rows] == [True]
    shop.call("iot.network.printer", "unlink", [row["id"] for row in rows])
    until(lambda: not kitchen(), 10, "the printer is gone")

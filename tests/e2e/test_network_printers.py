"""A printer whose address is typed, in Odoo and on the homepage of the box, from the keyboard to the paper."""

from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_typed import Typing
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_a_typed_address_is_a_printer_until_it_is_deleted(
    shop: Shop, new_box: NewBox, simulators: Simulators, office: Office
) -> None:
    """E1: typed on the form of the box, listed, printed on, and gone from the box with its row."""
    box = new_box().start()
    number = shop.pair(box)
    typing = Typing(office, shop, number, "Add Network Printer")
    typing.refuses("8.8.8.8", "cannot be the address of a printer")
    typing.takes(simulators.address("printer"), "Kitchen")

    (found,) = until(lambda: typing.connected("Kitchen"), 10, "the printer is in Odoo")
    office.open_record("iot.device", found["id"])
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "direct")
    assert len(simulators.receipts()) == 1

    rows = shop.read("iot.network.printer", [("box_id", "=", number)], "taken")
    assert [row["taken"] for row in rows] == [True]
    shop.call("iot.network.printer", "unlink", [row["id"] for row in rows])
    until(lambda: not typing.connected("Kitchen"), 10, "the printer is gone")

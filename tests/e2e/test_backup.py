"""A printer that is down and the one that stands in for it: one receipt, and words that say where it is."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import page
from tests.support.e2e_report import contact_of, report_of_contacts
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key
from tests.support.e2e_wait import until
from tests.support.screens import Office

NAME = "Receipt of the contact"
TEMPLATE = '<t t-name="iot_e2e.receipt"><t t-foreach="docs" t-as="doc">Receipt: <t t-out="doc.name"/>\n</t></t>'


@pytest.fixture
def spare(shop: Shop, second: BoxProcess, printer: int) -> int:
    """The printer at the bar, which stands in for the one of the other box."""
    number: int = shop.device(shop.box_id(second.identifier), "printer")
    shop.call("iot.device", "write", [printer], {"name": "Kitchen"})
    shop.call("iot.device", "write", [number], {"name": "Bar"})
    shop.call("iot.device", "write", [printer], {"backup_id": number})
    return number


@pytest.fixture(scope="module")
def report(shop: Shop) -> Iterator[int]:
    with report_of_contacts(shop, NAME, "iot_e2e.receipt", TEMPLATE) as number:
        yield number


@pytest.fixture
def contact(shop: Shop) -> Iterator[int]:
    with contact_of(shop, "Ada Lovelace") as number:
        yield number


@pytest.fixture
def print_receipt(
    shop: Shop, report: int, printer: int, contact: int, new_office: Callable[..., Office]
) -> Callable[[], Office]:
    """Chooses the report in the Print menu of a contact, as a user does; the kitchen prints it."""
    shop.call("iot.device", "write", [printer], {"report_ids": [(6, 0, [report])]})

    def act() -> Office:
        office = new_office()
        office.expect_unreachable()
        office.open_record("res.partner", contact)
        office.choose(NAME)
        asking = office.dialog("Select Printers")
        asking.get_by_role("checkbox").check()
        asking.get_by_role("button", name="Print", exact=True).click()
        return office

    return act


def test_out_of_paper(
    shop: Shop,
    printer: int,
    spare: int,
    simulators: Simulators,
    more_simulators: Simulators,
    print_receipt: Callable[[], Office],
) -> None:
    """E12: it comes out at the bar, the user reads so, the list shows it, and paper put in prints nothing more."""
    simulators.printer(paper="out")
    office = print_receipt()
    office.sees_toast(f"“{NAME}” was printed on Bar instead of Kitchen: The printer is out of paper.")
    assert len(more_simulators.receipts()) == 1
    simulators.printer(paper="ok")
    _next_page_is_the_only_one(shop, printer, simulators)
    assert len(more_simulators.receipts()) == 1
    office.open_jobs()
    [first] = shop.read("iot.job", [("device_id", "=", printer), ("state", "=", "failed")], "id")
    office.sees(office.job_row(first["id"]).locator("[name=instead_on_id]"), "Bar")


def test_box_that_is_off(
    shop: Shop,
    printer: int,
    spare: int,
    box: BoxProcess,
    simulators: Simulators,
    more_simulators: Simulators,
    print_receipt: Callable[[], Office],
) -> None:
    """E12: through the other box; the first prints nothing more once it is on again."""
    box.stop()
    until(lambda: not shop.is_online(box.identifier), 10, "Odoo sees that the box is gone")
    office = print_receipt()
    office.sees_toast(f"“{NAME}” was printed on Bar instead of Kitchen")
    assert len(more_simulators.receipts()) == 1
    box.start()
    box.wait_online()
    _next_page_is_the_only_one(shop, printer, simulators)


def test_browser_at_the_printers_themselves(
    shop: Shop,
    printer: int,
    spare: int,
    simulators: Simulators,
    more_simulators: Simulators,
    office: Office,
) -> None:
    """E12: over the local network the browser goes to the backup by itself; Odoo's own does nothing more."""
    simulators.printer(paper="out")
    office.open_record("iot.device", printer)
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "direct")
    office.sees(".o_iot_instead", "Printed on Bar: The printer is out of paper. Load paper and print again.")
    assert len(more_simulators.receipts()) == 1
    known = [("device_id", "=", printer), ("instead_on_id", "=", spare)]
    until(lambda: shop.read("iot.job", known, "state"), 10, "Odoo knows where the page is")
    simulators.printer(paper="ok")
    _next_page_is_the_only_one(shop, printer, simulators)
    assert len(more_simulators.receipts()) == 1


def _next_page_is_the_only_one(shop: Shop, printer: int, simulators: Simulators) -> None:
    after = page(1)
    shop.wait_done(shop.perform(printer, "print", after.document(), key=new_key()))
    assert simulators.prints() == [after.sha256]

"""Reports on printers, from the tab on the printer's form to the paper."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_report import contact_of, report_of_contacts
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office

NAME = "Name of the contact"
TEMPLATE = '<t t-name="iot_e2e.contact"><t t-foreach="docs" t-as="doc">Contact: <t t-out="doc.name"/>\n</t></t>'


@pytest.fixture(scope="module")
def report(shop: Shop) -> Iterator[int]:
    with report_of_contacts(shop, NAME, "iot_e2e.contact", TEMPLATE) as number:
        yield number


@pytest.fixture
def contact(shop: Shop) -> Iterator[int]:
    with contact_of(shop, "Ada Lovelace") as number:
        yield number


def test_the_first_print_asks_and_the_next_one_does_not(
    shop: Shop, report: int, contact: int, printer: int, simulators: Simulators, office: Office
) -> None:
    """F1, F2, F3: linked on the printer's form, chosen once in this browser, asked again after Unlink."""
    _link(office, printer)
    assert shop.read("iot.device", [("id", "=", printer)], "report_ids")[0]["report_ids"] == [report]
    _print(office, contact)
    _choose(office)
    _came_out(office, simulators, 1)
    _print(office, contact)
    _came_out(office, simulators, 2)
    asking = office.dialog("Select Printers")
    assert not asking.is_visible()
    _unlink(office)
    _print(office, contact)
    asking.wait_for()
    asking.get_by_role("button", name="Cancel").click()
    assert len(simulators.receipts()) == 2


def test_each_browser_asks_for_itself(
    shop: Shop, report: int, contact: int, printer: int, office: Office, new_office: Callable[..., Office]
) -> None:
    """F2: what one browser remembers, another one does not know."""
    shop.call("iot.device", "write", [printer], {"report_ids": [(6, 0, [report])]})
    for browser in (office, new_office(color_scheme="dark")):
        _print(browser, contact)
        _choose(browser)
        browser.sees_toast(f"“{NAME}” was printed on")


def test_a_printer_that_is_away_leaves_a_file(
    shop: Shop, report: int, contact: int, printer: int, box: BoxProcess, simulators: Simulators, office: Office
) -> None:
    """F6: the job waits for its printer, unless somebody downloads the document instead."""
    shop.call("iot.device", "write", [printer], {"report_ids": [(6, 0, [report])]})
    office.expect_unreachable()
    box.stop()
    until(lambda: not shop.is_online(box.identifier), 10, "Odoo sees that the box is gone")
    _print(office, contact)
    _choose(office)
    office.sees_toast(f"cannot be reached: “{NAME}” waits for it.")
    assert _states(shop, printer) == ["queued"]
    with office.page.expect_download() as saved:
        office.page.get_by_role("button", name="Download instead").click()
    assert "Contact: Ada Lovelace" in saved.value.path().read_text()
    assert _states(shop, printer) == ["cancelled"]


def test_what_waits_is_printed_when_the_box_is_back(
    shop: Shop, report: int, contact: int, printer: int, box: BoxProcess, simulators: Simulators
) -> None:
    """F5, F6: asked for by a program, with no browser open, while the box is away."""
    box.stop()
    [job] = shop.call("ir.actions.report", "print_on", [report], [printer], [contact])
    assert job["state"] == "queued"
    box.start()
    until(lambda: len(simulators.receipts()) == 1, 15, "the page comes out")
    until(lambda: _states(shop, printer) == ["done"], 10, "Odoo knows it")


def _states(shop: Shop, printer: int) -> list[object]:
    return [job["state"] for job in shop.read("iot.job", [("device_id", "=", printer)], "state")]


def _choose(office: Office) -> None:
    """The one printer that Select Printers shows."""
    asking = office.dialog("Select Printers")
    asking.get_by_role("checkbox").check()
    asking.get_by_role("button", name="Print", exact=True).click()


def _link(office: Office, printer: int) -> None:
    """IoT, Devices, the printer, Printer Reports, Add a line, the report, Select."""
    office.open_record("iot.device", printer)
    office.page.get_by_role("tab", name="Printer Reports").click()
    office.add_line("Printer Reports", NAME)
    office.save()


def _print(office: Office, contact: int) -> None:
    """The cog of the form, and Print: it is the only report there."""
    office.open_record("res.partner", contact)
    office.choose(NAME)


def _came_out(office: Office, simulators: Simulators, count: int) -> None:
    office.sees_toast(f"“{NAME}” was printed on")
    until(lambda: len(simulators.receipts()) == count, 10, "the page comes out")


def _unlink(office: Office) -> None:
    """IoT, Configuration, Reset Linked Printers."""
    office.open_app()
    office.page.get_by_role("button", name="Configuration").click()
    office.page.get_by_role("menuitem", name="Reset Linked Printers").click()
    resetting = office.dialog("Reset Linked Printers")
    resetting.get_by_role("row").filter(has_text=NAME).get_by_role("button", name="Unlink").click()
    resetting.get_by_text("This browser has no linked reports.").wait_for()
    resetting.locator("footer").get_by_role("button", name="Close").click()

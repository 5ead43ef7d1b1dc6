"""What is scanned comes to the screen of the workstation where the scanner lies, and to no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, WebSocket, expect

from tests.support.e2e_shared import SharedBox, shared_box
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import PATIENCE, until
from tests.support.screens import Office

CODE = "4006381333931"
HERE, THERE = "Packing desk", "Reception"


@pytest.fixture(scope="module")
def shared(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBox]:
    """A scanner, and products with barcodes."""
    with shared_box(shop, tmp_path_factory.mktemp("scans"), "scanner") as it:
        scanner = it.device("scanner")
        shop.call("iot.device", "write", [scanner], {"is_scanner": True})
        it.becomes(scanner, driver="hid_keyboard", health="connected")
        names = {"Pallet jack": CODE, "Tape": "4006381333948"}
        codes = [{"name": name, "barcode": barcode} for name, barcode in names.items()]
        ids = shop.call("product.product", "create", codes)
        yield it
        shop.call("product.product", "unlink", ids)


@pytest.fixture
def desks(shop: Shop, new_office: Callable[..., Office]) -> tuple[Office, Office]:
    """The browser at the desk where the scanner lies, and one that stands elsewhere."""
    shop.new_user("packer", "base.group_user", "iot.group_iot_user", "stock.group_stock_user")
    here, there = new_office(), new_office("packer")
    for office, name in ((here, HERE), (there, THERE)):
        _stand_at(office, name)
    return here, there


def test_a_scan_is_typed_into_the_screen_where_its_scanner_lies(
    shared: SharedBox, desks: tuple[Office, Office]
) -> None:
    """G1: the scanner is given to a desk on its form; the search of that desk's browser finds the product."""
    here, there = desks
    here.open_record("iot.device", shared.device("scanner"))
    here.page.get_by_label("Scans Go To").fill(HERE)
    here.page.get_by_role("option", name=HERE, exact=True).click()
    with _begins_to_hear(here):
        here.save()

    _open_products(there)
    with _begins_to_hear(here):
        _open_products(here)
    shared.simulators.scan(CODE)
    expect(_rows(here)).to_have_count(1)
    expect(_rows(here)).to_contain_text("Pallet jack")
    assert here.page.locator(".o_searchview_facet").inner_text().splitlines()[-1] == CODE
    _saw_nothing(there)


def test_a_scan_is_heard_by_odoos_own_barcode_service(shared: SharedBox, desks: tuple[Office, Office]) -> None:
    """G1: with the cursor in no field, the screen hears it as from a scanner that is plugged in: Odoo's code for Next."""
    here, _ = desks
    [desk] = shared.shop.call("iot.workstation", "search", [("name", "=", HERE)])
    shared.shop.call("iot.device", "write", [shared.device("scanner")], {"workstation_id": desk})
    with _begins_to_hear(here):
        _open_products(here)
    here.page.locator(".o_data_row .o_data_cell").first.click()
    here.page.wait_for_selector(".o_form_view")
    here.sees("nav.o_pager .o_pager_value", "1")
    here.page.evaluate("document.activeElement.blur()")
    shared.simulators.scan("OCDNEXT")
    here.sees("nav.o_pager .o_pager_value", "2")


@contextmanager
def _begins_to_hear(office: Office) -> Iterator[None]:
    """Ends once the box has let this browser listen."""
    heard: list[str | bytes] = []

    def hear(frame: str | bytes) -> None:
        heard.append(frame)

    def watch(socket: WebSocket) -> None:
        if socket.url.endswith("/api/listen"):
            socket.on("framereceived", hear)

    def heard_of() -> bool:
        office.page.wait_for_timeout(20)  # Playwright tells of events while it waits
        return bool(heard)

    office.page.on("websocket", watch)
    yield
    until(heard_of, PATIENCE, "the browser hears the scanner")
    office.page.remove_listener("websocket", watch)


def _stand_at(office: Office, name: str) -> None:
    """IoT, Configuration, Reset Linked Printers, This computer is."""
    office.page.goto(f"{office.shop.url}/odoo/action-iot.iot_linked_printers_action")
    dialog = office.dialog("Reset Linked Printers")
    dialog.get_by_label("This computer is").fill(name)
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text("Saved.").wait_for()


def _open_products(office: Office) -> None:
    """The list of products, the cursor in its search."""
    office.page.goto(f"{office.shop.url}/odoo/action-product.product_normal_action?view_type=list")
    office.page.locator(".o_data_row").first.wait_for()
    office.page.locator("input.o_searchview_input").click()


def _rows(office: Office) -> Locator:
    return office.page.locator(".o_data_row")


def _saw_nothing(office: Office) -> None:
    assert office.page.locator("input.o_searchview_input").input_value() == ""
    assert office.page.locator(".o_searchview_facet").count() == 0

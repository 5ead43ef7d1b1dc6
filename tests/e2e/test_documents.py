"""Documents of Odoo on office printers: through a real spooler, to real printers that speak IPP."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.support.cups import Printer, Spooler, needs_cups, spooler
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until
from tests.support.screens import Office

pytestmark = needs_cups
SLIP = "Delivery Slip"
PAGE = re.compile(rb"/Type\s*/Page\b")


class Room:
    """Two printers, Laser and Copier, each behind a queue of the box's spooler."""

    def __init__(self, shop: Shop, printers: dict[str, Printer], box: BoxProcess) -> None:
        self.shop = shop
        self.printers = printers
        self.box = box
        number = shop.pair(box, len(printers))
        self.devices = {str(device["name"]): int(device["id"]) for device in shop.devices(number)}
        self._before = {name: len(printer.pages) for name, printer in printers.items()}

    def papers(self, name: str) -> list[bytes]:
        """What came out of a printer in this test."""
        return self.printers[name].pages[self._before[name] :]

    def prints(self, name: str, count: int = 1, within: float = 20) -> bytes:
        """The last document, once that many came out."""
        until(lambda: len(self.papers(name)) == count, within, f"{count} documents on {name}")
        return self.papers(name)[-1]


@pytest.fixture(scope="module")
def printers(loop: BackgroundLoop) -> Iterator[dict[str, Printer]]:
    """For all tests; boxes find the spooler as any program does."""

    async def install(spool: Spooler) -> dict[str, Printer]:
        made = {name: await spool.printer(name) for name in ("Laser", "Copier")}
        await spool.queue("Laser", made["Laser"].uri)
        # By another name: raw queues to one host are taken for one printer.
        await spool.queue("Copier", made["Copier"].uri.replace("127.0.0.1", "localhost"))
        return made

    running = spooler()
    yield loop.run(install(loop.run(running.__aenter__())))
    loop.run(running.__aexit__(None, None, None))


@pytest.fixture
def room(shop: Shop, printers: dict[str, Printer], new_box: NewBox) -> Room:
    return Room(shop, printers, new_box().start())


@pytest.fixture(scope="module")
def pdf(shop: Shop) -> None:
    """Odoo makes PDF only where it finds wkhtmltopdf."""
    if shop.call("ir.actions.report", "get_wkhtmltopdf_state") != "ok":
        pytest.skip("the server has no wkhtmltopdf")


@pytest.fixture
def slip(shop: Shop, pdf: None) -> Iterator[int]:
    """The report Delivery Slip, linked to nothing."""
    number = shop.call("ir.model.data", "check_object_reference", "stock", "action_report_delivery")[1]
    yield number
    shop.call("ir.actions.report", "write", [number], {"device_ids": [(5,)]})


@pytest.fixture
def rule(shop: Shop) -> Iterator[Callable[..., int]]:
    """Makes printing rules."""
    made: list[int] = []

    def make(*printers: int, **values: Any) -> int:
        made.extend(shop.call("iot.print.rule", "create", [{"device_ids": [(6, 0, printers)], **values}]))
        return made[-1]

    yield make
    shop.call("iot.print.rule", "unlink", made)


def transfers(shop: Shop, count: int = 1) -> list[int]:
    """Deliveries of demo data that are ready."""
    ready = [("picking_type_code", "=", "outgoing"), ("state", "=", "assigned")]
    found = [record["id"] for record in shop.read("stock.picking", ready, "id")]
    assert len(found) >= count
    return found[:count]


def test_the_first_print_asks_and_the_next_one_does_not(
    shop: Shop, room: Room, slip: int, office: Office, new_office: Callable[..., Office]
) -> None:
    """F1, F2, F3: a delivery slip, as the documentation says step by step, in two browsers."""
    [transfer] = transfers(shop)
    _link(office, room.devices["Laser"])
    _print(office, transfer)
    _choose(office, "Laser")
    office.sees_toast(f"“{SLIP}” was printed on Laser")
    assert len(PAGE.findall(room.prints("Laser"))) == 1
    _print(office, transfer)
    room.prints("Laser", 2)
    assert not office.dialog("Select Printers").is_visible()
    other = new_office(color_scheme="dark")
    _print(other, transfer)
    _choose(other, "Laser")
    room.prints("Laser", 3)
    _unlink(office)
    _print(office, transfer)
    asking = office.dialog("Select Printers")
    asking.get_by_role("button", name="Cancel").click()
    _unlink(other)
    assert len(room.papers("Laser")) == 3


def test_two_hundred_pages_on_both_sides(shop: Shop, room: Room, pdf: None) -> None:
    """F5, E4: labels of two hundred products, one a page, asked for by a program."""
    names = [{"name": f"Product {number}"} for number in range(200)]
    products = shop.call("product.product", "create", names)
    layout = {"product_ids": [(6, 0, products)], "print_format": "dymo", "custom_quantity": 1}
    [wizard] = shop.call("product.label.layout", "create", [layout])
    action = shop.call("product.label.layout", "process", [wizard])
    [report] = shop.call("ir.actions.report", "search", [("report_name", "=", action["report_name"])])
    shop.call("iot.device", "write", [room.devices["Laser"]], {"duplex": True})
    [job] = shop.call("ir.actions.report", "print_on", [report], [room.devices["Laser"]], None, action["data"])
    assert shop.wait_job(job["key"], 30)["state"] == "done"
    assert len(PAGE.findall(room.prints("Laser"))) == 200
    assert "two-sided-long-edge" in room.printers["Laser"].options
    assert not room.papers("Copier")
    shop.call("product.product", "unlink", products)


def test_each_record_of_many_begins_on_its_own_page(shop: Shop, room: Room, slip: int) -> None:
    """F5: several transfers at once, which Debian's wkhtmltopdf does not do by itself."""
    shop.call("ir.actions.report", "print_on", [slip], list(room.devices.values()), transfers(shop, 3))
    for name in room.printers:
        assert len(PAGE.findall(room.prints(name))) == 3


def test_a_box_that_is_away_leaves_a_file(shop: Shop, room: Room, slip: int, office: Office) -> None:
    """F6: the document instead, and then it is not printed as well."""
    shop.call("ir.actions.report", "write", [slip], {"device_ids": [(6, 0, [room.devices["Laser"]])]})
    office.expect_unreachable()
    room.box.stop()
    until(lambda: not shop.is_online(room.box.identifier), 10, "Odoo sees that the box is gone")
    _print(office, transfers(shop)[0])
    _choose(office, "Laser")
    office.sees_toast(f"Laser cannot be reached: “{SLIP}” waits for it.")
    with office.page.expect_download() as saved:
        office.page.get_by_role("button", name="Download instead").click()
    assert len(PAGE.findall(saved.value.path().read_bytes())) == 1
    [job] = shop.read("iot.job", [("device_id", "=", room.devices["Laser"])], "state")
    assert job["state"] == "cancelled"
    _unlink(office)


def test_a_rule_wins_over_what_the_browser_remembers(
    shop: Shop, room: Room, slip: int, rule: Callable[..., int], office: Office, new_office: Callable[..., Office]
) -> None:
    """F4: at the packing desk everything goes to the copier; elsewhere the browser asks and remembers as ever."""
    [transfer] = transfers(shop)
    shop.call("ir.actions.report", "write", [slip], {"device_ids": [(6, 0, [room.devices["Laser"]])]})
    _print(office, transfer)
    _choose(office, "Laser")
    room.prints("Laser")
    _stand(office, "Packing desk 2")
    [desk] = shop.call("iot.workstation", "search", [("name", "=", "Packing desk 2")])
    rule(room.devices["Copier"], workstation_ids=[(6, 0, [desk])])
    _print(office, transfer)
    office.sees_toast(f"“{SLIP}” was printed on Copier")
    room.prints("Copier")
    elsewhere = new_office(color_scheme="dark")
    _print(elsewhere, transfer)
    elsewhere.dialog("Select Printers").get_by_role("button", name="Cancel").click()
    _stand(office, "")
    _print(office, transfer)
    room.prints("Laser", 2)
    assert len(room.papers("Copier")) == 1
    _unlink(office)


def test_a_cron_prints_with_no_browser(shop: Shop, room: Room, slip: int, rule: Callable[..., int]) -> None:
    """F5: the server itself, by the rules."""
    rule(room.devices["Copier"], report_ids=[(6, 0, [slip])])
    code = f"env['ir.actions.report'].browse({slip}).print_by_rules({transfers(shop)}, key='slips-of-the-day')"
    [model] = shop.call("ir.model", "search", [("model", "=", "stock.picking")])
    values = {"name": "Slips", "model_id": model, "state": "code"}
    [cron] = shop.call("ir.cron", "create", [{**values, "code": code, "interval_type": "months"}])
    now = f"env['ir.cron'].browse({cron})._trigger()"
    [wake] = shop.call("ir.actions.server", "create", [{**values, "name": "Wake", "code": now}])
    shop.call("ir.actions.server", "run", [wake])
    assert len(PAGE.findall(room.prints("Copier"))) == 1
    shop.call("ir.cron", "method_direct_trigger", [cron])
    until(
        lambda: not shop.read("iot.job", [("box_id", "=", shop.box_id(room.box.identifier)), ("state", "=", "queued")])
    )
    assert len(room.papers("Copier")) == 1, "the same key prints once"
    shop.call("ir.cron", "unlink", [cron])
    shop.call("ir.actions.server", "unlink", [wake])


def test_a_transfer_prints_its_slip_when_it_is_validated(
    shop: Shop, room: Room, slip: int, rule: Callable[..., int], office: Office
) -> None:
    """F5: Odoo's own automatic printing, in the browser of whoever validates."""
    rule(room.devices["Copier"])
    [operation] = shop.call("stock.picking.type", "search", [("code", "=", "outgoing")], limit=1)
    transfer = shop.call(
        "stock.picking", "search", [("picking_type_id", "=", operation), ("state", "=", "assigned")], limit=1
    )
    shop.call("stock.picking.type", "write", [operation], {"auto_print_delivery_slip": True})
    saved: list[object] = []
    office.page.on("download", lambda download: saved.append(download))
    office.open_record("stock.picking", transfer[0])
    office.click("Validate")
    office.dialog("SMS").get_by_role("button", name="Disable SMS").click()
    office.sees_toast(f"“{SLIP}” was printed on Copier")  # Odoo loads the page anew meanwhile
    assert len(PAGE.findall(room.prints("Copier"))) == 1
    assert shop.read("stock.picking", [("id", "=", transfer[0])], "state")[0]["state"] == "done"
    assert not saved, "nothing is downloaded"
    shop.call("stock.picking.type", "write", [operation], {"auto_print_delivery_slip": False})


def test_an_order_prints_its_labels_when_it_is_done(
    shop: Shop, room: Room, pdf: None, rule: Callable[..., int], office: Office
) -> None:
    """F5: manufacturing's automatic printing takes the same way."""
    rule(room.devices["Laser"])
    [operation] = shop.call("stock.picking.type", "search", [("code", "=", "mrp_operation")], limit=1)
    shop.call("stock.picking.type", "write", [operation], {"auto_print_done_mrp_product_labels": True})
    product = shop.call("product.product", "create", [{"name": "Printed desk", "is_storable": True}])
    order = shop.call("mrp.production", "create", [{"product_id": product[0], "picking_type_id": operation}])
    shop.call("mrp.production", "action_confirm", order)
    office.open_record("mrp.production", order[0])
    office.click("Produce All")
    office.dialog("Confirmation").get_by_role("button", name="Ok").click()
    office.sees_toast("was printed on Laser")
    assert len(PAGE.findall(room.prints("Laser"))) == 1
    assert shop.read("mrp.production", [("id", "=", order[0])], "state")[0]["state"] == "done"
    shop.call("stock.picking.type", "write", [operation], {"auto_print_done_mrp_product_labels": False})


def _stand(office: Office, workstation: str) -> None:
    """IoT, Configuration, Reset Linked Printers, This computer is."""
    resetting = _reset(office)
    resetting.get_by_label("This computer is").fill(workstation)
    resetting.get_by_role("button", name="Save").click()
    resetting.get_by_text("Saved.").wait_for()
    resetting.locator("footer").get_by_role("button", name="Close").click()


def _link(office: Office, printer: int) -> None:
    """IoT, Devices, the printer, Printer Reports, Add a line, the report, Select."""
    office.open_record("iot.device", printer)
    office.page.get_by_role("tab", name="Printer Reports").click()
    office.add_line("Printer Reports", SLIP)
    office.save()


def _print(office: Office, transfer: int) -> None:
    """The cog of the form, Print, Delivery Slip."""
    office.open_record("stock.picking", transfer)
    office.page.locator(".o_cp_action_menus .fa-cog, .o_control_panel .fa-cog").first.click()
    office.page.locator(".o-dropdown--menu").get_by_text("Print", exact=True).hover()
    office.page.locator(".o-dropdown--menu").get_by_text(SLIP, exact=True).click()


def _choose(office: Office, printer: str) -> None:
    asking = office.dialog("Select Printers")
    asking.get_by_role("checkbox", name=printer).check()
    asking.get_by_role("button", name="Print", exact=True).click()


def _unlink(office: Office) -> None:
    resetting = _reset(office)
    resetting.get_by_role("row").filter(has_text=SLIP).get_by_role("button", name="Unlink").click()
    resetting.get_by_text("This browser has no linked reports.").wait_for()
    resetting.locator("footer").get_by_role("button", name="Close").click()


def _reset(office: Office) -> Locator:
    """IoT, Configuration, Reset Linked Printers."""
    office.open_app()
    office.page.get_by_role("button", name="Configuration").click()
    office.page.get_by_role("menuitem", name="Reset Linked Printers").click()
    return office.dialog("Reset Linked Printers")

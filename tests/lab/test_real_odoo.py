"""The whole way: devices on a real kernel, and the real server with a browser."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as Late

from iot_agent.values import Raster
from native.lab import HOST
from native.odoo import Odoo
from tests.support.e2e_fixtures import chromium, loop, new_office, office, screens, shop  # noqa: F401
from tests.support.e2e_pages import of_data_url
from tests.support.e2e_shop import Shop
from tests.support.escpos_reader import read
from tests.support.screens import Office
from tests.support.stack import odoo, stack  # noqa: F401

from .guest import Guest, until
from .keyboards import VOYAGER, UsbKeyboard
from .pedals import CTRL, A, B, C, Pedal
from .printers import UsbPrinter
from .scales import Scale

pytestmark = pytest.mark.timeout(400)  # with all that the first of them prepares


@pytest.fixture
def paired(guest: Guest, odoo: Odoo, shop: Shop, office: Office) -> Iterator[Guest]:  # noqa: F811
    """The guest once its agent is a box of the database."""
    for name, value in (("web.base.url", f"http://{HOST}:{odoo.port}"), ("web.base.url.freeze", "True")):
        shop.call("ir.config_parameter", "set_param", name, value)
    guest.pair(shop.token())
    until(lambda: shop.read("iot.box", [("online", "=", True)], "id"), 30)
    office.expect_unreachable()  # the guest's own network is no place for a browser
    yield guest
    [box] = shop.read("iot.box", [], "identifier")
    shop.delete_box(box["identifier"])


@pytest.mark.prompt
def test_a_printer_that_is_plugged_in_prints_the_test_page_of_its_form(
    paired: Guest,
    printer: Callable[..., UsbPrinter],
    shop: Shop,  # noqa: F811
    office: Office,  # noqa: F811
) -> None:
    """Proof 3: in Odoo within 3 s, typed, and the page is the one that the form shows."""
    until(lambda: shop.read("iot.box", [("drivers_of", "!=", False)], "id"), 120)  # an emulated machine is slow at it
    made = printer(0, "J5ZF000001")
    made.plug()
    wanted = [("identifier", "=", made.identifier), ("health", "=", "connected")]
    [device] = until(lambda: shop.read("iot.device", wanted, "name", "kind", "subtype"), 3.0)
    assert (device["name"], device["kind"], device["subtype"]) == ("TM-U220", "printer", "receipt")

    office.open_record("iot.device", device["id"])
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "relay")
    shown = of_data_url(office.page.locator("canvas.o_iot_preview").evaluate("canvas => canvas.toDataURL('image/png')"))
    assert [receipt.picture for receipt in read(made.received(), shown.width)] == [
        Raster(shown.width, shown.height, shown.rows)
    ]


def test_the_forms_of_scales_show_what_lies_on_them(
    paired: Guest,
    scale: Callable[[str], Scale],
    shop: Shop,  # noqa: F811
    office: Office,  # noqa: F811
) -> None:
    """On a port of its own, behind an adapter, and as a human interface device: each change is seen."""
    units = {"acm toledo_8217": "{:.3f} kg", "ftdi": "{:.3f} kg", "hidraw": "{:.1f} oz"}
    for port, (kind, shown) in enumerate(units.items()):
        made = scale(kind)
        made.put(1.2)
        made.plug(port)
        wanted = [("identifier", "=", made.identifier), ("health", "=", "connected")]
        [device] = until(partial(shop.read, "iot.device", wanted, "kind"), 60)
        assert device["kind"] == "scale"
        office.open_record("iot.device", device["id"])
        office.page.get_by_role("button", name="Read Weight").click()
        for weight in (1.2, 2.5):
            made.put(weight)
            office.sees(".o_iot_weight", shown.format(weight), 30)


def test_keys_and_codes_show_on_the_forms(
    paired: Guest,
    shop: Shop,  # noqa: F811
    office: Office,  # noqa: F811
) -> None:
    """Test Footswitch and Test Scanner say what happens at the devices of the kernel, the last one first."""
    pedal, scanner = Pedal(paired), UsbKeyboard(paired, 0, "S1ABC", VOYAGER)
    pedal.plug()
    scanner.plug()

    open_test(shop, office, pedal.identifier, "Test Footswitch")
    keys = office.page.locator(".o_iot_keys kbd")
    until_shown(keys, lambda: pedal.press(A))
    pedal.press(B)
    pedal.press(CTRL, C)
    office.sees_texts(keys.filter(has_not_text="A"), ["Ctrl+C", "B"], within=30)

    open_test(shop, office, scanner.identifier, "Test Scanner")
    codes = office.page.locator(".o_iot_scans li span:first-child")
    sent: list[str] = []

    def scan() -> None:
        sent.append(str(4006381333000 + len(sent)))
        scanner.type(sent[-1])

    until_shown(codes, scan)
    assert codes.first.inner_text() in sent
    assert office.page.locator(".o_iot_device_test .o_iot_path").get_attribute("data-path") == "relay"


def open_test(shop: Shop, office: Office, identifier: str, button: str) -> None:  # noqa: F811
    """The form of the device once it is well, with its test begun."""
    wanted = [("identifier", "=", identifier), ("health", "=", "connected")]
    [device] = until(lambda: shop.read("iot.device", wanted, "id"), 30)
    office.open_record("iot.device", device["id"])
    office.page.get_by_role("button", name=button).click()


def until_shown(shown: Locator, do: Callable[[], None]) -> None:
    """Does it until somebody listens: what came before is nobody's."""
    for _ in range(10):
        do()
        with contextlib.suppress(Late):
            shown.first.wait_for(timeout=5000)
            return
    raise AssertionError("nothing was shown")

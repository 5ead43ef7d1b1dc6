"""The whole way: devices on a real kernel, and the real server with a browser. One box serves all of these tests."""

from __future__ import annotations

import base64
import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as Late

from iot_agent.values import Raster
from native import lab
from native.lab import HOST
from native.odoo import Odoo
from tests.support.e2e_fixtures import chromium, new_office, office, screens, shop  # noqa: F401
from tests.support.e2e_pages import of_data_url
from tests.support.e2e_shop import Shop
from tests.support.escpos_reader import read
from tests.support.screens import Office
from tests.support.screens import Screen as Page
from tests.support.stack import odoo, stack  # noqa: F401

from .bluetooth import Tool
from .cameras import Camera
from .guest import PATIENCE, WITH_AGENT, Guest, until
from .keyboards import INPUT_TOOL, VOYAGER, UsbKeyboard
from .pedals import CTRL, A, B, C, Pedal
from .printers import UsbPrinter, listed_soon
from .scales import Scale
from .screens import Screen, bring_browser, shown

Form = Callable[[str], Office]


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "patience", PATIENCE)
        yield


@pytest.fixture(scope="module")
def guest(home: Path, disk: Path, odoo: Odoo, shop: Shop) -> Iterator[Guest]:  # noqa: F811
    """Its agent is a box of the database, and has taken the drivers that this serves, or given up: it gives them a minute."""
    for name, value in (("web.base.url", f"http://{HOST}:{odoo.port}"), ("web.base.url.freeze", "True")):
        shop.call("ir.config_parameter", "set_param", name, value)
    with lab.running(home, disk, WITH_AGENT) as machine:
        guest = Guest(machine)
        bring_browser(guest)
        try:
            guest.pair(shop.token())
            taken = ["|", ("drivers_of", "!=", False), ("drivers_code", "!=", False)]
            [box] = until(lambda: shop.read("iot.box", [("online", "=", True), *taken], "identifier"))
            yield guest
            shop.delete_box(box["identifier"])
        finally:
            print(guest.log())


@pytest.fixture(autouse=True)
def told(guest: Guest) -> Iterator[None]:
    """What the agent says, for whoever reads a failure."""
    yield
    print(guest.log())


@pytest.fixture
def form(guest: Guest, shop: Shop, office: Office) -> Form:  # noqa: F811
    """Opens the form of a device, once it is well."""
    office.expect_unreachable()  # the guest's own network is no place for a browser

    def open_form(identifier: str) -> Office:
        [device] = until(lambda: found(shop, identifier))
        office.open_record("iot.device", device["id"])
        return office

    return open_form


def test_a_printer_that_is_plugged_in_prints_the_test_page_of_its_form(
    printer: Callable[..., UsbPrinter],
    shop: Shop,  # noqa: F811
    form: Form,
) -> None:
    """Proof 3: in Odoo within 3 s, typed, and the page is the one that the form shows."""
    made, [device] = listed_soon(printer, lambda identifier: until(lambda: found(shop, identifier)))
    with contextlib.ExitStack() as leaving:
        leaving.callback(made.unplug)
        assert (device["name"], device["kind"], device["subtype"]) == ("TM-U220", "printer", "receipt")

        office = form(made.identifier)
        office.click_test("Print Test Page")
        assert office.outcome() == ("done", "relay")
        preview = office.page.locator("canvas.o_iot_preview")
        page = of_data_url(preview.evaluate("canvas => canvas.toDataURL('image/png')"))
        assert [receipt.picture for receipt in read(made.received(), page.width)] == [
            Raster(page.width, page.height, page.rows)
        ]


@pytest.mark.parametrize(
    ("kind", "reading"),
    [
        ("acm toledo_8217", "{:.3f} kg"),
        ("acm sics", "{:.1f} g"),
        ("ftdi", "{:.3f} kg"),
        ("hidraw", "{:.1f} oz"),
    ],
)
def test_the_form_of_a_scale_shows_what_lies_on_it(
    kind: str, reading: str, scale: Callable[[str], Scale], form: Form
) -> None:
    """On a port of its own, behind an adapter, and as a human interface device: each change is seen."""
    made = scale(kind)
    made.put(1.2)
    with plugged(made):
        office = form(made.identifier)
        office.page.get_by_role("button", name="Read Weight").click()
        for weight in (1.2, 2.5):
            made.put(weight)
            office.sees(".o_iot_weight", reading.format(weight), PATIENCE)


def test_the_form_of_a_footswitch_shows_its_keys(guest: Guest, form: Form) -> None:
    """The last one first."""
    pedal = Pedal(guest)
    with plugged(pedal):
        office = form(pedal.identifier)
        office.page.get_by_role("button", name="Test Footswitch").click()
        keys = office.page.locator(".o_iot_keys kbd")
        until_shown(keys, lambda: pedal.press(A))
        pedal.press(B)
        pedal.press(CTRL, C)
        office.sees_texts(keys.filter(has_not_text="A"), ["Ctrl+C", "B"], PATIENCE)


def test_the_form_of_a_scanner_shows_its_codes(guest: Guest, form: Form) -> None:
    scanner = UsbKeyboard(guest, 0, "S1ABC", VOYAGER)
    sent: list[str] = []

    def scan() -> None:
        sent.append(str(4006381333000 + len(sent)))
        scanner.type(sent[-1])

    with plugged(scanner):
        office = form(scanner.identifier)
        office.page.get_by_role("button", name="Test Scanner").click()
        codes = office.page.locator(".o_iot_scans li span:first-child")
        until_shown(codes, scan)
        assert codes.first.inner_text() in sent
        assert office.page.locator(".o_iot_device_test .o_iot_path").get_attribute("data-path") == "relay"


def test_the_form_of_a_camera_shows_its_picture(guest: Guest, form: Form) -> None:
    """One that is taken, and one after another while somebody looks."""
    office = form(Camera(guest).identifier)  # noqa: F811
    until_done(office, "Take Picture")
    picture = office.page.locator(".o_iot_picture img")
    first = source(picture)
    taken = Image.open(io.BytesIO(base64.b64decode(first.removeprefix("data:image/jpeg;base64,"))))
    assert (taken.format, taken.size) == ("JPEG", size_seen(picture))
    assert len(set(taken.convert("L").tobytes())) > 20, "a picture of one colour"

    preview, seen = office.page.get_by_role("button", name="Live Preview"), {first}

    def moved() -> bool:
        if preview.is_visible():  # also again: the first picture that is late is the last
            preview.click()
        seen.add(source(picture))
        return len(seen) > 2

    until(moved)


def test_the_form_of_a_tool_that_types_shows_what_it_measures(guest: Guest, shop: Shop, form: Form) -> None:  # noqa: F811
    gauge = UsbKeyboard(guest, 1, "G1ABC", INPUT_TOOL)
    with plugged(gauge):
        shows_measures(gauge.identifier, lambda: gauge.type("12.345"), shop, form)


def test_the_form_of_a_tool_in_the_air_shows_what_it_measures(tool: Tool, shop: Shop, form: Form) -> None:  # noqa: F811
    shows_measures(tool.identifier, lambda: tool.press(12.345), shop, form)


def shows_measures(identifier: str, press: Callable[[], None], shop: Shop, form: Form) -> None:  # noqa: F811
    """In the unit that the form settles, for it does not tell its own."""
    office = form(identifier)  # noqa: F811
    office.select("Unit", "mm")
    office.save()
    office.page.get_by_role("button", name="Test Measuring Tool").click()
    until_shown(office.page.locator(".o_iot_measures li span:first-child", has_text="12.345 mm"), press)


def test_the_form_of_a_screen_shows_pages_on_it(guest: Guest, form: Form) -> None:
    """From the beginning it shows who the box is; then what it is told."""
    screen = Screen(guest)
    office = form(screen.identifier)  # noqa: F811
    home = until(lambda: shown(guest))[-1]
    with contextlib.closing(office.context.new_page()) as page:
        page.goto(home.replace("http://127.0.0.1:8069", guest.url))
        expect(page.locator("#state")).to_have_text("Connected to Odoo", timeout=PATIENCE * 1000)
        expect(page.locator("#addresses")).to_have_text("\n".join(guest.status()["addresses"]))

    office.page.get_by_label("Page", exact=True).fill("http://shop.example/menu")
    until_done(office, "Show")
    assert shown(guest)[-1] == "http://shop.example/menu"
    until_done(office, "Back to Its Page")
    assert shown(guest)[-1] == home


def found(shop: Shop, identifier: str) -> list[dict[str, str]]:  # noqa: F811
    """The device of the database, if it is well."""
    wanted = [("identifier", "=", identifier), ("health", "=", "connected")]
    return shop.read("iot.device", wanted, "name", "kind", "subtype")


@contextlib.contextmanager
def plugged(device: UsbPrinter | Scale | Pedal | UsbKeyboard) -> Iterator[None]:
    """Within, it is; its port is free for the next one after that."""
    device.plug()
    try:
        yield
    finally:
        device.unplug()


def until_shown(shown: Locator, do: Callable[[], None]) -> None:
    """Does it until somebody listens: what came before is nobody's."""

    def seen() -> bool:
        do()
        with contextlib.suppress(Late):
            shown.first.wait_for(timeout=5000)
            return True
        return False

    until(seen)


def until_done(office: Office, button: str) -> None:  # noqa: F811
    """Presses it until it is: a machine with too much to do may need longer for a job than a job lives."""

    def done() -> bool:
        office.click_test(button)
        return office.outcome() == ("done", "relay")

    until(done)


def source(picture: Locator) -> str:
    """The data URL of a picture on the page."""
    return picture.get_attribute("src") or ""


def size_seen(picture: Locator) -> tuple[int, int]:
    """What the browser decoded."""
    width, height = picture.evaluate("async image => (await image.decode(), [image.naturalWidth, image.naturalHeight])")
    return width, height

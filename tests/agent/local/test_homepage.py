"""The homepage in a real browser, in front of a box without devices."""

import asyncio
import hashlib
import hmac
import logging
import random
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import resources

import pytest
from playwright.async_api import async_playwright

from iot_agent import drivers, seal, wire
from iot_agent.core.store import Announced
from iot_agent.wire import Code, Health, Kind
from native.paths import PROJECT
from tests.support.lan import DEVICE, PORT, lan
from tests.support.loop import in_loop
from tests.support.waiting import until

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@asynccontextmanager
async def browsing(tmp_path, *, paired=True, **context):
    async with lan(tmp_path, paired=paired) as at, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await (await browser.new_context(**context)).new_page()
        page.set_default_timeout(8000)
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        await page.goto(at.url)
        await page.wait_for_selector("main[aria-busy=false]")
        try:
            yield at, page
            assert wrong == []
        finally:
            await browser.close()


async def text(page, identifier):
    return await page.locator(f"#{identifier}").text_content()


@in_loop
async def test_a_free_box_shows_its_code_and_takes_a_token(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        assert (await text(page, "code")).replace(" ", "") == at.code.text
        assert (await text(page, "code-life")).startswith("Valid for 1 h 59 min")
        assert await text(page, "database-badge") == "Not connected"
        await page.get_by_role("button", name="Configure").click()
        await page.get_by_label("Server Token").fill(" iot1.x\n")
        at.line.refuse = Code.BAD_TOKEN
        connect = page.get_by_role("button", name="Connect", exact=True)
        await connect.click()
        await page.wait_for_selector("#connect-error:not(:empty)")
        assert "not valid any more" in await text(page, "connect-error")
        at.line.refuse = None
        await connect.click()
        await until(lambda: at.line.tokens == ["iot1.x"])
        at.pair()
        await page.wait_for_selector("#database-badge.good")
        assert await page.locator("#code-section").is_hidden()
        assert not await page.locator("#connect-dialog").is_visible()


@in_loop
async def test_every_dialog_of_the_owner_asks_for_the_code(tmp_path):
    async with browsing(tmp_path) as (_, page):
        fields = page.locator("input, textarea, select")
        assert set(await fields.evaluate_all("fields => fields.map((field) => field.labels.length)")) == {1}
        places = await page.locator("[data-asked]").evaluate_all("places => places.map((place) => place.dataset.asked)")
        assert len(places) > 5
        for place in places:
            code = page.locator(f"#{place}-owner")
            assert await code.get_attribute("required") is not None
            assert await code.evaluate(
                "code => document.getElementById(code.getAttribute('aria-describedby')).innerText"
            )


@in_loop
async def test_a_new_code_and_a_server_to_announce_at(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        first = at.code.text
        await page.get_by_role("button", name="New code").click()
        await until(lambda: at.code.text != first)
        await page.get_by_role("button", name="Configure").click()
        await page.get_by_text("another network").click()
        await page.get_by_label("Server address").fill("https://erp.example.com")
        await page.get_by_role("textbox", name="Database").fill("shop")
        await page.get_by_role("button", name="Announce").click()
        await until(lambda: at.line.announced == Announced("https://erp.example.com", "shop"))


@in_loop
async def test_the_owner_reads_the_log_and_has_a_device_say_more(tmp_path):
    async with browsing(tmp_path, accept_downloads=True) as (at, page):
        logging.getLogger("iot_agent.device.p1").warning("lost: unplugged")
        await page.get_by_role("button", name="Logs", exact=True).click()
        await page.locator("#logs-owner").fill("WRONG")
        await page.get_by_role("button", name="Download Logs").click()
        await page.wait_for_selector("#logs-error:not(:empty)")
        await page.locator("#logs-owner").fill(owner_code(at))
        async with page.expect_download() as awaited:
            await page.get_by_role("button", name="Download Logs").click()
        download = await awaited.value
        assert download.suggested_filename == "iot-agent-serial1.log"
        assert b"lost: unplugged" in await asyncio.to_thread((await download.path()).read_bytes)
        await page.locator("#logs-dialog").wait_for(state="hidden")

        await page.get_by_role("button", name="Logs", exact=True).click()
        await page.get_by_label("Part").select_option("A printer")
        await page.locator("#logs-owner").fill(owner_code(at))
        await page.get_by_role("button", name="Set Level").click()
        await until(lambda: [one["part"] for one in at.logs.told()] == ["device/p1"])
        await page.get_by_text("debug of A printer for").wait_for()


@in_loop
async def test_a_free_box_offers_nobody_its_log(tmp_path):
    async with browsing(tmp_path, paired=False) as (_, page):
        assert await page.locator("#logs").is_hidden()


def owner_code(at):
    return seal.owner_code(seal.shared_key(at.database, seal.exchange_key(at.seed)))


@in_loop
async def test_the_owner_disconnects_with_the_code(tmp_path):
    async with browsing(tmp_path) as (at, page):
        await page.get_by_role("button", name="Configure").click()
        assert await text(page, "database-server") == "http://odoo.test"
        disconnect = page.get_by_role("button", name="Disconnect")
        owner = page.locator("#disconnect-owner")
        await owner.fill("WRONG")
        await disconnect.click()
        await page.wait_for_selector("#disconnect-error:not(:empty)")
        assert "not the owner code" in await text(page, "disconnect-error")
        assert at.line.disconnects == 0
        code = seal.owner_code(seal.shared_key(at.database, seal.exchange_key(at.seed)))
        await owner.fill(f"{code[:4].lower()}-{code[4:]}")
        await disconnect.click()
        await until(lambda: at.line.disconnects == 1)


@in_loop
async def test_the_ticket_of_odoo_needs_no_code_and_leaves_no_trace(tmp_path):
    async with browsing(tmp_path) as (at, page):
        ticket, secret = at.ticket(owner=True)
        await page.goto("about:blank")
        await page.goto(f"{at.url}/#ticket={ticket}&secret={secret}&box=reference1")
        await page.wait_for_selector("main[aria-busy=false]")
        assert page.url == f"{at.url}/"
        await page.get_by_role("button", name="Restart the IoT box").click()
        assert await page.locator("#restart-owner").is_hidden()
        await page.get_by_role("button", name="Restart", exact=True).click()
        await until(lambda: at.restarts == 1)
        assert "restarts" in await text(page, "notice")


@in_loop
async def test_a_printer_is_typed_and_what_cannot_be_one_is_told(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        await page.get_by_role("button", name="Add network device").click()
        await page.locator("#printer-address").fill("8.8.8.8")
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.wait_for_selector("#printer-error:not(:empty)")
        assert "192.168.1.50" in await text(page, "printer-error")
        await page.locator("#printer-address").fill(at.url.removeprefix("http://"))
        await page.get_by_label("Kind").select_option("ipp")
        await page.get_by_role("button", name="Add", exact=True).click()
        await until(lambda: at.by_hand.devices())
        (typed,) = at.by_hand.devices()
        assert (typed.bus, typed.driver) == ("ipp", "ipp")


@in_loop
async def test_a_camera_is_typed_and_what_cannot_be_one_is_told(tmp_path, monkeypatch):
    async with browsing(tmp_path, paired=False) as (at, page):
        await page.get_by_role("button", name="Add network device").click()
        await page.get_by_label("Kind").select_option("camera")
        address = page.locator("#printer-address")
        assert "snapshot.jpg" in (await address.get_attribute("placeholder") or "")
        await address.fill("file:///etc/passwd")
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.locator("#printer-error", has_text="address of a camera").wait_for()
        monkeypatch.setattr(wire, "is_apart", lambda host: host == "127.0.0.1")
        await address.fill(at.url.replace("http://", "rtsp://admin:s3cret@") + "/stream")
        await page.get_by_role("button", name="Add", exact=True).click()
        await until(lambda: at.by_hand.devices())
        assert at.by_hand.devices()[0].driver == "rtsp"
        await page.locator("#printer-dialog").wait_for(state="hidden")
        assert await address.input_value() == ""


@in_loop
async def test_a_typed_printer_is_removed_and_no_other(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        at.by_hand.add(wire.NetworkPrinter(address="10.0.0.7"))
        (typed,) = at.by_hand.devices()
        at.devices.insert(0, replace(DEVICE, identifier=typed.identifier, name="Kitchen"))
        await page.get_by_text("2 devices").wait_for()
        await page.get_by_role("button", name="Show").click()
        remove = page.locator("#device-list").get_by_role("button", name="Remove")
        assert await remove.count() == 1
        await remove.click()
        assert await text(page, "forget-name") == "Kitchen"
        await page.locator("#forget").click()
        await until(lambda: not at.by_hand.devices())


@in_loop
async def test_a_driver_is_chosen_for_a_port_and_whether_it_answers_is_seen(tmp_path):
    async with browsing(tmp_path) as (at, page):
        at.devices[:] = [PORT]
        row = page.locator("#device-list li")
        badge = row.locator(".badge")
        await page.get_by_text("could not be recognised").wait_for()
        await page.get_by_role("button", name="Show").click()
        await badge.get_by_text("Not recognised").wait_for()
        assert await row.locator(".kind").text_content() == "Serial port"

        await row.get_by_role("button", name="Choose Driver").click()
        kinds = await page.locator("#serial-driver option").all_text_contents()
        assert kinds == [
            *("Find by itself", "Any scale: find out by asking", "CAS (PD-II, AP, ER)", "Barcode scanner"),
            *("Line display (ESC/POS)", "own_one"),
        ]
        await page.get_by_label("It is a").select_option("Barcode scanner")
        await page.locator("#serial-owner").fill("WRONG")
        await page.get_by_role("button", name="Save").click()
        await page.locator("#serial-error", has_text="not the owner code").wait_for()
        assert at.options.driver("port1") == ""
        await page.locator("#serial-owner").fill(owner_code(at))
        await page.get_by_role("button", name="Save").click()
        await page.locator("#serial-dialog").wait_for(state="hidden")
        assert at.options.driver("port1") == "serial_scanner"

        at.devices[:] = [replace(PORT, kind=Kind.SCANNER, code="", health=Health.CONNECTED)]
        await badge.get_by_text("Not heard yet").wait_for()
        assert await row.locator(".kind").text_content() == "Barcode scanner, chosen here"
        at.events.publish("port1", "scan", {"code": "1"})
        await badge.get_by_text("Answers").wait_for()
        assert await page.locator("#port-hint").is_hidden()

        await row.get_by_role("button", name="Choose Driver").click()
        assert await page.get_by_label("It is a").input_value() == "serial_scanner"
        await page.get_by_label("It is a").select_option("Find by itself")
        await page.locator("#serial-owner").fill(owner_code(at))
        await page.get_by_role("button", name="Save").click()
        await until(lambda: at.options.driver("port1") == "")


@in_loop
async def test_what_odoo_chose_is_told_and_a_port_that_is_gone_too(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        at.devices[:] = [replace(PORT, kind=Kind.DISPLAY, code="", health=Health.CONNECTED)]
        at.options.order([wire.DeviceOptions(identifier="port1", driver="line_display")], 1.0)
        await page.get_by_role("button", name="Show").click()
        await page.get_by_text("Line display (ESC/POS), chosen in Odoo").wait_for()
        await page.get_by_role("button", name="Choose Driver").click()
        assert "chosen in Odoo" in await text(page, "serial-by")
        assert await page.get_by_label("It is a").input_value() == ""
        await page.get_by_label("It is a").select_option("own_one")
        at.devices[:] = [DEVICE]
        await page.get_by_role("button", name="Save").click()
        await page.locator("#serial-error", has_text="not there any more").wait_for()


def test_every_driver_of_a_port_has_a_name_there_and_the_same_one_in_odoo():
    words = (resources.files("iot_agent.local") / "homepage" / "words.js").read_text()
    choices = words[words.index("const CHOICES") : words.index("const CHOSEN")]
    named = dict(re.findall(r'(\w+): "([^"]+)"', choices))
    offered = [name for name, matches in drivers.table().items() if any(match.bus == "serial" for match in matches)]
    assert named.keys() == {*offered, wire.ANY_DRIVER} - {"generic_scale"}
    models = PROJECT / "addons" / "iot" / "models"
    forms = "".join((models / f"iot_device_{form}.py").read_text() for form in ("scale", "port"))
    for driver in named.keys() - {wire.ANY_DRIVER}:
        assert f'("{driver}", "{named[driver]}")'.lower() in forms.lower()


@pytest.mark.parametrize(
    ("access", "words", "linked"),
    [("none", "No printer server", False), ("closed", "cupsctl --remote-admin", True), ("open", "open to the", True)],
)
@in_loop
async def test_the_printer_server_is_linked_and_who_may_reach_it_is_told(tmp_path, access, words, linked):
    async with browsing(tmp_path) as (at, page):
        told = at.parts.facts()
        object.__setattr__(at.parts, "facts", lambda: {**told, "spooler": access})
        await page.locator("#spooler", has_text=words).wait_for()
        link = page.get_by_role("link", name="Printer Server")
        assert await link.is_visible() is linked  # the page is seen on the machine itself
        if linked:
            assert await link.get_attribute("href") == "http://127.0.0.1:631/printers/"


@in_loop
async def test_the_drivers_are_updated_or_the_page_says_why_not(tmp_path):
    async with browsing(tmp_path) as (at, page):
        assert (await text(page, "drivers")).startswith("Drivers of ")
        code = seal.owner_code(seal.shared_key(at.database, seal.exchange_key(at.seed)))
        at.line.online = False
        await page.get_by_role("button", name="Force Drivers Update").click()
        await page.locator("#drivers-owner").fill(code)
        await page.get_by_role("button", name="Update", exact=True).click()
        await page.locator("#drivers-error", has_text="Odoo cannot be reached").wait_for()
        assert at.driver_updates == 0
        at.line.online = True
        await page.get_by_role("button", name="Update", exact=True).click()
        await until(lambda: at.driver_updates == 1)
        await page.locator("#drivers-dialog").wait_for(state="hidden")
        told = at.parts.facts()
        object.__setattr__(at.parts, "facts", lambda: {**told, "drivers": {"version": 0, "code": "drivers_broken"}})
        await page.locator("#drivers", has_text="The form of this box in Odoo says why").wait_for()


@in_loop
async def test_the_status_ticket_is_printed_or_the_page_says_why_not(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        told = at.parts.facts()
        object.__setattr__(at.parts, "facts", lambda: {**told, "status_ticket": False})
        await page.locator("#ticket-habit", has_text="do not print it by themselves").wait_for()
        at.ticketless = Code.UNKNOWN_DEVICE
        await page.get_by_role("button", name="Print status ticket").click()
        print_ = page.get_by_role("button", name="Print", exact=True)
        await print_.click()
        await page.locator("#ticket-error", has_text="No receipt or label printer").wait_for()
        at.ticketless = None
        await print_.click()
        await until(lambda: at.status_tickets == 1)
        await page.locator("#ticket-dialog").wait_for(state="hidden")
        at.pair()
        await page.locator("#database-badge.good").wait_for()
        await page.get_by_role("button", name="Print status ticket").click()
        await page.locator("#ticket-owner").fill("WRONG")
        await print_.click()
        await page.locator("#ticket-error", has_text="not the owner code").wait_for()
        assert at.status_tickets == 1


@in_loop
async def test_a_free_box_restarts_without_a_code(tmp_path):
    async with browsing(tmp_path, paired=False) as (at, page):
        await page.get_by_role("button", name="Restart the IoT box").click()
        assert await page.locator("#restart-owner").is_hidden()
        await page.get_by_role("button", name="Restart", exact=True).click()
        await until(lambda: at.restarts == 1)


@in_loop
async def test_devices_show_how_they_are_while_one_looks(tmp_path, monkeypatch):
    async with browsing(tmp_path) as (at, page):
        show = page.get_by_role("button", name="Show")
        await show.click()
        assert await page.locator("#show").get_attribute("aria-expanded") == "true"
        await page.get_by_text("A printer").wait_for()
        at.devices[0] = replace(DEVICE, health=Health.FAULT, code="paper_out")
        await page.get_by_text("Out of paper").wait_for()
        assert "1 not ready" in await text(page, "device-count")
        at.devices.clear()
        await page.get_by_text("No devices").wait_for()


@in_loop
async def test_a_box_that_does_not_answer_is_told(tmp_path):
    async with browsing(tmp_path) as (_, page):
        await page.route("**/status", lambda route: route.abort())
        await page.get_by_text("does not answer").wait_for()
        await page.unroute("**/status")
        await page.locator("#notice").wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@in_loop
async def test_nothing_is_wider_than_the_screen_and_everything_can_be_read(tmp_path, scheme, width):
    view = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with browsing(tmp_path, paired=False, **view) as (at, page):
        at.devices.append(replace(PORT, name="USB Serial Converter"))
        at.options.choose("port1", "toledo_8217")
        await page.get_by_text("2 devices").wait_for()
        for open_ in ("Show", "Configure"):
            await page.get_by_role("button", name=open_).click()
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
        names = page.locator("#device-list .device")
        assert min(await names.evaluate_all("names => names.map((name) => name.clientWidth)")) > 120
        contrast = await page.evaluate(
            """() => {
                const light = (text) => {
                    const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
                        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const ground = (node) => {
                    const colour = getComputedStyle(node).backgroundColor;
                    return colour === "rgba(0, 0, 0, 0)" ? ground(node.parentElement) : colour;
                };
                return [...document.querySelectorAll("h1, h2, p, span, button, label, a, summary")]
                    .filter((node) => node.checkVisibility() && node.textContent.trim())
                    .map((node) => {
                        const pair = [light(getComputedStyle(node).color), light(ground(node))];
                        return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), node.textContent.trim()];
                    });
            }"""
        )
        assert len(contrast) > 15
        assert [entry for entry in contrast if entry[0] < 4.5] == []


@in_loop
async def test_the_keyboard_is_enough(tmp_path):
    async with browsing(tmp_path, paired=False) as (_, page):
        names = []
        for _press in range(8):
            await page.keyboard.press("Tab")
            names.append(await page.evaluate("document.activeElement.id"))
        assert names[:6] == ["restart", "configure", "show", "add-printer", "print-ticket", "renew"]
        await page.locator("#configure").focus()
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "token"
        await page.keyboard.press("Escape")
        assert not await page.locator("#connect-dialog").is_visible()
        assert await page.evaluate("document.activeElement.id") == "configure"


@in_loop
async def test_its_proofs_are_those_of_the_wire(tmp_path):
    dice = random.Random(1)
    keys = [dice.randbytes(size) for size in (0, 1, 63, 64, 65, 200)]
    texts = [dice.randbytes(size) for size in (0, 1, 55, 56, 63, 64, 119, 120, 1000)]
    async with browsing(tmp_path) as (_, page):
        script = """async ([keys, texts]) => {
            const { hmac, hex, sha256 } = await import("/static/proof.js");
            const bytes = (values) => Uint8Array.from(values);
            return [texts.map((text) => hex(sha256(bytes(text)))),
                    keys.map((key) => texts.map((text) => hex(hmac(bytes(key), bytes(text)))))];
        }"""
        digests, marks = await page.evaluate(script, [[list(key) for key in keys], [list(t) for t in texts]])
        assert digests == [hashlib.sha256(data).hexdigest() for data in texts]
        assert marks == [[hmac.digest(key, data, "sha256").hex() for data in texts] for key in keys]
        own = await page.evaluate(
            """async () => {
                const { ownerSecret, prove } = await import("/static/proof.js");
                const secret = ownerSecret("ab-cd 23");
                return [secret, prove(secret, "POST", "/owner/restart", '{"type":"empty","ä":1}', 1800000000.5)];
            }"""
        )
        assert own[0] == seal.owner_secret("ABCD23")
        seen = seal.read_proof(own[1])
        body = '{"type":"empty","ä":1}'.encode()
        seal.check_proof(own[0], seen, "POST", "/owner/restart", body, 1800000000.0)


def test_every_reason_that_it_may_show_has_words():
    words = (resources.files("iot_agent.local") / "homepage" / "words.js").read_text()
    shown = (
        *(Code.BAD_TOKEN, Code.SERVER_UNREACHABLE, Code.ALREADY_PAIRED, Code.NOT_PAIRED, Code.UNAUTHORIZED),
        *(Code.FORBIDDEN, Code.REPLAYED, Code.STALE, Code.TOO_MANY, Code.BAD_MESSAGE, Code.BAD_SIGNATURE),
        *(Code.TOO_LARGE, Code.PAPER_OUT, Code.PAPER_LOW, Code.COVER_OPEN, Code.OFFLINE, Code.NO_ANSWER),
        *(Code.DEVICE_ERROR, Code.NOT_SUPPORTED),
    )
    assert [code for code in shown if f"{code.value}:" not in words] == []

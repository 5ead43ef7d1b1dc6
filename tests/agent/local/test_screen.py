"""The page of a screen in a real browser, in front of a box without devices."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import async_playwright, expect

from iot_agent.codecs import qr
from iot_agent.core.store import Announced
from iot_agent.errors import MissingLibrary
from tests.support import lan as support
from tests.support.lan import lan
from tests.support.loop import in_loop
from tests.support.screens import CHROMIUM

ADDRESS = "http://192.168.1.20:8069"


@pytest.fixture(autouse=True)
def on_a_network(monkeypatch):
    monkeypatch.setattr(support, "IDENTITY", replace(support.IDENTITY, addresses=(ADDRESS,)))


@asynccontextmanager
async def screen(tmp_path):
    async with lan(tmp_path, paired=False) as at, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        page = await browser.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{at.url}/screen")
        await expect(page.locator("main[aria-busy=false]")).to_be_visible()
        yield at, page
        assert complaints == []
        await browser.close()


@in_loop
async def test_a_free_box(tmp_path):
    async with screen(tmp_path) as (at, page):
        await expect(page.locator("h1")).to_have_text("Front desk")
        await expect(page.locator("#addresses")).to_have_text(ADDRESS)
        await expect(page.locator("#code")).to_have_text(at.code.text)
        await expect(page.locator("#odoo")).to_be_hidden()

        at.code.renew()
        await expect(page.locator("#code")).to_have_text(at.code.text)


@in_loop
async def test_a_paired_box_keeps_its_code_to_itself(tmp_path):
    async with screen(tmp_path) as (at, page):
        at.pair()
        at.line.online = True

        await expect(page.locator("#state")).to_have_text("Connected to Odoo")
        await expect(page.locator("#code-section")).to_be_hidden()
        assert at.code.text not in await page.content()
        await expect(page.locator("#server")).to_have_text(at.line.pairing.server)


@in_loop
async def test_two_codes(tmp_path):
    async with screen(tmp_path) as (at, page):
        at.line.know("https://shop.example", "")
        for name in ("homepage", "odoo"):
            picture = page.locator(f"#{name}-code")
            await expect(picture).to_be_visible()
            await expect(picture).to_have_js_property("complete", True)
            assert await picture.evaluate("(picture) => picture.naturalWidth") > 0


@in_loop
async def test_the_codes_lead_where_they_say(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(qr, "svg", lambda to: drawn.append(to) or "<svg/>")
    async with lan(tmp_path, paired=False) as at:
        assert (await at.get("/screen/odoo.svg"))[0] == 404
        at.line.announced = Announced("https://shop.example", "")
        status, headers, _ = await at.get("/screen/odoo.svg")
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, "image/svg+xml")
        await at.get("/screen/homepage.svg")
        assert (await at.get("/screen/else.svg"))[0] == 404
        assert drawn == ["https://shop.example", ADDRESS]


@pytest.mark.parametrize("name", ["homepage.svg"])
@in_loop
async def test_without_the_library_there_is_no_code(tmp_path, monkeypatch, name):
    def missing(_to):
        raise MissingLibrary("pip install 'iot-agent[screens]'")

    monkeypatch.setattr(qr, "svg", missing)
    async with lan(tmp_path) as at:
        assert (await at.get(f"/screen/{name}"))[0] == 404

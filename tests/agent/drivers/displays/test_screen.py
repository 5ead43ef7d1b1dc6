"""The driver of screens against a simulated browser, over every cable; test_kiosk.py meets the real one."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent import wire
from iot_agent.core import looks, worker
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate, best_driver
from iot_agent.core.worker import Worker
from iot_agent.drivers import table
from iot_agent.drivers.displays import screen as driver
from iot_agent.drivers.displays.screen import Screen, is_page
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.screen import Screen as Browser
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut
from tests.support.loop import in_loop
from tests.support.waiting import until

HOME, SHOP, MENU = "http://127.0.0.1/screen", "https://shop.example/", "http://menu.example/a?b=c"
SEEN = Candidate("screen", "hdmi", "HDMI-A-1", hints={"home": HOME})


async def bench(browser=None, cable=Cable, memory=None, **options):
    browser = browser or Browser()
    screen = Screen(cable(browser.receive), SEEN, options)
    screen.memory = {} if memory is None else memory
    await screen.probe()
    await screen.look()
    return browser, screen


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_a_page_is_shown(cable):
    browser, screen = await bench(cable=cable)
    assert browser.url == HOME

    await screen.show(MENU)
    assert browser.url == MENU

    await screen.show("")
    assert browser.url == HOME


@in_loop
async def test_the_page_of_its_settings():
    browser, screen = await bench(url=SHOP)
    assert browser.url == SHOP

    await screen.show(MENU)
    await screen.show("")

    assert browser.visits == [SHOP, MENU, SHOP]


@in_loop
async def test_settings_that_are_no_page_are_not_followed():
    browser, _ = await bench(url="file:///etc/passwd")

    assert browser.visits == [HOME]


@in_loop
async def test_what_was_shown_is_shown_again_by_the_next_browser():
    memory = {}
    _, screen = await bench(memory=memory, url=SHOP)
    await screen.show(MENU)

    browser, _ = await bench(memory=memory, url=SHOP)

    assert browser.visits == [MENU]


@in_loop
async def test_a_page_that_stays_is_not_loaded_again():
    browser, screen = await bench()
    for _ in range(3):
        await screen.look()

    assert browser.visits == [HOME]


@in_loop
async def test_a_page_that_is_away_is_tried_until_it_is_there():
    browser, screen = await bench()
    browser.away.add(SHOP)
    with pytest.raises(DeviceError) as error:
        await screen.show(SHOP)
    assert error.value.code is Code.NO_ANSWER

    await screen.look()
    browser.away.clear()
    await screen.look()

    assert browser.url == SHOP
    assert browser.visits == [HOME, SHOP, SHOP, SHOP]


@pytest.mark.parametrize("ill", ["hung", "crashed"])
@in_loop
async def test_an_ill_page_breaks_the_wire(monkeypatch, ill):
    monkeypatch.setattr(driver, "ANSWER", 0.05)
    browser, screen = await bench()
    setattr(browser, ill, True)

    with pytest.raises(TransportError):
        await screen.look()


@in_loop
async def test_an_answer_that_came_too_late_is_not_the_next_one(monkeypatch):
    monkeypatch.setattr(driver, "LOAD", 0.05)
    browser, screen = await bench()
    browser.hung = True
    with pytest.raises(DeviceError):
        await screen.show(MENU)
    browser.hung = False
    screen.wire.arrive(b'{"id": 6, "result": {"errorText": "late"}}\0')

    await screen.show(SHOP)

    assert browser.url == SHOP


@pytest.mark.parametrize("after", [0, 1, 50, 400, 900])
@in_loop
async def test_a_browser_that_dies_is_a_transport_error(after):
    async def use():
        _, screen = await bench(cable=lambda far: Cut(far, after))
        for _ in range(20):
            await screen.look()

    with pytest.raises(TransportError):
        await use()


@pytest.mark.parametrize("said", [b"nonsense\0", b"[]\0", b"\xff\0", b"x" * (2 << 20)])
@in_loop
async def test_what_no_browser_says_is_a_protocol_error(said):
    with pytest.raises(ProtocolError):
        await Screen(Cable(lambda _: said), SEEN, {}).probe()


@in_loop
async def test_it_shows_no_lines():
    _, screen = await bench()
    with pytest.raises(DeviceError) as error:
        await screen.text(("a",))
    assert error.value.code is Code.NOT_SUPPORTED


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "chrome://settings", "data:text/html,x", "shop.example", "http://",
     "http://a b/", "http://a/\n", "http://[", " http://a/"],
)  # fmt: skip
@in_loop
async def test_what_is_no_page_of_the_web_is_refused(url):
    browser, screen = await bench()
    with pytest.raises(DeviceError) as error:
        await screen.show(url)

    assert error.value.code is Code.BAD_PARAMS
    assert browser.visits == [HOME]


def test_pages():
    assert all(map(is_page, (HOME, SHOP, MENU, "HTTP://A/", "http://[::1]:8069/")))


def test_claims():
    assert best_driver(SEEN, table()).driver == "screen"


@asynccontextmanager
async def served(tmp_path, monkeypatch, **options):
    """A worker in front of one browser after the other."""
    for name in ("FIRST_RETRY", "LAST_RETRY", "UNKNOWN_RETRY"):
        monkeypatch.setattr(worker, name, 0.01)
    monkeypatch.setattr(looks, "DISPLAY_LOOK", 0.01)
    browsers, cables, clock = [], [], Clock()

    async def open_wire(seen, baud):
        browsers.append(Browser())
        cables.append(Cable(browsers[-1].receive))
        return cables[-1]

    async with Journal(tmp_path / "journal") as journal:
        jobs, events = Jobs(journal, clock), Events(clock.now)
        parts = {"load": lambda _driver: Screen, "open_wire": open_wire, "jobs": jobs, "events": events}
        serving = Worker(SEEN, ("screen",), **parts, options=options, changed=lambda: None)
        jobs.kind_of = lambda _device: serving.kind
        jobs.on_queued = lambda _device: serving.wake()
        life = asyncio.ensure_future(serving.run())
        try:
            yield serving, jobs, browsers, cables
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)


async def ask_to_show(jobs, url):
    now = Clock().now()
    params = {"url": url}
    asked = wire.Job(key=url, box="b", device="screen", action="show", params=params, deadline=now + 20, issued=now)
    await jobs.submit(asked, None, wire.Path.RELAY)
    return (await jobs.outcome(url, 10)).state


@in_loop
async def test_a_dead_browser_is_followed_by_one_with_the_same_page(tmp_path, monkeypatch):
    async with served(tmp_path, monkeypatch, url=SHOP) as (_, jobs, browsers, cables):
        await until(lambda: browsers and browsers[0].url == SHOP)
        assert await ask_to_show(jobs, MENU) is wire.State.DONE
        cables[0].pull()

        await until(lambda: len(browsers) == 2 and browsers[1].url == MENU)

        assert browsers[1].visits == [MENU]


@in_loop
async def test_another_display_url_is_shown_in_place_of_what_was_asked_for(tmp_path, monkeypatch):
    async with served(tmp_path, monkeypatch) as (serving, jobs, browsers, _):
        await until(lambda: browsers and browsers[0].url == HOME)
        await ask_to_show(jobs, MENU)

        serving.settle({"url": SHOP})

        await until(lambda: browsers[-1].url == SHOP)


@in_loop
async def test_a_page_that_crashes_is_found_out(tmp_path, monkeypatch):
    async with served(tmp_path, monkeypatch) as (_, _jobs, browsers, _cables):
        await until(lambda: browsers and browsers[0].url == HOME)
        browsers[0].crashed = True

        await until(lambda: len(browsers) == 2 and browsers[1].url == HOME)

"""The kiosk with a real Chromium, headless."""

import os
import signal
import socket
from pathlib import Path

import pytest
from aiohttp import web

from iot_agent.core.match import Candidate
from iot_agent.drivers.displays.screen import Screen
from iot_agent.errors import DeviceError, MissingLibrary, TransportError
from iot_agent.transports import kiosk, open_transport
from iot_agent.wire import Code
from tests.support.loop import in_loop
from tests.support.waiting import until

HEADLESS = "chromium --headless=new --no-sandbox"


@pytest.fixture
def seen(tmp_path):
    hints = {"profile": str(tmp_path / "profile"), "browser": HEADLESS, "home": ""}
    return Candidate("screen", "hdmi", "HDMI-A-1", hints=hints)


class Site:
    """Pages that say who asked for them."""

    def __init__(self):
        self.asked = []

    async def __aenter__(self):
        app = web.Application()
        app.router.add_get("/{page}", self._page)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_):
        await self._runner.cleanup()

    async def _page(self, request):
        self.asked.append(request.path)
        scripts = {"/hangs": "setTimeout(() => { while (true); }, 50)", "/asks": "alert('Well?'); fetch('/answered')"}
        script = f"<script>{scripts.get(request.path, '')}</script>"
        return web.Response(text=f"<link rel=icon href='data:,'>hello{script}", content_type="text/html")


async def opened(seen, memory):
    wire = await open_transport(seen, "")
    screen = Screen(wire, seen, {})
    screen.memory = memory
    await screen.probe()
    await screen.look()
    return wire, screen


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@in_loop
async def test_killed_and_back_with_the_same_page(seen):
    memory = {}
    async with Site() as site:
        wire, screen = await opened(seen, memory)
        await screen.show(f"{site.url}/menu")
        os.killpg(wire.pid, signal.SIGKILL)
        with pytest.raises(TransportError):
            await screen.look()
        await wire.close()

        again, _ = await opened(seen, memory)

        assert site.asked == ["/menu", "/menu"]
        await again.close()
        assert gone(wire.pid)
        assert gone(again.pid)


@in_loop
async def test_a_page_that_hangs_is_found_out_and_given_up(seen):
    async with Site() as site:
        wire, screen = await opened(seen, {})
        await screen.show(f"{site.url}/hangs")

        async def hung():
            while True:
                await screen.look()

        with pytest.raises(TransportError):
            await hung()
        await wire.close()
        assert gone(wire.pid)


@in_loop
async def test_a_page_that_asks_something_is_not_waited_for(seen):
    async with Site() as site:
        wire, screen = await opened(seen, {})
        await screen.show(f"{site.url}/asks")
        while "/answered" not in site.asked:
            await screen.look()

        await wire.close()


@in_loop
async def test_two_screens_are_independent(seen, tmp_path):
    other = Candidate("other", "hdmi", "HDMI-A-2", hints={**seen.hints, "profile": str(tmp_path / "other")})
    async with Site() as site:
        one, first = await opened(seen, {})
        two, second = await opened(other, {})
        await first.show(f"{site.url}/one")
        await second.show(f"{site.url}/two")
        await one.close()

        await second.show(f"{site.url}/three")

        assert site.asked == ["/one", "/two", "/three"]
        await two.close()


@in_loop
async def test_it_answers_nobody_on_the_network(seen):
    wire, _ = await opened(seen, {})
    words = (Path("/proc") / str(wire.pid) / "cmdline").read_text().split("\0")
    await wire.close()

    assert [word for word in words if "debugging" in word] == ["--remote-debugging-pipe"]


@in_loop
async def test_it_does_not_outlive_who_opened_it(seen):
    wire, _ = await opened(seen, {})
    with socket.socket(fileno=os.dup(wire._fd)) as pipe:
        pipe.shutdown(socket.SHUT_RDWR)  # as the kernel does when the agent is killed

    await until(lambda: os.waitpid(wire.pid, os.WNOHANG)[0])
    await wire.close()


@in_loop
async def test_without_a_desktop_it_says_so(seen, monkeypatch):
    monkeypatch.setattr(kiosk, "BROWSERS", ("sh",))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    plain = Candidate("screen", "hdmi", "HDMI-A-1", hints={**seen.hints, "browser": ""})
    with pytest.raises(DeviceError) as error:
        await open_transport(plain, "")
    assert error.value.code is Code.NO_DESKTOP


@pytest.mark.parametrize("browser", ["", "no-such-browser --headless"])
@in_loop
async def test_without_a_browser_it_names_what_is_missing(seen, monkeypatch, browser):
    monkeypatch.setattr(kiosk, "BROWSERS", ("no-such-browser",))
    with pytest.raises(MissingLibrary, match="apt install"):
        await open_transport(Candidate("s", "hdmi", "x", hints={**seen.hints, "browser": browser}), "")


@pytest.mark.parametrize("browser", ["true --headless", "sleep 60 --headless"])
@in_loop
async def test_what_is_no_browser_does_not_start(seen, monkeypatch, browser):
    monkeypatch.setattr(kiosk, "START", 0.3)
    with pytest.raises(TransportError):
        await open_transport(Candidate("s", "hdmi", "x", hints={**seen.hints, "browser": browser}), "")

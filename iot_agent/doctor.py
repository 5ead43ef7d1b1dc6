"""What is wrong with this box, and how to mend it."""

from __future__ import annotations

import asyncio
import email.utils
import importlib.util
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from . import drivers
from .bundle import look
from .core.by_hand import ByHand
from .core.store import Store
from .errors import AgentError
from .host import facts
from .local import client
from .settings import Settings
from .wire import WireError

PATIENCE = 5.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""As the agent itself goes: without a proxy."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `remedy` is empty where all is well."""

    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"mend  {self.what}\n      {self.remedy}" if self.remedy else f"ok    {self.what}"


def examine(settings: Settings) -> Iterator[Finding]:
    yield Finding(f"settings ({len(settings.devices)} devices typed by hand)")
    yield _state(settings)
    yield Finding("network", "" if facts.has_internet() else "plug in the cable or join a Wi-Fi network")
    store = Store(settings.state)
    for name, remedy in {**drivers.missing(), **asyncio.run(look.shelf(store)).resting}.items():
        yield Finding(f"driver {name}", remedy)
    yield from _streams(settings, store)
    yield from _agent(store)
    if pairing := store.pairing():
        yield _server(pairing.server)


def _state(settings: Settings) -> Finding:
    writable = os.access(settings.state, os.W_OK | os.X_OK) if settings.state.exists() else True
    remedy = "" if writable else f"make it writable for this user: chown {os.getuid()} {settings.state}"
    return Finding(f"state folder {settings.state}", remedy)


def _streams(settings: Settings, store: Store) -> Iterator[Finding]:
    """Nobody needs the library for most of what such cameras send before a picture is taken."""
    devices = [*settings.devices, *ByHand(store, drivers.BUILT_IN).devices()]
    if any(device.bus == "rtsp" for device in devices):
        there = importlib.util.find_spec("av") is not None
        yield Finding("library for cameras that stream", "" if there else "pip install 'iot-agent[cameras]'")


def _agent(store: Store) -> Iterator[Finding]:
    url = store.running()
    if url is None:
        yield Finding("agent", "it does not run on this folder; start it with: iot-agent run")
        return
    try:
        said = client.status(url)
    except (AgentError, WireError) as error:
        yield Finding("agent", f"it runs but does not answer ({error}); restart it")
        return
    yield Finding(f"agent at {url}")
    if not said["paired"]:
        yield Finding("pairing", "not connected to a database; see the homepage, or: iot-agent pair TOKEN")
    for device in said["devices"]:
        well = device["health"] == "connected"
        yield Finding(f"{device['kind']} {device['name']}", "" if well else f"{device['health']}: {device['code']}")


def _server(url: str) -> Finding:
    """Whether it answers, and whether the clocks agree."""
    request = urllib.request.Request(f"{url}/websocket/health", method="GET")  # noqa: S310 - the paired server
    try:
        with _direct.open(request, timeout=PATIENCE) as response:
            said = response.headers.get("Date", "")
    except OSError as error:
        return Finding(f"server {url}", f"it cannot be reached from here: {error}")
    return Finding(f"server {url}", _clock(said))


def _clock(date: str) -> str:
    try:
        off = time.time() - email.utils.parsedate_to_datetime(date).timestamp()
    except ValueError:
        return ""
    return f"this machine's clock is off by {off:.0f} s; set it" if abs(off) > 60 else ""

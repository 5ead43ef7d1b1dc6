"""Scanners, pedals, tools and USB scales that send nonsense and are plugged in and out very often: none dies, and nothing is left behind.

IOT_CYCLES=10000 is the whole proof; the suite does a part of it.
"""

import asyncio
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from iot_agent import drivers
from iot_agent.core.match import Candidate
from iot_agent.simulators import (
    ble_gauge,
    hid_gauge,
    hid_keyboard,
    hid_pedal,
    hid_scale,
    mitutoyo,
    serial_scanner,
    sylvac,
)
from iot_agent.simulators.line import Port
from iot_agent.transports import ble
from iot_agent.wire import Kind
from tests.support.fake_bleak import FakeBleak
from tests.support.loop import in_loop
from tests.support.solo import solo
from tests.support.waiting import until

CYCLES = int(os.environ.get("IOT_CYCLES", "60"))
WARM = 20
"""Cycles after which nothing more may grow."""
THREADS = 2
"""Of the pool that opens and closes ports; it starts them as it needs them, and no more."""
CODE = "4006381333931"


class Typing:
    """Something that types, on a socket."""

    def __init__(self, served, good):
        self.served, self._good = served, good

    async def plug(self, path):
        await self.served.start(path)

    async def unplug(self):
        await self.served.stop()

    def send(self, data):
        return self.served.send(data)

    def good(self):
        return self._good(self.served)


class Line:
    """Something on a pseudo terminal; `good` are bytes that it sends, after what ends any nonsense."""

    def __init__(self, good):
        self.served, self._good = Port(), b"\r\n" + good

    async def plug(self, path):
        self.served.start(path)

    async def unplug(self):
        self.served.stop()

    def send(self, data):
        self.served.send(data)
        return 1

    def good(self):
        self.served.send(self._good)
        return 1


class Babbling(hid_scale.HidScale):
    """A scale whose next report may be nonsense."""

    nonsense = b""
    babbled = 0

    def report(self):
        if not self.nonsense:
            return super().report()
        said, self.nonsense = self.nonsense, b""
        self.babbled += 1
        return said


class Weighing:
    """Something that reports its weight all the time, on a socket of packets."""

    def __init__(self):
        self.served = hid_scale.Served(Babbling(ounces=0.5))

    async def plug(self, path):
        self.served.machine.babbled = 0
        self.served.start(path)

    async def unplug(self):
        await self.served.stop()

    def send(self, data):
        machine = self.served.machine
        machine.nonsense = b"" if machine.babbled else data
        return machine.babbled

    def good(self):
        self.served.machine.ounces = 1.5
        return 1


class Radio:
    """Something in reach of Bluetooth, with bleak made up."""

    def __init__(self):
        self.bleak = FakeBleak(ble_gauge.BleGauge(value=1.25))

    async def plug(self, _path):
        self.bleak.here = True

    async def unplug(self):
        self.bleak.here = False
        self.bleak.client.connected = False
        self.bleak.client.lost(self.bleak.client)

    def send(self, data):
        client = self.bleak.client
        heard = list(client.callbacks.values()) if client.connected else []
        for hear in heard[:2]:
            hear(None, bytearray(data))
        return len(heard)

    def good(self):
        self.bleak.client.press()
        return 1


DEVICES = {
    "hid_keyboard": (lambda: Typing(hid_keyboard.Served(), lambda it: it.scan(CODE)), "hid", "A scanner"),
    "hid_pedal": (lambda: Typing(hid_pedal.Served(), lambda it: it.press("B")), "hid", "A footswitch"),
    "serial_scanner": (lambda: Line(serial_scanner.sent(CODE)), "serial", "A scanner"),
    "hid_gauge": (lambda: Typing(hid_keyboard.Served(), lambda it: it.send(hid_gauge.press(1.25))), "hid", "Mitutoyo"),
    "mitutoyo": (lambda: Line(mitutoyo.Mitutoyo(1.25).press()), "serial", "Mitutoyo tool"),
    "sylvac": (lambda: Line(sylvac.Sylvac(1.25).press()), "serial", "Sylvac tool"),
    "ble_gauge": (Radio, "ble", "A tool"),
    "hid_scale": (Weighing, "hidraw", "A scale"),
}
HINTS = {"hid_scale": {"usages": "8d:20"}}
GOOD = {
    "hid_keyboard": ("scan", {"text": CODE}),
    "hid_pedal": ("key", {"name": "B"}),
    "serial_scanner": ("scan", {"text": CODE}),
    "hid_scale": ("weight", 1.5),
    **dict.fromkeys(("hid_gauge", "mitutoyo", "sylvac", "ble_gauge"), ("measure", 1.25)),
}


def told(box):
    """What came since. Of a measure and a weight only the value: unit and time are no part of this proof."""
    for name, value in box.heard:
        yield (name, value["value"]) if name in ("measure", "weight") else (name, value)


def resources():
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


def test_whatever_tells_something_by_itself_is_here():
    """Serial scales, which are asked, are in tests/agent/test_serial_storm.py."""
    loaded = {name: drivers.load(name) for name in drivers.BUILT_IN}
    speaks = {name for name, driver in loaded.items() if driver.kind in (Kind.SCANNER, Kind.PEDAL, Kind.GAUGE)}
    reports = {name for name, driver in loaded.items() if any(match.bus == "hidraw" for match in driver.matches)}
    idle = {name for name, driver in loaded.items() if getattr(driver, "idle", False)}

    assert (speaks | reports) - idle == DEVICES.keys()


@pytest.mark.timeout(60 + CYCLES)
@pytest.mark.parametrize("name", DEVICES)
@partial(in_loop, seconds=50 + CYCLES)
async def test_no_device_dies_and_nothing_grows(name, tmp_path, monkeypatch):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    chance = random.Random(8)
    make, bus, title = DEVICES[name]
    far, path = make(), tmp_path / "it"
    monkeypatch.setattr(ble, "need", lambda *_: far.bleak)
    await far.plug(path)
    warm = None
    async with solo(tmp_path, Candidate("it", bus, str(path), title, hints=HINTS.get(name, {}))) as box:
        await until(lambda: box.device is not None)
        for cycle in range(CYCLES):
            if cycle == WARM:
                warm = resources()
            await until(lambda: far.send(chance.randbytes(chance.randrange(1, 300))))
            await far.unplug()
            await box.unplug()
            await far.plug(path)
            await box.plug()
        assert box.device.driver == name
        box.heard.clear()
        await until(lambda: far.good())
        await until(lambda: GOOD[name] in told(box))
        threads, files = resources()
        assert threads <= warm[0] + THREADS
        assert files <= warm[1] + 1
    await far.unplug()

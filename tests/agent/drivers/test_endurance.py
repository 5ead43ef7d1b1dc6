"""Scanners, pedals and tools that send nonsense and are plugged in and out very often: none dies, and nothing is left behind.

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

from iot_agent.core.match import Candidate
from iot_agent.simulators import hid_gauge, hid_keyboard, hid_pedal, mitutoyo, serial_scanner, sylvac
from iot_agent.simulators.line import Port
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


DEVICES = {
    "hid_keyboard": (lambda: Typing(hid_keyboard.Served(), lambda it: it.scan(CODE)), "hid", "A scanner"),
    "hid_pedal": (lambda: Typing(hid_pedal.Served(), lambda it: it.press("B")), "hid", "A footswitch"),
    "serial_scanner": (lambda: Line(serial_scanner.sent(CODE)), "serial", "A scanner"),
    "hid_gauge": (lambda: Typing(hid_keyboard.Served(), lambda it: it.send(hid_gauge.press(1.25))), "hid", "Mitutoyo"),
    "mitutoyo": (lambda: Line(mitutoyo.Mitutoyo(1.25).press()), "serial", "Mitutoyo tool"),
    "sylvac": (lambda: Line(sylvac.Sylvac(1.25).press()), "serial", "Sylvac tool"),
}
GOOD = {
    "hid_keyboard": ("scan", {"text": CODE}),
    "hid_pedal": ("key", {"name": "B"}),
    "serial_scanner": ("scan", {"text": CODE}),
    **dict.fromkeys(("hid_gauge", "mitutoyo", "sylvac"), ("measure", 1.25)),
}


def _told(event):
    """Of a measure only its value: its unit and time are no part of this proof."""
    name, value = event
    return (name, value["value"]) if name == "measure" else event


def resources():
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.timeout(60 + CYCLES)
@pytest.mark.parametrize("name", DEVICES)
@partial(in_loop, seconds=50 + CYCLES)
async def test_no_device_dies_and_nothing_grows(name, tmp_path):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    chance = random.Random(8)
    make, bus, title = DEVICES[name]
    far, path = make(), tmp_path / "it"
    await far.plug(path)
    warm = None
    async with solo(tmp_path, Candidate("it", bus, str(path), title)) as box:
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
        await until(lambda: GOOD[name] in map(_told, box.heard))
        threads, files = resources()
        assert threads <= warm[0] + THREADS
        assert files <= warm[1] + 1
    await far.unplug()

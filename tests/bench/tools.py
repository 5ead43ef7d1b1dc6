"""Cameras and measuring tools: from the wish, or the button, to the till. Nothing stands beside them."""

import os
import random
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from iot_agent.simulators import mitutoyo, v4l2
from iot_agent.simulators.hid_gauge import press
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_listener import Listener
from tests.support.e2e_till import Till

from .instruments import Pipe
from .lab import DEFAULTS, Lab
from .table import Figure, Row, at_most

PICTURES, PRESSES = 30, 60
CAMERAS = {"bench-camera": ("MJPG 1280 720",), "bench-raw-camera": ("YUYV 1280 720",)}
SERIAL, TYPING = "bench-gauge", "bench-typing-gauge"


@dataclass(frozen=True)
class Settings:
    """For our agent."""

    settings: str


def measure(lab: Lab) -> Iterator[Row]:
    with ExitStack() as opened:
        folder = lab.folder / "tools"
        folder.mkdir()
        master, slave = os.openpty()
        tty.setraw(slave)
        for end in (master, slave):
            opened.callback(os.close, end)
        keys = Pipe(folder / "keys")
        opened.callback(keys.close)
        devices = [(SERIAL, "serial", os.ttyname(slave), "mitutoyo"), (TYPING, "hid", keys.path, "hid_gauge")]
        for name, modes in CAMERAS.items():
            served = v4l2.Served(v4l2.V4l2(modes))
            devices.append((name, "v4l2", lab.loop.run(served.start(folder / name)), "v4l2"))
            opened.callback(lambda served=served: lab.loop.run(served.stop()))
        box = BoxProcess(folder / "agent", "bench-tools", Settings(_rows(devices)), scan=DEFAULTS.scan)
        opened.callback(box.stop)
        box.start()
        box.wait_devices(len(devices))
        found = lab.shop.devices(lab.shop.pair(box, len(devices)))
        till = lab.shop.till(box, *(device["id"] for device in found))
        yield from _pictures(till)
        with Listener(lab.loop, till, SERIAL) as listener:
            yield _presses(listener, lambda value: os.write(master, mitutoyo.Mitutoyo(value).press()), "serial line")
        with Listener(lab.loop, till, TYPING) as listener:
            yield _presses(listener, lambda value: keys.write(press(value)), "keyboard interface")


def _rows(devices: list[tuple[str, str, str | Path, str]]) -> str:
    return "".join(
        f'\n[[device]]\nidentifier = "{identifier}"\nbus = "{bus}"\naddress = "{address}"\ndriver = "{driver}"\n'
        for identifier, bus, address, driver in devices
    )


def _pictures(till: Till) -> Iterator[Row]:
    for name, modes in CAMERAS.items():
        times = []
        for _ in range(PICTURES):
            start = time.monotonic()
            answer = till.perform(name, "picture")
            times.append((time.monotonic() - start) * 1000)
            assert answer["state"] == "done", answer
            assert answer["value"]["picture"]
        yield Row(
            f"wish → picture of {modes[0]} at the till", "ms", Figure.of(times), targets=(at_most(1000),),
            note="with the drawing of the simulated picture; a real camera needs 400 ms more to find its exposure",
        )  # fmt: skip


def _presses(listener: Listener, send: Callable[[float], object], where: str) -> Row:
    chance = random.Random(3)
    times = []
    for number in chance.sample(range(1, 99999), PRESSES):
        time.sleep(chance.uniform(0.01, 0.05))
        value = number / 1000
        start = time.monotonic()
        send(value)
        seen = listener.wait("measure", lambda told, value=value: told["value"] == value)
        times.append((seen - start) * 1000)
    return Row(f"button of a tool on a {where} → till", "ms", Figure.of(times), targets=(at_most(50),))

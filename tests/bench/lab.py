"""What measures share: a folder, an event loop, the real Odoo with a paired agent, and Odoo's box beside it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from iot_agent.settings import Settings
from native.stack import Stack, running
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_handlers import Handlers
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_proxy import Proxy
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Till
from tests.support.e2e_wait import PATIENCE

from . import peer
from .instruments import Pipe, Printer, ScaleLine

PRINTER, SCALE, SCANNER = "bench-printer", "bench-scale", "bench-scanner"
DEFAULTS = Settings(Path())
"""The agent as its users have it: tests make it look around faster."""
FEW = 3
"""Samples where it is only to be seen that all is measured."""


@dataclass(frozen=True)
class Place:
    """Where an agent finds a device, and what it is."""

    identifier: str
    bus: str
    address: str
    driver: str
    options: Mapping[str, str] = field(default_factory=dict)
    """What its form in Odoo says; it may not be served without."""


@dataclass(frozen=True)
class Devices:
    """Those of one agent."""

    places: Sequence[Place]

    @property
    def settings(self) -> str:
        return "".join(
            f'\n[[device]]\nidentifier = "{place.identifier}"\nbus = "{place.bus}"\naddress = "{place.address}"\n'
            f'driver = "{place.driver}"\n'
            for place in self.places
        )


@dataclass(frozen=True)
class Wires:
    """A printer, a scale and a scanner, as one side sees them."""

    printer: Printer
    scale: ScaleLine
    keys: Pipe

    @property
    def settings(self) -> str:
        """For our agent."""
        return Devices(
            (
                Place(PRINTER, "tcp", self.printer.address, "escpos"),
                Place(SCALE, "serial", self.scale.path, "toledo_8217"),
                Place(SCANNER, "hid", self.keys.path, "hid_keyboard"),
            )
        ).settings


class Missing(Exception):
    """Something of this machine that one row needs; the text says what."""


def connected(status: Mapping[str, Any]) -> set[str]:
    """The devices that are served."""
    return {one["identifier"] for one in status["devices"] if one["health"] == "connected"}


class Lab:
    """Everything is started when first asked for, and stopped at the end.

    `brief` takes few samples, to see that all is measured. `servers` is where Odoo runs, if it runs already.
    """

    def __init__(self, *, brief: bool = False, servers: Stack | None = None) -> None:
        self.versions: dict[str, str] = {}
        self.brief = brief
        self._servers = servers
        self._stack = ExitStack()

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def many(self, samples: int) -> int:
        """So many samples, or few."""
        return min(samples, FEW) if self.brief else samples

    @cached_property
    def folder(self) -> Path:
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="iot-bench-")))

    @cached_property
    def loop(self) -> BackgroundLoop:
        loop = BackgroundLoop()
        self._stack.callback(loop.close)
        return loop

    def worker(self, module: str, **environment: str) -> AbstractContextManager[peer.Worker]:
        """Functions of Odoo in Odoo's interpreter."""
        peer.install()
        return peer.worker(module, self.folder / module, **environment)

    @contextmanager
    def display(self) -> Iterator[str]:
        """An X display of our own, such as ":5"; raises Missing."""
        if not shutil.which("Xvfb"):
            raise Missing("it needs an X server; apt-get install xvfb")
        reading, writing = os.pipe()
        log = self.folder / "Xvfb.log"
        with log.open("ab") as output:
            command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"]
            server = subprocess.Popen(command, pass_fds=[writing], stdout=output, stderr=output)
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                number = told.readline().strip()
            if not number:
                raise Missing(f"Xvfb does not start:\n{log.read_text()}")
            yield f":{number}"
        finally:
            server.terminate()
            server.wait()

    @contextmanager
    def wires(self, name: str) -> Iterator[Wires]:
        """Three devices of their own."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            made = Wires(Printer(), ScaleLine(), Pipe(folder / "keys"))
            for device in (made.printer, made.scale, made.keys):
                opened.callback(device.close)
            yield made

    @cached_property
    def our_wires(self) -> Wires:
        return self._stack.enter_context(self.wires("ours"))

    @cached_property
    def their_wires(self) -> Wires:
        return self._stack.enter_context(self.wires("theirs"))

    # --- the real Odoo and our agent

    @cached_property
    def proxy(self) -> Proxy:
        """The way from the agent to Odoo, which can be made to hang."""
        proxy = Proxy(self.loop, self._odoo.port)
        self._stack.callback(proxy.close)
        return proxy

    @cached_property
    def _odoo(self):
        servers = self._servers or self._stack.enter_context(running("bench"))
        return self._stack.enter_context(servers.odoo(extra_addons=(self.handlers.addons,)))

    @cached_property
    def handlers(self) -> Handlers:
        """The addon that brings drivers, not installed."""
        return Handlers(self.folder / "addons")

    @cached_property
    def shop(self) -> Shop:
        """Reaches Odoo through the proxy, as the agent does, so that both know it by the same address."""
        shop = Shop(self.proxy.url, self._odoo.database or "", self._odoo.log)
        shop.call("ir.config_parameter", "set_param", "web.base.url", self.proxy.url)
        return shop

    @cached_property
    def agent(self) -> BoxProcess:
        """Our agent with the three devices, paired."""
        box = BoxProcess(self.folder / "agent", "bench-box", self.our_wires, scan=DEFAULTS.scan)
        self._stack.callback(box.stop)
        box.start()
        box.wait_devices(3)
        self.shop.pair(box, 3)
        return box

    @contextmanager
    def box(self, name: str, places: Sequence[Place]) -> Iterator[tuple[BoxProcess, Till]]:
        """An agent of its own with these devices, paired, and a till with a ticket for all of them."""
        box = BoxProcess(self.folder / name, f"bench-{name}", Devices(places), scan=DEFAULTS.scan)
        try:
            box.start()
            simple = {place.identifier for place in places if not place.options}
            box.says(lambda status: connected(status) >= simple, PATIENCE, "devices connected")
            found = {one["identifier"]: one["id"] for one in self.shop.devices(self.shop.pair(box, len(places)))}
            for place in places:
                if place.options:
                    self.shop.call("iot.device", "write", [found[place.identifier]], dict(place.options))
            box.wait_devices(len(places))
            yield box, self.shop.till(box, *found.values())
        finally:
            box.stop()

    # --- Odoo's box

    def odoo_box(self, server: str = "") -> peer.OdooBox:
        """Odoo's box with the three devices, not started."""
        peer.install()
        wires = self.their_wires
        folder = self.folder / "odoo-box"
        folder.mkdir(exist_ok=True)
        return peer.OdooBox(folder, server, printer=wires.printer.address, scale=wires.scale.path, keys=wires.keys.path)

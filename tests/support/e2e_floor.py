"""A shop's printers and the box they stand at: each kind of page on its own printer, behind a cable that can be broken.

Receipts and labels go over the network, and once more through raw queues of the spooler; documents go through a queue
to an office printer. One more printer has no part in any of it and must not notice.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import os
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from iot_agent import wire
from iot_agent.simulators.escpos import EscPos, Served
from iot_agent.simulators.zpl import Zpl
from iot_agent.values import Paper
from tests.support.cups import Printer, Spooler, spooler
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_cable import Cable
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until

_numbers = itertools.count(1)
_boxes = itertools.count(1)
HEIGHT = 400
FILLING = 40_000
LONG = 400_000
"""Bytes of a document: more than fits into all that lies between the spooler and its printer."""


class Station(ABC):
    """A printer with its cable. `middle` is a byte in the middle of a page, `well` how a page ends that comes out."""

    middle = 10_000
    well = "done"

    def __init__(self, name: str, loop: BackgroundLoop, port: int) -> None:
        self.name = name
        self.loop = loop
        self.cable = Cable(loop, port)
        self.device = 0

    @abstractmethod
    def page(self) -> tuple[int, wire.Document]:
        """A page like no other, and its number."""

    @abstractmethod
    def came_out(self, number: int) -> int:
        """How often that page is on paper, whole."""

    @abstractmethod
    def paper(self, *, out: bool) -> None:
        """Takes the paper out, or puts some in."""

    @property
    def settings(self) -> str:
        """For the agent."""
        return ""

    @property
    def title(self) -> str:
        """What Odoo calls it."""
        return getattr(self, "model", "") or self.name


class Till(Station):
    """A receipt printer."""

    driver = "escpos"

    def __init__(self, name: str, loop: BackgroundLoop) -> None:
        self.machine: Any = self._machine()
        self.served = Served(self.machine)
        address = loop.run(self.served.start())
        super().__init__(name, loop, int(address.rpartition(":")[2]))
        self._pages: dict[int, Picture] = {}
        self._seen = 0

    @staticmethod
    def _machine() -> Any:
        return EscPos()

    @property
    def settings(self) -> str:
        address = f"127.0.0.1:{self.cable.port}"
        rows = {"identifier": self.name, "bus": "tcp", "address": address, "name": self.name, "driver": self.driver}
        return "\n[[device]]\n" + "".join(f'{key} = "{value}"\n' for key, value in rows.items())

    def page(self) -> tuple[int, wire.Document]:
        number = next(_numbers)
        self._pages[number] = page(number, HEIGHT)
        return number, self._pages[number].document()

    def came_out(self, number: int) -> int:
        """Also at the end of a strip that began with what was left of another page."""
        rows = self._pages[number].rows
        return sum(receipt.picture.rows.count(rows) for receipt in self.machine.receipts)

    def printed(self) -> int:
        """How many pages came out since this was asked last."""
        before, self._seen = self._seen, len(self.machine.receipts)
        return self._seen - before

    def paper(self, *, out: bool) -> None:
        self.loop.run(self._paper(Paper.OUT if out else Paper.OK))

    async def _paper(self, paper: Paper) -> None:
        self.machine.set(paper=paper)
        self.served.poke()

    def close(self) -> None:
        self.cable.close()
        self.loop.run(self.served.stop())


class Labeller(Till):
    """A label printer."""

    driver = "zpl"

    @staticmethod
    def _machine() -> Any:
        return Zpl()

    def page(self) -> tuple[int, wire.Document]:
        number = next(_numbers)
        label = f"^XA^FX{'.' * FILLING}^FO50,50^A0N,40,40^FDlabel {number}^FS^XZ"
        return number, _document(wire.Format.RAW, label.encode())

    def came_out(self, number: int) -> int:
        return sum(label.text == (f"label {number}",) for label in self.machine.labels)


class _Queued:
    """Behind a raw queue of the spooler: the agent does not know the printer itself."""

    well = "sent"
    settings = ""
    model = ""

    @property
    def uri(self) -> str:
        return f"socket://127.0.0.1:{self.cable.port}"


class QueuedTill(_Queued, Till):  # type: ignore[misc]
    """A receipt printer that its owner has set up in CUPS."""


class QueuedLabeller(_Queued, Labeller):  # type: ignore[misc]
    """A label printer that its owner has set up in CUPS."""

    model = "Zebra ZD420"


class Office(Station):
    """An office printer that speaks IPP. Like any that reads PDF, it does not print a document whose end is missing."""

    middle = 100_000
    model = "Office printer"

    def __init__(self, name: str, loop: BackgroundLoop, shop_floor: Spooler) -> None:
        self._empty = shop_floor.folder / "tmp" / "empty"
        work = (
            f'tail -c 6 "$1" | grep -q %%EOF || exit 1; [ -e {self._empty} ] && echo "STATE: +media-empty-error" >&2; '
            f'while [ -e {self._empty} ]; do sleep 0.1; done; echo "STATE: -media-empty-error" >&2; exit 0'
        )
        self.printer: Printer = loop.run(shop_floor.printer(name, work))
        super().__init__(name, loop, self.printer.port)

    def page(self) -> tuple[int, wire.Document]:
        number = next(_numbers)
        return number, _document(wire.Format.PDF, _pdf(number))

    def came_out(self, number: int) -> int:
        return self.printer.pages.count(_pdf(number))

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.cable.port}/ipp/print"

    def paper(self, *, out: bool) -> None:
        if out:
            self._empty.touch()
        else:
            self._empty.unlink()

    def close(self) -> None:
        self.cable.close()


def _pdf(number: int) -> bytes:
    return b"%%PDF-1.4\n%% page %d\n%s\n%%%%EOF\n" % (number, b"%" * LONG)


def _document(form: wire.Format, data: bytes) -> wire.Document:
    return wire.Document(format=form, data=base64.b64encode(data).decode())


class SmallDisk:
    """A disk of a few megabytes for a box, in a mount namespace of that box alone: it goes away with it.

    Root may mount one; others become root of a namespace of their own first.
    """

    SIZE = 4 << 20

    def __init__(self, state: Path) -> None:
        state.mkdir(parents=True, exist_ok=True)
        self._state = state
        lent = [] if os.geteuid() == 0 else ["--map-root-user"]
        mount = f'mount -t tmpfs -o size={self.SIZE} tmpfs "$0" && exec "$@"'
        self.wrap = ["unshare", "--mount", *lent, "sh", "-c", mount, str(state)]

    def _seen_by(self, box: BoxProcess) -> Path:
        return Path(f"/proc/{box.pid}/root{self._state}/filling")

    def fill(self, box: BoxProcess) -> None:
        """To the last byte."""
        with self._seen_by(box).open("wb", buffering=0) as filling, contextlib.suppress(OSError):
            while filling.write(bytes(4096)):
                continue

    def make_room(self, box: BoxProcess) -> None:
        self._seen_by(box).unlink()


class Floor:
    """Printers, a spooler, and a paired box that has found them all; `small` puts the box on a small disk."""

    def __init__(self, loop: BackgroundLoop, shop: Shop) -> None:
        self._open = contextlib.ExitStack()
        self._loop = loop
        self._shop = shop

    def start(self, folder: Path, name: str, *, small: bool = False) -> Floor:
        """Returns once Odoo knows them all."""
        try:
            self._set_up()
            self._take_on(BoxProcess(folder, name, self), small=small)
        except BaseException:
            self.close()
            raise
        return self

    def _set_up(self) -> None:
        loop = self._loop
        self.spooler = self._open.enter_context(_entered(loop, spooler()))
        self.receipt = Till("receipt", loop)
        self.label = Labeller("label", loop)
        self.queued_receipt = QueuedTill("queued-receipt", loop)
        self.queued_label = QueuedLabeller("queued-label", loop)
        self.document = Office("document", loop, self.spooler)
        self.bystander = Till("bystander", loop)
        for station in self.stations:
            self._open.callback(station.close)
        for queued in (self.queued_receipt, self.queued_label, self.document):
            loop.run(self.spooler.queue(queued.name, queued.uri, model=queued.model))

    def _take_on(self, box: BoxProcess, *, small: bool) -> None:
        self.box = box
        box.environment = {"CUPS_SERVER": self.spooler.server}
        self.disk = SmallDisk(box.state)
        box.wrap = self.disk.wrap if small else []
        self._open.callback(self._shop.delete_box, box.identifier)
        self._open.callback(box.stop)
        box.start()
        self.number = self._shop.pair(box, len(self.stations))
        self.ready()
        if small:  # what is left of taking drivers gives room back at its own time
            until(lambda: self._shop.box(box.identifier, "drivers_of")["drivers_of"], 60, "the box has its drivers")
        found = {device["name"]: device["id"] for device in self._shop.devices(self.number)}
        for station in self.stations:
            station.device = found[station.title]

    @property
    def stations(self) -> tuple[Any, ...]:
        """Every printer."""
        queued = (self.queued_receipt, self.queued_label, self.document)
        return self.receipt, self.label, *queued, self.bystander

    def named(self, name: str) -> Any:
        """The printer of that name."""
        return next(station for station in self.stations if station.name == name)

    def ask(self, request: Coroutine[Any, Any, Any]) -> None:
        """Something of the spooler."""
        self._loop.run(request)

    @property
    def settings(self) -> str:
        """For the agent."""
        return "".join(station.settings for station in self.stations)

    def ready(self) -> None:
        """Returns when nothing is wrong with any printer, and Odoo knows."""
        self.box.wait_online(20)
        self.box.wait_devices(len(self.stations), 20)
        until(self._all_well, 20, "Odoo knows that all is well")

    def _all_well(self) -> bool:
        return all(device["health"] == "connected" for device in self._shop.devices(self.number))

    def close(self) -> None:
        self._open.close()


class Floors:
    """One shop floor at a time, made when it is first needed; the next one after a test that failed is another."""

    def __init__(self, loop: BackgroundLoop, shop: Shop, folder: Path) -> None:
        self._loop, self._shop, self._folder = loop, shop, folder
        self._floor: Floor | None = None
        self._small = False

    def get(self, *, small: bool) -> Floor:
        if self._floor is None or small != self._small:
            self.close()
            name = f"floor-{next(_boxes)}"
            self._floor, self._small = (
                Floor(self._loop, self._shop).start(self._folder / name, name, small=small),
                small,
            )
        return self._floor

    def close(self) -> None:
        floor, self._floor = self._floor, None
        if floor:
            floor.close()


@contextlib.contextmanager
def _entered(loop: BackgroundLoop, manager: contextlib.AbstractAsyncContextManager[Any]) -> Iterator[Any]:
    """An asynchronous context, for those without a loop."""
    yield loop.run(manager.__aenter__())
    loop.run(manager.__aexit__(None, None, None))

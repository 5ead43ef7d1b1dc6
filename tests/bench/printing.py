"""Pages on real ways to printers: receipts to the last byte, a burst, documents through CUPS, and asking how they are."""

import base64
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from iot_agent.core.match import Candidate
from iot_agent.drivers.printers.escpos import EscPos
from iot_agent.transports import open_transport
from iot_agent.wire import Document, Format
from tests.support.cups import Printer as OfficePrinter
from tests.support.cups import spooler
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_till import new_key

from .clients import KeptTill, OdooTill, document
from .instruments import Printer
from .lab import DEFAULTS, Lab
from .measure import processor_of
from .peer import OdooBox, Worker, install, worker
from .receipts import Receipt, receipt, text64
from .table import Figure, Row, exactly

ROUNDS, RECEIPTS = 4, 12
PRINTERS, BURST, CLIENTS = 3, 100, 9
DOCUMENTS, REST = 5, 2.0
PAGE = 50_000
"""Bytes of a document of one sheet."""
STATUSES = 100


def measure(lab: Lab) -> Iterator[Row]:
    with ExitStack() as opened:
        shops = Shops(lab, opened)
        yield from _receipts(shops)
        yield from _burst(shops)
        yield from _documents(shops)
        yield from _status(shops)


class Shops:
    """Three receipt printers and an office printer for each side, and its box."""

    def __init__(self, lab: Lab, opened: ExitStack) -> None:
        install()
        self.loop = lab.loop
        self.ours, self.odoos = ([_printer(opened) for _ in range(PRINTERS)] for _ in range(2))
        self.alone = _printer(opened)
        self.spooler = opened.enter_context(_entered(lab, spooler()))
        self.our_office, self.odoos_office = (self._office(name) for name in ("Ours", "Odoos"))
        self.box = self._box(lab, opened)
        self.odoo_box = opened.enter_context(self._odoo_box(lab))
        self.odoo_till = OdooTill(self.odoo_box.url)
        self.escpos: Worker = opened.enter_context(worker("peer_printing", lab.folder / "peer_printing"))
        devices = lab.shop.devices(lab.shop.box_id(self.box.identifier))
        self.till = KeptTill(lab.shop.till(self.box, *(device["id"] for device in devices)))
        self._office_device = next(device["identifier"] for device in devices if device["name"] == "Ours")

    def _office(self, name: str) -> OfficePrinter:
        printer = self.loop.run(self.spooler.printer(name))
        self.loop.run(self.spooler.queue(name, printer.uri))
        return printer

    def _box(self, lab: Lab, opened: ExitStack) -> BoxProcess:
        box = BoxProcess(lab.folder / "printing", "bench-printing", self, scan=DEFAULTS.scan)
        box.environment = {"CUPS_SERVER": self.spooler.server}
        opened.callback(box.stop)
        box.start()
        lab.shop.pair(box, PRINTERS + 1)
        return box

    def _odoo_box(self, lab: Lab) -> OdooBox:
        folder = lab.folder / "odoo-printing"
        folder.mkdir()
        addresses = ",".join(printer.address for printer in self.odoos)
        return OdooBox(folder, "", printers=addresses, queue="Odoos", spooler=self.spooler.server)

    @property
    def settings(self) -> str:
        """For our agent."""
        return "".join(
            f'\n[[device]]\nidentifier = "till-{number}"\nbus = "tcp"\naddress = "{printer.address}"\ndriver = "escpos"\n'
            for number, printer in enumerate(self.ours)
        )

    # --- what clients ask

    def print(self, source: Receipt, number: int = 0, wait: float = 10.0) -> None:
        outcome = self.till.perform(f"till-{number}", "print", document(source), key=new_key(), wait=wait)
        assert outcome["state"] in ("done", "sent", "queued"), outcome

    def odoo_print(self, source: Receipt, number: int = 0) -> None:
        receipt64 = text64(source.jpeg)
        assert self.odoo_till.act(f"printer-{number}", action="print_receipt", receipt=receipt64)

    def escpos_print(self, source: Receipt) -> None:
        self.escpos.call("print_picture", address=self.alone.address, picture=text64(source.jpeg))

    def print_document(self, data: bytes) -> None:
        page = Document(format=Format.PDF, data=base64.b64encode(data).decode(), size=len(data))
        self.till.perform(self._office_device, "print", page, key=new_key(), wait=0)

    def odoo_print_document(self, data: bytes) -> None:
        self.odoo_till.act("Odoos", document=base64.b64encode(data).decode())


def _printer(opened: ExitStack) -> Printer:
    printer = Printer()
    opened.callback(printer.close)
    return printer


@contextmanager
def _entered(lab: Lab, manager: Any) -> Iterator[Any]:
    yield lab.loop.run(manager.__aenter__())
    lab.loop.run(manager.__aexit__(None, None, None))


# --- receipts


def _receipts(shops: Shops) -> Iterator[Row]:
    """To the first byte of the picture and to the cut behind it, which comes out when all bytes are there."""
    source = receipt(1200)
    ways: dict[str, tuple[Callable[[Receipt], None], Printer]] = {
        "ours": (shops.print, shops.ours[0]),
        "Odoo": (shops.odoo_print, shops.odoos[0]),
        "python-escpos": (shops.escpos_print, shops.alone),
    }
    got: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (call, printer) in ways.items():
            got[name] += [_one(call, source, printer) for _ in range(RECEIPTS)]
    first = {name: Figure.of(one for one, _ in samples) for name, samples in got.items()}
    last = {name: Figure.of(two for _, two in samples) for name, samples in got.items()}
    alone = "python-escpos itself, called without a box or a network"
    for peer in ("Odoo", "python-escpos"):
        note = alone if peer != "Odoo" else ""
        yield Row("receipt → first byte at the printer", "ms", first["ours"], first[peer], peer, note=note)
        yield Row("receipt → last byte at the printer", "ms", last["ours"], last[peer], peer, note=note)


def _one(call: Callable[[Receipt], None], source: Receipt, printer: Printer) -> tuple[float, float]:
    printer.expect()
    count = len(printer.paper.receipts) + 1
    start = time.monotonic()
    with ThreadPoolExecutor(1) as caller:
        done = caller.submit(call, source)
        first = printer.wait_first()
        printer.wait_printed(count)
        last = time.monotonic()
        done.result()
    return (first - start) * 1000, (last - start) * 1000


def _burst(shops: Shops) -> Iterator[Row]:
    """As after an outage: all at once, for three printers, from nine clients."""
    source = receipt(1200)
    ours = _flood(lambda number: shops.print(source, number, 0), shops.ours, shops.box.pid)
    odoo = _flood(lambda number: shops.odoo_print(source, number), shops.odoos, shops.odoo_box.pid)
    what = f"{BURST} receipts at once to {PRINTERS} printers"
    took, odoo_took, cost, odoo_cost, lost, odoo_lost = (
        Figure((value,)) for pair in zip(ours, odoo, strict=True) for value in pair
    )
    yield Row(f"{what}: until the last is out", "s", took, odoo_took)
    yield Row(f"{what}: processor for each", "ms", cost, odoo_cost)
    yield Row(f"{what}: lost or twice", "", lost, odoo_lost, targets=(exactly(0),))


def _flood(call: Callable[[int], None], printers: list[Printer], pid: int) -> tuple[float, float, float]:
    """Seconds until all came out, milliseconds of processor for each, and how many did not come out."""
    before = sum(len(printer.paper.receipts) for printer in printers)

    def out() -> int:
        return sum(len(printer.paper.receipts) for printer in printers) - before

    used, start = processor_of(pid), time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for done in [clients.submit(call, number % PRINTERS) for number in range(BURST)]:
            done.result()
    while out() < BURST and time.monotonic() - start < 60:
        time.sleep(0.002)
    took = time.monotonic() - start
    return took, (processor_of(pid) - used) * 1000 / BURST, abs(BURST - out())


# --- documents


def _documents(shops: Shops) -> Iterator[Row]:
    """One at a time: CUPS itself takes a second to see that a page is out, and then takes up the next."""
    ways: dict[str, tuple[Callable[[bytes], None], OfficePrinter, int]] = {
        "ours": (shops.print_document, shops.our_office, shops.box.pid),
        "Odoo": (shops.odoo_print_document, shops.odoos_office, shops.odoo_box.pid),
    }
    numbers = itertools.count()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    used: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (call, printer, pid) in ways.items():
            idle = _processor(pid, time.sleep, REST * DOCUMENTS)
            busy = _processor(pid, lambda: taken[name].extend(_document(call, printer, n) for n in _next(numbers)))  # noqa: B023
            used[name].append(max(0.0, busy - idle) / DOCUMENTS)
    what = "document of one sheet by CUPS"
    yield Row(f"{what} → out of the printer", "ms", Figure.of(taken["ours"]), Figure.of(taken["Odoo"]))
    note = "ours follows the page to its end, and says what the printer lacks; Odoo's looks once a second, for a minute"
    yield Row(f"{what}: processor", "ms", Figure.of(used["ours"]), Figure.of(used["Odoo"]), note=note)


def _next(numbers: Iterator[int]) -> Iterator[int]:
    return itertools.islice(numbers, DOCUMENTS)


def _processor(pid: int, work: Callable[..., object], *given: object) -> float:
    """Milliseconds of processor that the program uses meanwhile."""
    start = processor_of(pid)
    work(*given)
    return (processor_of(pid) - start) * 1000


def _document(call: Callable[[bytes], None], printer: OfficePrinter, number: int) -> float:
    """Milliseconds until the printer has put it out; CUPS is at rest again afterwards."""
    data = b"%%PDF-1.4\n%% %d\n%s\n%%%%EOF\n" % (number, b"%" * PAGE)
    count = printer.count + 1
    start = time.monotonic()
    call(data)
    while printer.count < count:
        if time.monotonic() - start > 30:
            raise TimeoutError("no document came out")
        time.sleep(0.002)
    took = (time.monotonic() - start) * 1000
    time.sleep(REST)
    return took


# --- how they are


def _status(shops: Shops) -> Iterator[Row]:
    """One look at a printer that has nothing to do: what a box does all day."""
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        ours.append(shops.loop.run(_look(shops.alone.address)))
        theirs.append(tuple(shops.escpos.call("look", address=shops.alone.address, times=STATUSES)))
    for at, what in enumerate(("processor", "time")):
        figures = (Figure.of(sample[at] for sample in samples) for samples in (ours, theirs))
        note = "ours asks for three states, Odoo by python-escpos for two; a box looks every ten seconds, every thirty at rest"
        yield Row(f"a look at an idle printer, {what}", "ms", *figures, peer_name="python-escpos", note=note)


async def _look(address: str) -> tuple[float, float]:
    """Milliseconds of processor and of time for one status."""
    seen = Candidate("bench", "tcp", address)
    wire = await open_transport(seen, "")
    try:
        driver = EscPos(wire, seen, {})
        await driver.probe()
        used, start = time.thread_time(), time.monotonic()
        for _ in range(STATUSES):
            assert (await driver.status()).online
        return (time.thread_time() - used) * 1000 / STATUSES, (time.monotonic() - start) * 1000 / STATUSES
    finally:
        await wire.close()

"""From a client's call to the first byte of the picture at the printer, directly and through Odoo, and what a call costs the box."""

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from .clients import KeptTill, OdooListener, OdooTill, document
from .lab import PRINTER, Lab
from .measure import processor_of
from .peer import OdooBox
from .receipts import receipt
from .table import Figure, Row, Target, times

ROUNDS, CLICKS = 4, 15
ACTIONS = 200
CLIENTS = 10
QUANTILES = ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))


def measure(lab: Lab) -> Iterator[Row]:
    box, shop = lab.agent, lab.shop
    number = shop.device(shop.box_id(box.identifier), "printer")
    till, source = KeptTill(shop.till(box, number)), receipt(1200)
    page = document(source)

    def direct() -> None:
        outcome = till.perform(PRINTER, "print", page)
        assert outcome["state"] in ("done", "sent"), outcome

    def relay() -> None:
        shop.perform(number, "print", page)

    with lab.odoo_box() as odoo_box:
        odoo_till = OdooTill(odoo_box.url)
        paths: dict[str, tuple[Callable[[], object], object]] = {
            "direct": (direct, lab.our_wires.printer),
            "relay": (relay, lab.our_wires.printer),
            "odoo": (lambda: odoo_till.print(source), lab.their_wires.printer),
        }
        got: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
        for _ in range(ROUNDS):
            for name, (click, printer) in paths.items():
                got[name] += [_click(click, printer) for _ in range(CLICKS)]
        yield from _quantiles(
            "directly (ticket, LAN)", [first for first, _ in got["direct"]], [f for f, _ in got["odoo"]]
        )
        yield from _quantiles("by relay (call of Odoo, bus)", [first for first, _ in got["relay"]], None)
        yield Row(
            "click → the caller knows",
            "ms",
            Figure.of(answered for _, answered in got["direct"]),
            Figure.of(answered for _, answered in got["odoo"]),
            note="ours knows that the page came out; Odoo's box answers true whatever became of it",
        )
        yield _cost(
            "processor per receipt, through HTTP",
            box.pid,
            odoo_box.pid,
            direct,
            lambda: odoo_till.print(source),
            60,
            times(20),
        )

        yield from _actions(till, box.pid, odoo_box)


def _actions(till: KeptTill, pid: int, odoo_box: OdooBox) -> Iterator[Row]:
    """What asks no more of the device than to answer."""
    odoo_till, numbers = OdooTill(odoo_box.url), itertools.count()

    def status() -> None:
        assert till.perform(PRINTER, "status")["state"] == "done"

    def action() -> int:
        number = next(numbers)
        assert odoo_till.act("keys", action="ask", number=number)
        return number

    with OdooListener(odoo_box.url, odoo_till.session, "keys") as listener:
        time.sleep(0.2)

        def answered_action() -> bool:
            number = action()
            return listener.wait(lambda event: event.get("action_args", {}).get("number") == number, 1.0) is not None

        ours, odoo, lost = _answers(status, answered_action)
    yield Row(
        "action → its answer",
        "ms",
        ours,
        odoo,
        targets=(times(15),),
        note="ours asks the printer three things on the way; Odoo's asks its device nothing, and its answer is an event"
        f" ({lost} of {ROUNDS * CLICKS} never came)",
    )
    what = f"processor per action, {CLIENTS} clients"
    yield _cost(what, pid, odoo_box.pid, status, action, ACTIONS, times(12), clients=CLIENTS)


def _click(click: Callable[[], object], printer) -> tuple[float, float]:
    """Milliseconds until the first byte and until the call was answered; the page is out before the next click."""
    before = len(printer.paper.receipts)
    printer.expect()
    start = time.monotonic()
    click()
    answered = time.monotonic()
    first = printer.wait_first()
    printer.wait_printed(before + 1)
    return (first - start) * 1000, (answered - start) * 1000


def _quantiles(path: str, ours: list[float], odoo: list[float] | None) -> Iterator[Row]:
    for at, name in QUANTILES:
        peer = Figure.of(odoo, at) if odoo else None
        yield Row(f"click → first byte of the picture, {path}, {name}", "ms", Figure.of(ours, at), peer)


def _answers(ours: Callable[[], None], odoo: Callable[[], bool]) -> tuple[Figure, Figure, int]:
    """Milliseconds to the answer on both sides, and how many answers of Odoo's box did not come."""
    got: tuple[list[float], list[float]] = ([], [])
    lost = 0
    for _ in range(ROUNDS):
        for samples, call in zip(got, (ours, odoo), strict=True):
            for _ in range(CLICKS):
                start = time.monotonic()
                if call() is False:
                    lost += 1
                else:
                    samples.append((time.monotonic() - start) * 1000)
    return Figure.of(got[0]), Figure.of(got[1]), lost


def _cost(
    what: str,
    our_pid: int,
    odoo_pid: int,
    ours: Callable[[], object],
    odoo: Callable[[], object],
    calls: int,
    target: Target,
    clients: int = 1,
) -> Row:
    """Processor of the whole program for one call, from the kernel's count."""
    figures = []
    for pid, call in ((our_pid, ours), (odoo_pid, odoo)):
        samples = []
        with ThreadPoolExecutor(clients) as pool:
            for _ in range(3):
                start = processor_of(pid)
                for done in [pool.submit(call) for _ in range(calls)]:
                    done.result()
                samples.append((processor_of(pid) - start) * 1000 / calls)
        figures.append(Figure.of(samples))
    return Row(what, "ms", *figures, targets=(target,))

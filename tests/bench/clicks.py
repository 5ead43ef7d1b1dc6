"""From a client's call to the picture at the printer, directly and through Odoo, and what a call costs the box."""

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from .clients import KeptTill, OdooListener, OdooTill, document
from .instruments import Printer
from .lab import PRINTER, Lab
from .measure import processor_of
from .peer import OdooBox
from .receipts import receipt
from .table import Figure, Row, Target, times

ROUNDS, CLICKS = 4, 15
RECEIPTS = 60
ACTIONS = 200
CLIENTS = 10
QUANTILES = ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))


class Calls:
    """What clients ask of both sides."""

    def __init__(self, lab: Lab, odoo_box: OdooBox) -> None:
        self._shop, self._source = lab.shop, receipt(1200)
        self._printer = self._shop.device(self._shop.box_id(lab.agent.identifier), "printer")
        self._till, self._page = KeptTill(self._shop.till(lab.agent, self._printer)), document(self._source)
        self.odoo_till = OdooTill(odoo_box.url)
        self._numbers = itertools.count()

    def direct(self) -> None:
        outcome = self._till.perform(PRINTER, "print", self._page)
        assert outcome["state"] in ("done", "sent"), outcome

    def relay(self) -> None:
        self._shop.perform(self._printer, "print", self._page)

    def odoo_print(self) -> None:
        assert self.odoo_till.print(self._source)

    def status(self) -> None:
        assert self._till.perform(PRINTER, "status")["state"] == "done"

    def odoo_action(self) -> int:
        """Its number, which comes back with the event that is its answer."""
        number = next(self._numbers)
        assert self.odoo_till.act("keys", action="ask", number=number)
        return number


def measure(lab: Lab) -> Iterator[Row]:
    box = lab.agent
    with lab.odoo_box() as odoo_box:
        calls = Calls(lab, odoo_box)
        yield from _clicks(lab, calls)
        pids = box.pid, odoo_box.pid
        what = "processor per receipt, through HTTP"
        yield _cost(what, pids, (calls.direct, calls.odoo_print), RECEIPTS, times(20))
        yield _action(calls, odoo_box)
        what = f"processor per action, {CLIENTS} clients"
        yield _cost(what, pids, (calls.status, calls.odoo_action), ACTIONS, times(12), CLIENTS)


def _clicks(lab: Lab, calls: Calls) -> Iterator[Row]:
    """Round by round, so that all paths see the same machine."""
    ours, odoos = lab.our_wires.printer, lab.their_wires.printer
    got: dict[str, list[tuple[float, float]]] = {"direct": [], "relay": [], "odoo": []}
    for _ in range(ROUNDS):
        got["direct"] += [_click(calls.direct, ours) for _ in range(CLICKS)]
        got["relay"] += [_click(calls.relay, ours) for _ in range(CLICKS)]
        got["odoo"] += [_click(calls.odoo_print, odoos) for _ in range(CLICKS)]
    first = {name: [one for one, _ in samples] for name, samples in got.items()}
    answered = {name: Figure.of(two for _, two in samples) for name, samples in got.items()}
    for at, name in QUANTILES:
        what = f"click → picture at the printer, directly (ticket, LAN), {name}"
        yield Row(what, "ms", Figure.of(first["direct"], at), Figure.of(first["odoo"], at))
    for at, name in QUANTILES:
        what = f"click → picture at the printer, by relay (call of Odoo, bus), {name}"
        yield Row(what, "ms", Figure.of(first["relay"], at))
    yield Row("of it until the call of Odoo returns", "ms", answered["relay"])
    note = "ours knows that the page came out; Odoo's box answers true whatever became of it"
    yield Row("click → the caller knows", "ms", answered["direct"], answered["odoo"], note=note)


def _click(click: Callable[[], object], printer: Printer) -> tuple[float, float]:
    """Milliseconds until the first byte and until the call was answered; the page is out before the next click."""
    before = len(printer.paper.receipts)
    printer.expect()
    start = time.monotonic()
    click()
    answered = time.monotonic()
    first = printer.wait_first()
    printer.wait_printed(before + 1)
    return (first - start) * 1000, (answered - start) * 1000


def _action(calls: Calls, odoo_box: OdooBox) -> Row:
    """What asks no more of the device than to answer."""
    with OdooListener(odoo_box.url, calls.odoo_till.session, "keys") as listener:
        time.sleep(0.2)

        def answered() -> bool:
            number = calls.odoo_action()
            return listener.wait(lambda event: event.get("action_args", {}).get("number") == number, 1.0) is not None

        ours, odoo, lost = _answers(calls.status, answered)
    note = (
        "ours asks the printer three things on the way; Odoo's asks its device nothing, and its answer is an event"
        f" ({lost} of {ROUNDS * CLICKS} never came)"
    )
    return Row("action → its answer", "ms", ours, odoo, targets=(times(15),), note=note)


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
    pids: tuple[int, int],
    sides: tuple[Callable[[], object], Callable[[], object]],
    calls: int,
    target: Target,
    clients: int = 1,
) -> Row:
    """Processor of the whole program for one call, from the kernel's count."""
    figures = []
    for pid, call in zip(pids, sides, strict=True):
        samples = []
        with ThreadPoolExecutor(clients) as pool:
            for _ in range(3):
                start = processor_of(pid)
                for done in [pool.submit(call) for _ in range(calls)]:
                    done.result()
                samples.append((processor_of(pid) - start) * 1000 / calls)
        figures.append(Figure.of(samples))
    return Row(what, "ms", *figures, targets=(target,))

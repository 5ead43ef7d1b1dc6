"""The program itself: how soon it answers, what it keeps in memory, whether it sleeps when nothing is to be done."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from iot_agent.link.session import TRUST

from .clients import OdooTill, document
from .lab import PRINTER, Lab
from .measure import memory_of, stir_of
from .receipts import receipt
from .table import Figure, Row, at_most, times

STARTS = 5
RECEIPTS = 280
REST = 30.0
SETTLE = TRUST + 5.0
"""Seconds until ours asks Odoo seldom, for its doorbell has stood long enough."""


def measure(lab: Lab) -> Iterator[Row]:
    box, odoo_box = lab.agent, lab.odoo_box()
    starts: list[tuple[float, float]] = []
    try:
        for _ in range(STARTS):
            box.stop()
            odoo_box.stop()
            starts.append((_start(box.spawn, lambda: bool(box.status())), _start(odoo_box.spawn, odoo_box.answers)))
        box.wait_online(20)
        box.wait_devices(3, 20)
        yield _row("start → first answer", "s", starts, at_most(1.0), times(3))
        time.sleep(SETTLE)
        yield from _memory("at rest", box.pid, odoo_box.pid)
        yield from _rest(box.pid, odoo_box.pid)
        _print(lab, odoo_box.url)
        yield from _memory(f"after {RECEIPTS} receipts", box.pid, odoo_box.pid, times(4), at_most(40))
    finally:
        odoo_box.stop()


def _row(what: str, unit: str, samples: list[tuple[float, float]], *targets) -> Row:
    return Row(what, unit, Figure.of(one for one, _ in samples), Figure.of(two for _, two in samples), targets=targets)


def _start(spawn: Callable[[], None], answers: Callable[[], bool]) -> float:
    start = time.monotonic()
    spawn()
    while not answers():
        if time.monotonic() - start > 30:
            raise TimeoutError("it does not start")
        time.sleep(0.002)
    return time.monotonic() - start


def _memory(when: str, ours: int, odoo: int, *private_targets) -> Iterator[Row]:
    (resident, private), (odoo_resident, odoo_private) = memory_of(ours), memory_of(odoo)
    yield _row(f"resident memory (RSS) {when}", "MB", [(resident, odoo_resident)], at_most(60))
    yield _row(f"memory of its own (USS) {when}", "MB", [(private, odoo_private)], *private_targets)


def _rest(ours: int, odoo: int) -> Iterator[Row]:
    """Both at once: programs that sleep do not disturb each other."""
    before = stir_of(ours), stir_of(odoo)
    time.sleep(REST)
    after = stir_of(ours), stir_of(odoo)
    used = [
        (now.processor - then.processor) / (now.at - then.at) * 100 for then, now in zip(before, after, strict=True)
    ]
    woken = [(now.wakeups - then.wakeups) / (now.at - then.at) for then, now in zip(before, after, strict=True)]
    processor = _row(f"processor at rest, over {REST:.0f} s", "%", [(used[0], used[1])], at_most(0.5), times(10))
    yield replace(
        processor, note="a real box of Odoo also looks for USB devices, CUPS printers and screens all the time"
    )
    yield _row("wake-ups at rest, per second", "", [(woken[0], woken[1])], at_most(0.2))


def _print(lab: Lab, url: str) -> None:
    shop, box, till, source = lab.shop, lab.agent, OdooTill(url), receipt(1200)
    our_till = shop.till(box, shop.device(shop.box_id(box.identifier), "printer"))
    page = document(source)
    for _ in range(RECEIPTS):
        outcome = our_till.perform(PRINTER, "print", page)
        assert outcome["state"] in ("done", "sent"), outcome
        till.print(source)

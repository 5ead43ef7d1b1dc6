"""Who hears of an event, and how soon, also while the Odoo server hangs."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from tests.support.e2e_listener import Listener
from tests.support.e2e_till import Till

from .clients import OdooListener
from .instruments import typed
from .lab import SCANNER, Lab
from .peer import OdooBox
from .scanner import codes
from .server import Server
from .table import Figure, Row, exactly, times

EVENTS = 50
HANGS = 3
APART = 0.02
PATIENCE = 2.0
"""Seconds after which an event that a listener has not got is lost to it."""


def measure(lab: Lab) -> Iterator[Row]:
    till = lab.shop.till(lab.agent, lab.shop.device(lab.shop.box_id(lab.agent.identifier), "scanner"))
    with Server(lab.loop) as server, lab.odoo_box(server.url) as odoo_box:
        calm, odoo_calm = _ours(lab, till, EVENTS), _odoo(lab, odoo_box, EVENTS)
        yield Row("scan → event at the till, server answers", "ms", Figure.of(calm), Figure.of(odoo_calm))
        yield from _losses(lab, till, odoo_box)
        server.hang()
        hung, odoo_hung = _ours_hung(lab, till), _odoo(lab, odoo_box, HANGS)
        yield Row(
            "scan → event at the till, server hangs",
            "ms",
            Figure.of(hung),
            Figure.of(odoo_hung),
            targets=(times(1000),),
        )


def _ours(lab: Lab, till: Till, count: int) -> list[float]:
    """Milliseconds from the keys of a scan to its event at one till."""
    samples = []
    with Listener(lab.loop, till, SCANNER) as listener:
        for code in codes(count):
            time.sleep(APART)
            start = lab.our_wires.keys.write(typed(code))
            samples.append((listener.wait("scan", lambda value, code=code: value["text"] == code) - start) * 1000)
    return samples


def _ours_hung(lab: Lab, till: Till) -> list[float]:
    lab.proxy.freeze()
    try:
        return _ours(lab, till, EVENTS)
    finally:
        lab.proxy.thaw()
        lab.agent.wait_online(60)


def _odoo(lab: Lab, box: OdooBox, count: int) -> list[float]:
    samples = []
    with OdooListener(box.url, f"till-{time.monotonic()}", "keys") as listener:
        time.sleep(0.2)
        for code in codes(count):
            time.sleep(APART)
            start = lab.their_wires.keys.write(f"{code}\n".encode())
            seen = listener.wait(lambda event, code=code: event["value"] == code, 20)
            assert seen is not None, "the event did not come"
            samples.append((seen - start) * 1000)
    return samples


def _losses(lab: Lab, till: Till, odoo_box: OdooBox) -> Iterator[Row]:
    for count in (2, 4):
        with ExitStack() as opened:
            ours = [opened.enter_context(Listener(lab.loop, till, SCANNER)) for _ in range(count)]
            lost = _loss(lambda code: lab.our_wires.keys.write(typed(code)), [_heard_by(one) for one in ours])
        with ExitStack() as opened:
            odoo = [
                opened.enter_context(OdooListener(odoo_box.url, f"till-{count}-{one}", "keys")) for one in range(count)
            ]
            time.sleep(0.2)
            odoo_lost = _loss(
                lambda code: lab.their_wires.keys.write(f"{code}\n".encode()),
                [_heard_by_odoo(one) for one in odoo],
            )
        yield Row(
            f"events lost to {count} tills that listen",
            "%",
            Figure((lost,)),
            Figure((odoo_lost,)),
            targets=(exactly(0),),
        )


def _heard_by(listener: Listener) -> Callable[[], list[str]]:
    return lambda: [event["value"]["text"] for _, event in listener.events if event["name"] == "scan"]


def _heard_by_odoo(listener: OdooListener) -> Callable[[], list[str]]:
    return lambda: [event["value"] for _, event in listener.events]


def _loss(send: Callable[[str], object], heard: list[Callable[[], list[str]]]) -> float:
    """Percent of the events that did not reach a listener exactly once, over all listeners."""
    wanted = codes(EVENTS)
    for code in wanted:
        send(code)
        time.sleep(APART)
    deadline = time.monotonic() + PATIENCE
    while any(len(one()) < len(wanted) for one in heard) and time.monotonic() < deadline:
        time.sleep(0.05)
    right = sum(one().count(code) == 1 for one in heard for code in wanted)
    return 100 - 100 * right / (len(wanted) * len(heard))

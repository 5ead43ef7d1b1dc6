"""A device that hangs keeps its trouble to itself: scale and scanner before and while the printer hangs."""

import itertools
import random
import time
from collections.abc import Iterator

from iot_agent.simulators.escpos import Mode
from tests.support.e2e_listener import Listener
from tests.support.e2e_till import new_key

from .clients import document
from .instruments import typed
from .lab import PRINTER, SCALE, SCANNER, Lab
from .receipts import receipt
from .scanner import codes
from .table import Figure, Row, at_most

EACH = 100
ALLOWED = 50.0
_grams = itertools.count(101)


def measure(lab: Lab) -> Iterator[Row]:
    shop, box = lab.shop, lab.agent
    number = shop.box_id(box.identifier)
    till = shop.till(box, *(shop.device(number, kind) for kind in ("printer", "scale", "scanner")))
    with Listener(lab.loop, till, SCALE, SCANNER) as listener:
        lab.our_wires.scale.weigh(100)
        listener.wait("weight", lambda value: value["value"] == 0.1)  # from here on it streams
        calm = _weights(lab, listener), _scans(lab, listener)
        key = new_key()
        lab.our_wires.printer.expect()
        till.perform(PRINTER, "print", document(receipt(8000)), key=key, wait=0, copies=20)
        lab.our_wires.printer.wait_first()
        lab.our_wires.printer.behave(Mode.HUNG)
        try:
            hung = _weights(lab, listener), _scans(lab, listener)
            outcome = till.inquire(key)
            assert outcome["state"] == "queued", f"the printer did not hang: {outcome}"
        finally:
            lab.our_wires.printer.behave(Mode.NORMAL)
    till.inquire(key, wait=30)
    for name, before, during in zip(("weight", "scan"), calm, hung, strict=True):
        yield Row(f"{name} → event, p99", "ms", Figure.of(before, 0.99))
        limit = Figure.of(before, 0.99).value + ALLOWED
        yield Row(
            f"{name} → event, p99 while the printer hangs", "ms", Figure.of(during, 0.99), targets=(at_most(limit),)
        )


def _weights(lab: Lab, listener: Listener) -> list[float]:
    samples, chance = [], random.Random(3)
    for grams in itertools.islice(_grams, EACH):
        time.sleep(chance.uniform(0, 0.02))
        start = lab.our_wires.scale.weigh(grams)
        samples.append((listener.wait("weight", lambda value, kg=grams / 1000: value["value"] == kg) - start) * 1000)
    return samples


def _scans(lab: Lab, listener: Listener) -> list[float]:
    samples = []
    for code in codes(EACH):
        start = lab.our_wires.keys.write(typed(code))
        samples.append((listener.wait("scan", lambda value, code=code: value["text"] == code) - start) * 1000)
    return samples

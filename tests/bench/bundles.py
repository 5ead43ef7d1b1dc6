"""Drivers that come from Odoo: from the button to a device that the code of the bundle serves."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from iot_agent.codecs import toledo_8217 as codec
from iot_agent.simulators import toledo_8217
from tests.support.e2e_listener import Listener
from tests.support.e2e_wait import until

from .lab import Lab, Place
from .lines import Line
from .peer import OdooBox
from .table import Figure, Row, at_most

UPDATES, RESTARTS = 7, 3
WITHIN = 60.0
NAME = "bench-bundled"
CODEC = "codecs/toledo_8217.py"
LATER = """

def _with_pan(frame: bytes, plain=parse) -> Weight:
    weight = plain(frame)
    return weight if weight.value is None else Weight(weight.balance, weight.value + {pans})


parse = _with_pan
"""
"""A scale on which so many more kilograms lie: its weights say which code reads them."""


def measure(lab: Lab) -> Iterator[Row]:
    applied, paused = _updates(lab)
    restarted = [] if lab.brief else _restarts(lab)
    yield Row("Force Drivers Update → the scale is served by the bundle's code", "s", Figure.of(applied))
    peer = Figure.of(restarted) if restarted else None
    yield Row(
        "the scale is asked nothing for", "s", Figure.of(paused), peer, targets=(at_most(1.0),),
        note="Odoo's box ends and starts for it, without the time of its download; ours is the same program all along",
    )  # fmt: skip


def _updates(lab: Lab) -> tuple[list[float], list[float]]:
    """Seconds until another bundle's code weighs, and the longest time without a question meanwhile; each time."""
    applied, paused = [], []
    shop, plain = lab.shop, Path(codec.__file__).read_text()
    lab.handlers.install(shop)
    with ExitStack() as opened:
        machine = toledo_8217.Toledo8217(kg=1.0)
        line = opened.enter_context(Line(lab.loop, machine, 9600, b"W"))
        box, till = opened.enter_context(lab.box("drivers", [Place(NAME, "serial", line.path, "toledo_8217")]))
        pid, number = box.pid, shop.box_id(box.identifier)
        until(lambda: shop.box(box.identifier, "drivers_of")["drivers_of"], WITHIN, "the first drivers of Odoo")
        with Listener(lab.loop, till, NAME) as listener:
            for pans in range(1, lab.many(UPDATES) + 1):
                lab.handlers.write(CODEC, plain + LATER.format(pans=pans))
                asked, start = len(line.counted.asked), time.monotonic()
                shop.call("iot.box", "update_drivers", [number])
                seen = listener.wait("weight", lambda told, kg=1.0 + pans: told["value"] == kg, WITHIN)
                applied.append(seen - start)
                paused.append(max(two - one for one, two in pairwise(line.counted.asked[asked:])))
        assert box.pid == pid
    lab.handlers.restore()
    return applied, paused


def _restarts(lab: Lab) -> list[float]:
    """Seconds from the last question of Odoo's box to the first one after it was started again."""
    scale, paused = lab.their_wires.scale, []
    with lab.odoo_box() as box:
        for _ in range(RESTARTS):
            _is_asked(lab)
            start = time.monotonic()
            _again(box)
            before = scale.asked
            until(lambda before=before: scale.asked > before, WITHIN, "Odoo's box asks the scale")
            paused.append(time.monotonic() - start)
    return paused


def _again(box: OdooBox) -> None:
    box.stop()
    box.spawn()


def _is_asked(lab: Lab) -> None:
    scale = lab.their_wires.scale
    before = scale.asked
    until(lambda: scale.asked > before, WITHIN, "Odoo's box asks the scale")

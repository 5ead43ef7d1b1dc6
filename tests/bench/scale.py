"""A scale on a 9600 baud line: how often it is read, and how soon a change is known."""

import random
import time
from collections.abc import Iterator

from tests.support.e2e_listener import Listener

from .clients import OdooListener
from .instruments import ScaleLine
from .lab import SCALE, Lab
from .table import Figure, Row, times

SPELLS, SPELL = 3, 4.0
OUR_CHANGES, ODOO_CHANGES = 60, 7


def measure(lab: Lab) -> Iterator[Row]:
    box, shop, wires, odoo_wires = lab.agent, lab.shop, lab.our_wires, lab.their_wires
    till = shop.till(box, shop.device(shop.box_id(box.identifier), "scale"))
    chance = random.Random(1)
    with (
        lab.odoo_box() as odoo_box,
        Listener(lab.loop, till, SCALE) as listener,
        OdooListener(odoo_box.url, "scale", odoo_wires.scale.path) as odoo_listener,
    ):
        time.sleep(1)
        spells = [(_readings(wires.scale), _readings(odoo_wires.scale)) for _ in range(SPELLS)]
        yield Row(
            "readings per second",
            "",
            Figure.of(one for one, _ in spells),
            Figure.of(two for _, two in spells),
            more=True,
            note="the line carries 9 bytes and the scale thinks 5 ms for each: at most 69 a second",
        )
        ours = []
        for grams in chance.sample(range(1, 15000), OUR_CHANGES):
            time.sleep(chance.uniform(0.01, 0.05))
            start = wires.scale.weigh(grams)
            seen = listener.wait("weight", lambda value, kg=grams / 1000: value["value"] == kg)
            ours.append((seen - start) * 1000)
        odoo = []
        for grams in chance.sample(range(1, 15000), ODOO_CHANGES):
            time.sleep(chance.uniform(0.1, 1.3))
            start = odoo_wires.scale.weigh(grams)
            seen = odoo_listener.wait(lambda event, kg=grams / 1000: event["result"] == kg)
            assert seen is not None, "Odoo's driver did not see the weight"
            odoo.append((seen - start) * 1000)
        yield Row("weight changes → event at the till", "ms", Figure.of(ours), Figure.of(odoo), targets=(times(80),))


def _readings(scale: ScaleLine) -> float:
    before, start = scale.asked, time.monotonic()
    time.sleep(SPELL)
    return (scale.asked - before) / (time.monotonic() - start)

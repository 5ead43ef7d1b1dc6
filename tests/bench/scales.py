"""A scale of each language, one after the other: how often it is read, and how much of that time is its line's."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from iot_agent.simulators import adam, berkel, cas, dialog06, dibal, generic_scale, hid_scale, sics, toledo_8217
from tests.support.e2e_listener import Listener
from tests.support.e2e_till import Till
from tests.support.e2e_wait import until

from .lab import Lab, Place
from .lines import Line
from .table import Figure, Row, at_least

SPELLS, SPELL = 3, 3.0
TRUST = 2.0
"""Seconds in which a line comes to be trusted: until then each weight is asked for twice."""
CHANGES = 20
READINGS = 10.0
"""A second, where the line carries as many."""
PART = 0.8
"""Of what the line carries, where it carries fewer."""


@dataclass(frozen=True)
class Language:
    """A scale that speaks it. Its machine has a `load` in steps of so much; `options` are settled in Odoo."""

    title: str
    machine: Callable[[], Any]
    question: bytes = b""
    """That begins each reading."""
    baud: int = 9600
    load: str = "kg"
    step: float = 0.1
    options: Mapping[str, str] = field(default_factory=dict)
    paced: str = ""
    """Why it is not asked as often as its line carries."""


DESCRIBED = {"scale_driver": "generic_scale", "scale_ask": r"R\r\n"}
LANGUAGES = {
    "toledo_8217": Language("Mettler-Toledo 8217", toledo_8217.Toledo8217, b"W"),
    "sics": Language("MT-SICS", sics.Sics, b"SI", load="grams", step=100),
    "cas": Language("CAS", cas.Cas, b"\x05"),
    "berkel": Language("Avery Berkel", berkel.Berkel, b"\x05", baud=2400),
    "dibal": Language("Dibal TISA", dibal.Dibal, b"98"),
    "dialog06": Language("Dialog 06", dialog06.Dialog06, b"\x0201"),
    "generic_scale": Language("described", generic_scale.GenericScale, b"R", options=DESCRIBED),
    "adam": Language("Adam AZextra", adam.Adam, b"P", baud=4800, paced="it beeps at each question: one a second"),
}
POSTAL = Language("USB", hid_scale.HidScale, load="ounces", step=1)
HID = "hid_scale"


def measure(lab: Lab) -> Iterator[Row]:
    folder = lab.folder / "scales"
    folder.mkdir()
    with ExitStack() as opened:
        lines = {
            driver: opened.enter_context(Line(lab.loop, language.machine(), language.baud, language.question))
            for driver, language in LANGUAGES.items()
        }
        postal = hid_scale.Served()
        places = [
            *(
                Place(_name(driver), "serial", at.path, driver, LANGUAGES[driver].options)
                for driver, at in lines.items()
            ),
            Place(_name(HID), "hidraw", lab.loop.run(_plug(postal, folder / "postal")), HID),
        ]
        opened.callback(lambda: lab.loop.run(postal.stop()))
        _, till = opened.enter_context(lab.box("scales", places))
        for driver, at in lines.items():
            yield _readings(lab, till, driver, at)
        for driver, at in lines.items():
            yield _changes(lab, till, driver, LANGUAGES[driver], at.counted.machine)
        yield _changes(lab, till, HID, POSTAL, postal.machine)


def _name(driver: str) -> str:
    return f"bench-{driver}"


async def _plug(postal: hid_scale.Served, path: Any) -> str:
    return postal.start(path)


def _readings(lab: Lab, till: Till, driver: str, at: Line) -> Row:
    language, counted = LANGUAGES[driver], at.counted
    rates, costs = [], []
    with Listener(lab.loop, till, _name(driver)):
        until(lambda: len(counted.asked) > 1, 10.0, f"{driver} is asked")
        time.sleep(0 if lab.brief else TRUST)
        for _ in range(lab.many(SPELLS)):
            asked, busy, start = len(counted.asked), counted.busy, time.monotonic()
            time.sleep(SPELL / 3 if lab.brief else SPELL)
            count = len(counted.asked) - asked
            rates.append(count / (time.monotonic() - start))
            costs.append((counted.busy - busy) / max(1, count))
    cost = Figure.of(costs).value
    most = 1 / cost if cost else READINGS
    note = f"the line and the scale take {cost * 1000:.0f} ms of each: at most {most:.1f} a second"
    target = () if language.paced or lab.brief else (at_least(min(READINGS, PART * most)),)
    what = f"readings per second, {language.title} at {language.baud}"
    return Row(what, "", Figure.of(rates), targets=target, more=True, note=language.paced or note)


def _changes(lab: Lab, till: Till, driver: str, language: Language, machine: Any) -> Row:
    chance, samples = random.Random(4), []
    with Listener(lab.loop, till, _name(driver)) as listener:
        for steps in chance.sample(range(2, 60), lab.many(CHANGES)):
            time.sleep(chance.uniform(0.01, 0.1))
            wanted = steps * language.step
            start = time.monotonic()
            setattr(machine, language.load, wanted)
            seen = listener.wait("weight", lambda told, wanted=wanted: abs((told["value"] or 0) - wanted) < 1e-6)
            samples.append((seen - start) * 1000)
    return Row(f"weight changes → event at the till, {language.title}", "ms", Figure.of(samples))

"""Scanners set to keyboards of each sort: what a scan costs to read, how soon and how fast scans are at the till."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from iot_agent.simulators.hid_keyboard import typed
from tests.support.e2e_listener import Listener
from tests.support.e2e_till import Till
from tests.support.e2e_wait import PATIENCE, until

from .instruments import Pipe
from .lab import Lab, Missing, Place
from .peer import Worker
from .receipts import text64
from .scanner import decode
from .table import Figure, Row, at_most

SCANS, ROUNDS = 500, 5
PRESSES = 40
BURST, BURSTS = 200, 3
UNREAD = "Odoo's driver was not run: {}"
UNLIKE = "Odoo's driver reads {!r} where {!r} was scanned"
WITHIN = "Odoo's driver has the code after {:.2g} ms; its till hears of it as “Events at the till” says"


@dataclass(frozen=True)
class Keyboard:
    """What a scanner is set to, and a code that needs it."""

    title: str
    layout: str
    code: str

    def codes(self, count: int, seed: int = 0) -> list[str]:
        """That many different ones."""
        return [self.code.format(number) for number in random.Random(seed).sample(range(10**6), count)]

    def events(self, codes: list[str]) -> list[bytes]:
        return [typed(code, layout=self.layout) for code in codes]


KEYBOARDS = {
    "plain": Keyboard("US", "us", "PKG-{:06d}/a"),
    "altgr": Keyboard("German, AltGr", "de", "[{:06d}]@{{a}}"),
    "dead": Keyboard("French, dead keys", "fr", "^{:06d}¨a^"),
    "pad": Keyboard("US, Alt and number pad", "us", "é{:06d}§ü"),
}


def measure(lab: Lab) -> Iterator[Row]:
    with ExitStack() as opened:
        peer, why = _peer(lab, opened)
        folder = lab.folder / "keyboards"
        folder.mkdir()
        keys = {name: Pipe(folder / name) for name in KEYBOARDS}
        for pipe in keys.values():
            opened.callback(pipe.close)
        places = [
            Place(_name(name), "hid", pipe.path, "hid_keyboard", _options(KEYBOARDS[name]))
            for name, pipe in keys.items()
        ]
        _, till = opened.enter_context(lab.box("keyboards", places))
        for name, keyboard in KEYBOARDS.items():
            note = why or _unlike(peer, keyboard)
            yield _processor(lab, keyboard, None if note else peer, note)
            with Listener(lab.loop, till, _name(name)) as listener:
                _until_set(listener, keys[name], keyboard)
                yield _latency(lab, listener, keys[name], keyboard, None if note else peer)
            yield _burst(lab, till, keys[name], name)


def _name(name: str) -> str:
    return f"bench-keys-{name}"


def _options(keyboard: Keyboard) -> dict[str, str]:
    return {} if keyboard.layout == "us" else {"keyboard_layout": keyboard.layout}


def _peer(lab: Lab, opened: ExitStack) -> tuple[Worker | None, str]:
    """Odoo's keyboard driver, or why there is none."""
    if lab.brief:
        return None, UNREAD.format("this is brief")
    try:
        display = opened.enter_context(lab.display())
        return opened.enter_context(lab.worker("peer_scanner", DISPLAY=display)), ""
    except Missing as reason:
        return None, UNREAD.format(reason)


def _unlike(peer: Worker | None, keyboard: Keyboard) -> str:
    """What Odoo's driver makes of one code where it is not that code."""
    [code] = keyboard.codes(1)
    seen = _ask(peer, keyboard, [code])["codes"]
    return "" if seen == [code] else UNLIKE.format(seen[0] if seen else "nothing", code)


def _ask(peer: Worker | None, keyboard: Keyboard, codes: list[str]) -> dict[str, Any]:
    """Scan by scan."""
    assert peer
    scans = [text64(events) for events in keyboard.events(codes)]
    answer: dict[str, Any] = peer.call("one_by_one", scans=scans, layout=keyboard.layout)
    return answer


def _processor(lab: Lab, keyboard: Keyboard, peer: Worker | None, note: str) -> Row:
    wanted = keyboard.codes(lab.many(SCANS))
    events = b"".join(keyboard.events(wanted))
    ours, odoo = [], []
    for _ in range(lab.many(ROUNDS)):
        ours.append(decode(events, wanted, keyboard.layout))
        if peer:
            done = peer.call("read", events=text64(events), count=len(wanted), layout=keyboard.layout)
            assert done["codes"] == wanted
            odoo.append(done["processor"] * 1e3 / len(wanted))
    what = f"reading a scan such as {wanted[0]}, {keyboard.title}, processor"
    return Row(what, "µs", Figure.of(ours), Figure.of(odoo) if odoo else None, note=note)


def _until_set(listener: Listener, keys: Pipe, keyboard: Keyboard) -> None:
    """The box has the layout from Odoo once a code arrives as it is."""
    [code] = keyboard.codes(1, seed=1)

    def arrives() -> bool:
        keys.write(typed(code, layout=keyboard.layout))
        try:
            return bool(listener.wait("scan", lambda told: told["text"] == code, 0.5))
        except AssertionError:
            return False

    until(arrives, PATIENCE, f"scans of {keyboard.title}")


def _latency(lab: Lab, listener: Listener, keys: Pipe, keyboard: Keyboard, peer: Worker | None) -> Row:
    """All keys of a scan at once: from then on it is ours, or Odoo's."""
    chance, ours = random.Random(5), []
    wanted = keyboard.codes(lab.many(PRESSES), seed=2)
    for code, events in zip(wanted, keyboard.events(wanted), strict=True):
        time.sleep(chance.uniform(0.01, 0.05))
        start = keys.write(events)
        ours.append((listener.wait("scan", lambda told, code=code: told["text"] == code) - start) * 1000)
    what = f"keys of a scan → event, {keyboard.title}"
    if peer is None:
        return Row(what, "ms", Figure.of(ours), targets=(at_most(50),))
    note = WITHIN.format(Figure.of(_ask(peer, keyboard, wanted)["times"]).value)
    return Row(what, "ms", Figure.of(ours), targets=(at_most(50),), note=note)


def _burst(lab: Lab, till: Till, keys: Pipe, name: str) -> Row:
    """As many as the pipe takes at once, until the last has reached the till."""
    keyboard, rates = KEYBOARDS[name], []
    for number in range(lab.many(BURSTS)):
        wanted = keyboard.codes(lab.many(BURST), seed=3 + number)
        with Listener(lab.loop, till, _name(name)) as listener:
            start = keys.pour(keyboard.events(wanted))
            last = [listener.wait("scan", lambda told, code=code: told["text"] == code) for code in wanted][-1]
        rates.append(len(wanted) / (last - start))
    return Row(f"scans through to a till, per second, {keyboard.title}", "", Figure.of(rates), more=True)

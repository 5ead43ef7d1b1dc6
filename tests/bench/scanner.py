"""A barcode scanner: what a scan costs to read, and how fast scans come through to a till."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from iot_agent.codecs.keymap import EVENT, Decoder
from tests.support.e2e_listener import Listener

from .clients import OdooListener
from .instruments import typed
from .lab import SCANNER, Lab, Missing
from .peer import Worker
from .receipts import text64
from .table import Figure, Row, times

SCANS, DIGITS = 1000, 13
ROUNDS = 7
READ = 64 * EVENT.size
"""Bytes of one read: as many input events as python-evdev takes at once."""
THROUGH = 500


def codes(count: int) -> list[str]:
    """That many different codes."""
    chance = random.Random(2)
    return [f"{number:0{DIGITS}d}" for number in chance.sample(range(10**DIGITS), count)]


def measure(lab: Lab) -> Iterator[Row]:
    yield _decoding(lab)
    yield _through(lab)


def _decoding(lab: Lab) -> Row:
    """The same bytes of the kernel to both, out of a pipe: 84 input events for a scan."""
    wanted = codes(SCANS)
    events = b"".join(typed(code) for code in wanted)
    what = f"reading a scan of {DIGITS} digits, processor"
    try:
        with lab.display() as display, lab.worker("peer_scanner", DISPLAY=display) as peer:
            rounds = [(decode(events, wanted), _odoo_decodes(peer, events, wanted)) for _ in range(ROUNDS)]
    except Missing as reason:
        alone = Figure.of(decode(events, wanted) for _ in range(ROUNDS))
        return Row(what, "µs", alone, targets=(times(8),), note=f"Odoo's keyboard driver was not run: {reason}")
    return Row(
        what, "µs", Figure.of(one for one, _ in rounds), Figure.of(two for _, two in rounds), targets=(times(8),)
    )


def decode(events: bytes, wanted: list[str], layout: str = "us") -> float:
    """Microseconds of processor for a scan."""
    reading, writing = os.pipe()
    feeder = threading.Thread(target=_feed, args=(writing, events))
    feeder.start()
    decoder, seen = Decoder(layout), []
    start = time.thread_time()
    while data := os.read(reading, READ):
        seen += decoder.feed(data)
    used = time.thread_time() - start
    feeder.join()
    os.close(reading)
    assert seen == wanted
    return used * 1e6 / len(wanted)


def _feed(fd: int, data: bytes) -> None:
    for start in range(0, len(data), READ):
        os.write(fd, data[start : start + READ])
    os.close(fd)


def _odoo_decodes(peer: Worker, events: bytes, wanted: list[str]) -> float:
    done = peer.call("read", events=text64(events), count=len(wanted))
    assert done["codes"] == wanted
    return done["processor"] * 1e3 / len(wanted)


def _through(lab: Lab) -> Row:
    """Scans as fast as the pipe takes them, until the last has reached the till."""
    shop, box = lab.shop, lab.agent
    till = shop.till(box, shop.device(shop.box_id(box.identifier), "scanner"))
    wanted = codes(THROUGH)
    ours, odoo = [], []
    with lab.odoo_box() as odoo_box:
        for _ in range(3):
            with Listener(lab.loop, till, SCANNER) as listener:
                start = lab.our_wires.keys.pour([typed(code) for code in wanted])
                last = [listener.wait("scan", lambda value, code=code: value["text"] == code) for code in wanted][-1]
                ours.append(THROUGH / (last - start))
            with OdooListener(odoo_box.url, "scans", "keys") as odoo_listener:
                time.sleep(0.2)
                start = lab.their_wires.keys.pour([f"{code}\n".encode() for code in wanted])
                seen = [at for code in wanted if (at := odoo_listener.wait(_is(code))) is not None]
                odoo.append(len(seen) / (seen[-1] - start))
    return Row(
        "scans through to a till, per second", "", Figure.of(ours), Figure.of(odoo), more=True,
        note="ours from the kernel's key events; Odoo's from ready codes through its event manager and long polling",
    )  # fmt: skip


def _is(code: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["value"] == code

"""The agent is killed with -9 again and again while it prints for real Odoo."""

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import WIDTH, Picture, page
from tests.support.e2e_shop import ENDED, Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import Till, new_key
from tests.support.e2e_wait import until
from tests.support.e2e_wiretap import Wiretap

PRINTER = "sim-printer"
KILLS = 200
SHARES = 4
"""Tests that the kills are divided among, so that processes run them side by side, each with a server of its own."""

SEED = 20
LIFE = 900.0
REHEARSALS = 3
HEIGHTS = (48, 400, 96, 1600)
"""Rows of the pages: some ride along with the doorbell, some are fetched, some take the printer a while."""


class Hammer:
    """Wishes prints on both paths, kills the box at random points, starts it again, repeats what nobody accepted."""

    def __init__(self, shop: Shop, box: BoxProcess, printer: int, till: Till, tap: Wiretap) -> None:
        self.pictures: dict[str, Picture] = {}
        self.accepted: set[str] = set()
        self._unsent: list[str] = []
        self._shop = shop
        self._box = box
        self._printer = printer
        self._till = till
        self._tap = tap
        self._killed = threading.Event()

    def relay(self) -> str:
        """A job that Odoo accepts now, box or no box."""
        key = self._new()
        self._shop.perform(self._printer, "print", self.pictures[key].document(), key=key, deadline=LIFE)
        self.accepted.add(key)
        return key

    def direct(self) -> None:
        """A job for the LAN; a till repeats it under the same key until the box says that it has it."""
        self._unsent.append(self._new())

    def _new(self) -> str:
        key = new_key()
        number = len(self.pictures)
        self.pictures[key] = page(number, HEIGHTS[number % len(HEIGHTS)])
        return key

    @property
    def length(self) -> int:
        """Bytes of the page that was wished last, and of the questions around it."""
        return HEIGHTS[(len(self.pictures) - 1) % len(HEIGHTS)] * WIDTH // 8 + 500

    @contextmanager
    def tills_at_work(self) -> Iterator[None]:
        """Within, what waits for the LAN is sent."""
        closing = threading.Event()
        thread = threading.Thread(target=self._send, args=(closing,), name="till")
        thread.start()
        try:
            yield
        finally:
            closing.set()
            thread.join()

    def _send(self, closing: threading.Event) -> None:
        while self._unsent and not closing.is_set():
            key = self._unsent[0]
            try:
                self._till.perform(PRINTER, "print", self.pictures[key].document(), key=key, wait=0)
            except OSError:
                closing.wait(0.02)
            else:
                self.accepted.add(key)
                self._unsent.pop(0)

    def live_for(self, seconds: float) -> None:
        """The box is started, and killed so much later."""
        killer = threading.Timer(seconds, self._kill)
        killer.start()
        self._live(seconds)
        killer.join()

    def live_until_byte(self, count: int, at_most: float) -> None:
        """The box is started, and killed when so many bytes have reached the printer."""
        self._tap.at(count, self._kill)
        self._live(at_most)
        self._tap.at(0, None)

    def _live(self, seconds: float) -> None:
        self._killed.clear()
        self._box.spawn()
        with self.tills_at_work():
            self._killed.wait(seconds + 0.1)
        self._box.kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._box.pid, signal.SIGKILL)
        self._killed.set()

    def rehearse(self) -> float:
        """Seconds from a start of the agent until a job that waited for it is done."""
        self._box.kill()
        key = self.relay()
        start = time.monotonic()
        self._box.spawn()
        self._shop.wait_done(key)
        return time.monotonic() - start


@pytest.fixture
def tap(loop: BackgroundLoop, simulators: Simulators) -> Iterator[Wiretap]:
    """The cable between box and printer."""
    port = simulators.address("printer").rpartition(":")[2]
    tapped = Wiretap(loop, int(port))
    simulators.settings = simulators.settings.replace(f":{port}", f":{tapped.port}")
    yield tapped
    tapped.close()


@pytest.fixture
def free_box(tap: Wiretap, free_box: BoxProcess) -> BoxProcess:
    """The box at the end of that cable."""
    return free_box


@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(SHARES))
def test_kills_lose_and_double_no_job(
    share: int,
    shop: Shop,
    tap: Wiretap,
    box: BoxProcess,
    printer: int,
    simulators: Simulators,
    show: Callable[[str], None],
) -> None:
    """Proof 4, T2: no accepted job lost, no page twice, at most one job per kill unknown and shown as such in Odoo.

    Half of the kills strike at a random time of the agent's life, half at a random byte on its way to the printer.
    """
    kills = KILLS // SHARES
    dice = random.Random(SEED + share)
    hammer = Hammer(shop, box, printer, shop.till(box, printer), tap)
    normal = min(hammer.rehearse() for _ in range(REHEARSALS))
    box.kill()
    start = time.monotonic()
    for number in range(kills):
        if number % 4:
            hammer.relay()
        else:
            hammer.direct()
        if number % 2:
            hammer.live_for(dice.uniform(0.3, 1.2) * normal)
        else:
            hammer.live_until_byte(dice.randrange(hammer.length), 3 * normal)
    took = time.monotonic() - start
    box.start()
    with hammer.tills_at_work():
        until(lambda: hammer.accepted == set(hammer.pictures), 60, "every till was answered")
        until(lambda: _jobs(shop, hammer).keys() == hammer.accepted, 60, "Odoo knows every job")
        until(lambda: all(job["state"] in ENDED for job in _jobs(shop, hammer).values()), 60, "every job ends")

    jobs = _jobs(shop, hammer)
    states = Counter(f"{job['state']} {job['code'] or ''}".strip() for job in jobs.values())
    unknown = {key for key, job in jobs.items() if job["state"] == "unknown"}
    pages, torn, shared = _came_out(simulators, hammer)
    show(
        f"{kills} of {KILLS} kills in {took:.0f} s (start to done {normal:.2f} s): {len(jobs)} jobs {dict(states)}, "
        f"{pages.total()} whole pages, {torn} torn, {max(pages.values()) - 1} twice, "
        f"{len(unknown & pages.keys())} of the unknown came out"
    )
    assert max(pages.values()) == 1, "a page came out twice"
    assert not shared, "a page came out on the strip of a torn one"
    assert set(states) <= {"done", "sent", "unknown interrupted"}, states
    assert jobs.keys() - unknown <= pages.keys(), "a job that is done never came out"
    assert len(unknown) <= kills


def _came_out(simulators: Simulators, hammer: Hammer) -> tuple[Counter[str], int, int]:
    """How often the page of each job came out whole; the strips of torn ones, and those of them with a whole page too."""
    keys = {picture.sha256: key for key, picture in hammer.pictures.items()}
    pages: Counter[str] = Counter()
    torn = shared = 0
    for receipt in simulators.receipts():
        if receipt["sha256"] in keys:
            pages[keys[receipt["sha256"]]] += 1
            continue
        torn += 1
        rows = simulators.picture(receipt["id"]).rows
        whole = [key for key, picture in hammer.pictures.items() if picture.rows in rows]
        pages.update(whole)
        shared += bool(whole)
    return pages, torn, shared


def _jobs(shop: Shop, hammer: Hammer) -> dict[str, dict[str, Any]]:
    rows = shop.read("iot.job", [("key", "in", list(hammer.pictures))], "key", "state", "code")
    return {row["key"]: row for row in rows}

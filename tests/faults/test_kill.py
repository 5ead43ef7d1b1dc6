"""The agent is killed with -9 again and again while it prints for real Odoo."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import ENDED, Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import Till, new_key
from tests.support.e2e_wait import until

PRINTER = "sim-printer"
KILLS = 200
SEED = 20
LIFE = 900.0
REHEARSALS = 3


class Hammer:
    """Wishes prints on both paths, kills the box at random points, starts it again, repeats what nobody accepted."""

    def __init__(self, shop: Shop, box: BoxProcess, printer: int, till: Till) -> None:
        self.pictures: dict[str, Picture] = {}
        self.accepted: set[str] = set()
        self._unsent: list[str] = []
        self._shop = shop
        self._box = box
        self._printer = printer
        self._till = till

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
        self.pictures[key] = page(len(self.pictures), height=96)
        return key

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

    def life(self, delay: float) -> None:
        """The box lives that long."""
        killer = threading.Timer(delay, self._box.kill)
        self._box.spawn()
        killer.start()
        with self.tills_at_work():
            killer.join()

    def rehearse(self) -> float:
        """Seconds from a start of the agent until a job that waited for it is done."""
        self._box.kill()
        key = self.relay()
        start = time.monotonic()
        self._box.spawn()
        self._shop.wait_done(key)
        return time.monotonic() - start


@pytest.mark.timeout(600)
def test_kills_lose_and_double_no_job(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, show: Callable[[str], None]
) -> None:
    """Proof 4, T2: no accepted job lost, no page twice, at most one job per kill unknown and shown as such in Odoo."""
    dice = random.Random(SEED)
    hammer = Hammer(shop, box, printer, shop.till(box, printer))
    normal = max(hammer.rehearse() for _ in range(REHEARSALS))
    box.kill()
    start = time.monotonic()
    for number in range(KILLS):
        if number % 4:
            hammer.relay()
        else:
            hammer.direct()
        hammer.life(dice.uniform(0.3, 1.2) * normal)
    took = time.monotonic() - start
    box.start()
    with hammer.tills_at_work():
        until(lambda: hammer.accepted == set(hammer.pictures), 60, "every till was answered")
        until(lambda: _jobs(shop, hammer).keys() == hammer.accepted, 60, "Odoo knows every job")
        until(lambda: all(job["state"] in ENDED for job in _jobs(shop, hammer).values()), 60, "every job ends")

    jobs = _jobs(shop, hammer)
    prints = Counter(simulators.prints())
    states = Counter(f"{job['state']} {job['code'] or ''}".strip() for job in jobs.values())
    unknown = {key for key, job in jobs.items() if job["state"] == "unknown"}
    printed = {key for key, picture in hammer.pictures.items() if prints[picture.sha256]}
    fragments = len(prints.keys() - {picture.sha256 for picture in hammer.pictures.values()})
    show(
        f"{KILLS} kills in {took:.0f} s (start to done {normal:.2f} s): {len(jobs)} jobs {dict(states)}, "
        f"{len(printed)} whole pages, {fragments} torn, {max(prints.values()) - 1} twice, "
        f"{len(unknown & printed)} of the unknown came out"
    )
    assert max(prints.values()) == 1, "a page came out twice"
    assert set(states) <= {"done", "sent", "unknown interrupted"}, states
    assert jobs.keys() - unknown <= printed, "a job that is done never came out"
    assert len(unknown) <= KILLS


def _jobs(shop: Shop, hammer: Hammer) -> dict[str, dict[str, Any]]:
    rows = shop.read("iot.job", [("key", "in", list(hammer.pictures))], "key", "state", "code")
    return {row["key"]: row for row in rows}

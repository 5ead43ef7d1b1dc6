"""A job moves to the backup of its printer, and meanwhile somebody is killed: once on paper, or unknown."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from native.odoo import Odoo
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import ENDED, Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key
from tests.support.e2e_wait import PATIENCE, until

MOMENTS = (0.0, 0.03, 0.1, 0.3)
"""Seconds after Odoo has the job."""
LIFE = 120.0
JOBS = 24
_numbers = itertools.count(1)


@pytest.fixture
def spare_box(second: BoxProcess, shop: Shop, printer: int) -> BoxProcess:
    """A box whose printer stands in for the one of the first."""
    shop.call("iot.device", "write", [printer], {"backup_id": shop.device(shop.box_id(second.identifier), "printer")})
    return second


@pytest.mark.timeout(240)
# Odoo's bus, where it is asked in the moment of its start; and what was run again, since two wrote the same job.
@pytest.mark.trouble(r"ImDispatch\(odoo\.addons\.bus|could not serialize access")
@pytest.mark.parametrize("victim", ["box of the printer", "box of the backup", "Odoo"])
def test_a_kill_on_the_way_to_the_backup_doubles_nothing(
    victim: str,
    shop: Shop,
    odoo: Odoo,
    box: BoxProcess,
    spare_box: BoxProcess,
    printer: int,
    simulators: Simulators,
    more_simulators: Simulators,
    show: Callable[[str], None],
) -> None:
    """E12: the printer has no paper, so its page is the backup's; paper that is put in later prints no old page."""
    killed: Any = {"box of the printer": box, "box of the backup": spare_box, "Odoo": odoo}[victim]
    ends = []
    for moment in MOMENTS:
        simulators.printer(paper="out")
        picture = page(next(_numbers))
        key = shop.perform(printer, "print", picture.document(), deadline=LIFE)
        _kill(killed, moment)
        killed.start()
        end = until(lambda key=key: _ended(shop, key), 60, "the wish has its answer")
        out = more_simulators.prints().count(picture.sha256)
        ends.append(end)
        assert (end in ("done", "sent") and out == 1) or (end == "unknown" and out <= 1), (moment, end, out)
        _goes_on(shop, printer, simulators, picture)
    show(f"{victim} killed: {', '.join(ends)}")


@pytest.mark.timeout(180)
@pytest.mark.trouble(r"could not serialize access")  # and so it was run again
@pytest.mark.parametrize("handed_out", [False, True], ids=["as they wait", "as they are handed out"])
def test_many_who_move_and_cancel_jobs_at_once(
    handed_out: bool,
    shop: Shop,
    box: BoxProcess,
    spare_box: BoxProcess,
    printer: int,
    simulators: Simulators,
    more_simulators: Simulators,
    show: Callable[[str], None],
) -> None:
    """E12: every transaction may be the one that hands a job out, moves it or ends it; only one of them does."""
    both = (box, spare_box)
    for one in both:
        one.stop()
    until(lambda: not any(shop.is_online(one.identifier) for one in both), PATIENCE, "both are away")
    [backup] = shop.read("iot.device", [("id", "=", printer)], "backup_id")[0]["backup_id"][:1]
    pictures = {new_key(): page(next(_numbers)) for _ in range(JOBS)}
    for key, picture in pictures.items():
        shop.perform(printer, "print", picture.document(), key=key, deadline=LIFE)
    unwanted = list(pictures)[::3]
    for one in both:
        one.spawn()
    acts = []
    with ThreadPoolExecutor(12) as pool:
        if handed_out:
            until(lambda: any(shop.is_online(one.identifier) for one in both), PATIENCE, "a box is there")
        for key, picture in pictures.items():
            acts.append(pool.submit(shop.call, "iot.device", "write", [printer], {"backup_id": backup}))
            acts.append(pool.submit(shop.perform, printer, "print", picture.document(), key=key, deadline=LIFE))
            if key in unwanted:
                [job] = shop.read("iot.job", [("key", "=", key)], "id")
                acts.append(pool.submit(shop.call, "iot.job", "action_cancel", [job["id"]]))
        for act in acts:
            act.result()
    ends = {key: until(lambda key=key: _ended(shop, key), 60, "the wish has its answer") for key in pictures}
    printed = Counter(simulators.prints() + more_simulators.prints())
    out = {key: printed[picture.sha256] for key, picture in pictures.items()}
    show(f"{dict(Counter(ends.values()))}, {sum(out.values())} of {JOBS} pages came out")
    assert {key for key in ends if ends[key] == "done"} == {key for key in out if out[key]}
    assert max(out.values()) == 1
    assert {key for key in ends if ends[key] != "done"} <= set(unwanted)


def _kill(killed: Any, moment: float) -> None:
    timer = threading.Timer(moment, killed.kill)
    timer.start()
    timer.join()


def _ended(shop: Shop, key: str) -> str:
    """How the wish ended, on whatever printer."""
    if not shop.answers():
        return ""
    state = str(shop.call("iot.job", "outcome_of", key)["state"])
    return state if state in ENDED else ""


def _goes_on(shop: Shop, printer: int, simulators: Simulators, before: Picture) -> None:
    simulators.printer(paper="ok")
    mine = [("id", "=", printer), ("online", "=", True)]
    until(lambda: shop.read("iot.device", mine, "id"), 2 * PATIENCE, "the printer is back")
    after = page(next(_numbers))
    shop.wait_done(shop.perform(printer, "print", after.document()), 30)
    assert simulators.prints().count(after.sha256) == 1
    assert simulators.prints().count(before.sha256) == 0

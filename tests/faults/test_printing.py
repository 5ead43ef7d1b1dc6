"""Every fault on every kind of page: how the job ends, what is on paper, what the others notice, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from native.odoo import Odoo
from tests.support.cups import needs_cups
from tests.support.e2e_faults import FAULTS, Fault
from tests.support.e2e_floor import Floor, Floors
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until

pytestmark = needs_cups

NORMAL = 5.0
"""Seconds in which the bystander prints, whatever is wrong elsewhere."""
LIFE = 120.0


@dataclass(frozen=True)
class Row:
    """A fault that befalls a page. It `ends` as state and code; `prints` is how often it may then be on paper.

    `before` the job is given, or in the middle of its page. Where `waits` is set, the job ends only once the cause is
    gone, and meanwhile Odoo shows that code at the device.
    """

    fault: str
    station: str
    ends: str
    prints: tuple[int, ...]
    why: str
    before: bool = False
    waits: str | None = None
    or_ends: str = ""
    """How else it may end, where nobody can know better."""

    def __str__(self) -> str:
        return f"{self.fault}, {self.station}"


NEVER, ONCE, PERHAPS = (0,), (1,), (0, 1)
NO_CODE = ""

TABLE = (
    # the printer
    Row(
        "silent",
        "receipt",
        "failed no_answer",
        NEVER,
        "it used to answer: whether it is there is asked first",
        before=True,
    ),
    Row("silent", "label", "failed no_answer", NEVER, "as for receipts", before=True),
    Row("silent", "document", "done", ONCE, "CUPS keeps the page and asks on", before=True, waits=NO_CODE),
    Row("closes", "receipt", "unknown interrupted", NEVER, "a part may be on paper, so it is not printed again"),
    Row("closes", "label", "unknown interrupted", NEVER, "as for receipts"),
    Row(
        "closes",
        "document",
        "failed device_error",
        NEVER,
        "the printer gives up a document without its end; CUPS calls one in some twenty of them completed",
        or_ends="done",
    ),
    Row("paper out", "receipt", "failed paper_out", NEVER, "it says so, and forgets the page"),
    Row("paper out", "label", "failed paper_out", NEVER, "as for receipts"),
    Row("paper out", "document", "done", ONCE, "the page waits for paper, as its user expects", waits="paper_out"),
    Row("garbage", "receipt", "failed no_answer", NEVER, "noise is no answer", before=True),
    Row("garbage", "label", "failed no_answer", NEVER, "noise is no answer", before=True),
    Row("garbage", "document", "done", ONCE, "CUPS asks again until it understands", before=True, waits=NO_CODE),
    # the spooler
    Row("CUPS killed", "queued-receipt", "sent", ONCE, "it waits until CUPS is back", before=True, waits="offline"),
    Row("CUPS killed", "queued-label", "sent", ONCE, "it waits until CUPS is back", before=True, waits="offline"),
    Row("CUPS killed", "document", "done", ONCE, "it waits until CUPS is back", before=True, waits="offline"),
    Row("queue paused", "queued-receipt", "sent", ONCE, "its owner's wish: it waits", before=True, waits="paused"),
    Row("queue paused", "queued-label", "sent", ONCE, "its owner's wish: it waits", before=True, waits="paused"),
    Row("queue paused", "document", "done", ONCE, "its owner's wish: it waits", before=True, waits="paused"),
    Row("queue stopped", "queued-receipt", "sent", ONCE, "not by its owner: tried again", before=True, waits="paused"),
    Row("queue stopped", "queued-label", "sent", ONCE, "not by its owner: tried again", before=True, waits="paused"),
    # the box
    Row(
        "disk full", "receipt", "done", ONCE, "the box takes nothing that it cannot write down", before=True, waits=None
    ),
    Row("disk full", "label", "done", ONCE, "printed; its end is written down when there is room"),
    Row("disk full", "document", "done", ONCE, "printed; its end is written down when there is room"),
    Row(
        "agent killed", "receipt", "unknown interrupted", PERHAPS, "what has left the box comes out, as far as it goes"
    ),
    Row("agent killed", "label", "unknown interrupted", PERHAPS, "what has left the box comes out, as far as it goes"),
    Row("agent killed", "document", "unknown interrupted", ONCE, "CUPS prints on; the agent has not seen the end"),
    # Odoo
    Row("Odoo killed", "receipt", "done", ONCE, "the box prints on, and tells when Odoo is back"),
    Row("Odoo killed", "label", "done", ONCE, "the box prints on, and tells when Odoo is back"),
    Row("Odoo killed", "document", "done", ONCE, "the box prints on, and tells when Odoo is back"),
)


@pytest.fixture(scope="module")
def floors(loop: BackgroundLoop, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floors]:
    made = Floors(loop, shop, tmp_path_factory.mktemp("floors"))
    yield made
    made.close()


@pytest.fixture
def floor(row: Row, floors: Floors, request: pytest.FixtureRequest) -> Iterator[Floor]:
    failed = request.session.testsfailed
    yield floors.get(small=row.fault == "disk full")
    if request.session.testsfailed > failed:
        floors.close()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_fault_costs_no_more_than_its_own_page(row: Row, floor: Floor, shop: Shop, odoo: Odoo) -> None:
    """Proof 5: the job ends as it should, nothing is printed twice, nobody else notices, and the next page comes out."""
    station = floor.named(row.station)
    fault = FAULTS[row.fault](floor, station, odoo)
    till = shop.till(floor.box, floor.bystander.device)
    number, document = station.page()
    key = strike(row, fault, shop, document)

    beside = print_beside(fault, shop, till)
    fault.settle()
    if row.waits is not None:
        until(lambda: shop.device_code(station.device) == row.waits, 20, f"Odoo shows {row.waits!r}")
        assert shop.job(key)["state"] == "queued"
    elif not fault.away:
        shop.wait_job(key, 30)
    fault.heal()
    job = shop.wait_job(key, 60)
    assert f"{job['state']} {job['code'] or ''}".strip() in (row.ends, row.or_ends or row.ends)
    assert job["sentence"] or job["state"] in ("done", "sent")

    floor.ready()
    after, document = station.page()
    ended = shop.wait_job(shop.perform(station.device, "print", document), 20)
    assert ended["state"] == station.well
    until(lambda: station.came_out(after), 10, "the next page comes out")
    assert station.came_out(after) == 1
    assert station.came_out(number) in row.prints
    until(lambda: shop.job(beside)["state"] == "done", 20, "the bystander prints")
    assert floor.bystander.printed() == 1


def strike(row: Row, fault: Fault, shop: Shop, document: Any) -> str:
    """The key of a job that the fault befalls."""
    device, cable = fault.station.device, fault.station.cable
    if row.before:
        fault.strike()
        return shop.perform(device, "print", document, deadline=LIFE)
    with cable.held_in(fault.station.middle) as held:
        key = shop.perform(device, "print", document, deadline=LIFE)
        assert held.wait(20), "the page never came so far"
        fault.strike()
    return key


def print_beside(fault: Fault, shop: Shop, till: Any) -> str:
    """The key of a job at the bystander, which is done in its normal time unless what it needs is away itself."""
    bystander = fault.floor.bystander
    _, document = bystander.page()
    if fault.away == "odoo":
        outcome = till.perform(bystander.name, "print", document, wait=NORMAL)
        assert outcome["state"] == "done", outcome
        return str(outcome["key"])
    key = shop.perform(bystander.device, "print", document, deadline=LIFE)
    if not fault.away:
        shop.wait_done(key, NORMAL)
    return key

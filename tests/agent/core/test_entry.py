from dataclasses import fields, replace

import pytest

from iot_agent import wire
from iot_agent.core.entry import Entry, Sheet, fingerprint
from iot_agent.wire import Code, Format, Path, State

ENTRY = Entry(key="k1", device="p1", action="print", deadline=2.0, issued=1.0, user="7", path=Path.DIRECT, attempts=1)
SHEET = Sheet(Format.RASTER, 8, 2, b"\x00\xff")


def test_an_entry_ends_and_tells_odoo_all_it_needs_for_a_record():
    ended = ENTRY.end(State.FAILED, Code.PAPER_OUT, {"a": 1}, 3.0)
    assert ended.outcome() == wire.Outcome(
        key="k1",
        device="p1",
        action="print",
        state=State.FAILED,
        code="paper_out",
        value={"a": 1},
        path=Path.DIRECT,
        user="7",
        issued=1.0,
        ended=3.0,
        attempts=1,
    )
    assert ENTRY.state is State.QUEUED


def test_every_field_of_an_outcome_is_an_entry_s():
    names = {field.name for field in fields(Entry)}
    assert {field.name for field in fields(wire.Outcome)} <= names


@pytest.mark.parametrize(
    ("away_since", "values", "outwaited"),
    [
        (0.0, {}, True),  # what an earlier run left
        (600.0, {}, True),
        (700.0, {}, False),
        (900.0, {}, False),  # a short outage: before it, it waited in a queue that moved
        (0.0, {"since": 701.0}, False),
        (0.0, {"ask_after": 500.0}, False),
        (0.0, {"ask_after": 0.0}, False),
        (0.0, {"action": "drawer"}, False),
    ],
)
def test_what_waited_too_long_for_a_device_that_was_away(away_since, values, outwaited):
    entry = replace(ENTRY, **{"since": 500.0, "ask_after": 300.0, **values})
    assert entry.outwaited(away_since, 1000.0) is outwaited


def test_only_what_waits_is_held():
    held = replace(ENTRY, code=Code.HELD.value)
    assert held.held
    assert not ENTRY.held
    assert not held.end(State.EXPIRED, Code.HELD, {}, 9.0).held


def test_the_fingerprint_tells_wishes_apart():
    params = {"cut": True, "copies": 1}
    base = fingerprint("p1", "print", params, SHEET)
    assert base == fingerprint("p1", "print", dict(reversed(params.items())), SHEET)
    others = [
        fingerprint("p2", "print", params, SHEET),
        fingerprint("p1", "drawer", params, SHEET),
        fingerprint("p1", "print", params | {"copies": 2}, SHEET),
        fingerprint("p1", "print", params, None),
        fingerprint("p1", "print", params, Sheet(Format.RASTER, 8, 2, b"other")),
        fingerprint("p1", "print", params, Sheet(Format.RASTER, 16, 2, SHEET.data)),
    ]
    assert len({base, *others}) == 1 + len(others)

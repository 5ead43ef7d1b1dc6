import dataclasses

from iot_agent import wire
from iot_agent.core.entry import Entry
from iot_agent.wire import Code, Path, State

ENTRY = Entry(key="k1", device="p1", action="print", deadline=2.0, issued=1.0, user="7", path=Path.DIRECT, attempts=1)


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
    names = {field.name for field in dataclasses.fields(Entry)}
    assert {field.name for field in dataclasses.fields(wire.Outcome)} <= names

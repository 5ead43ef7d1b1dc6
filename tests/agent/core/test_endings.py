"""What a broken wire means for its job: nothing that may be on paper is ever tried again."""

import asyncio

import pytest

from iot_agent import wire
from iot_agent.core import actions
from iot_agent.core.endings import broken
from iot_agent.core.entry import Entry
from iot_agent.errors import ProtocolError, StorageError, TransportError
from iot_agent.wire import Code, State

TRANSPORT, TIME, CANCELLED = TransportError("gone"), TimeoutError(), asyncio.CancelledError()
AGAIN = None


def entry(attempts=1):
    return Entry(
        key="k1", device="p1", action="print", params={}, deadline=9e9, issued=0.0, user="", attempts=attempts,
        path=wire.Path.RELAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "began", "writing", "end"),
    [
        (TRANSPORT, False, False, AGAIN),
        (StorageError("full"), False, False, AGAIN),
        (CANCELLED, False, False, AGAIN),
        (TRANSPORT, True, False, (State.UNKNOWN, Code.INTERRUPTED)),
        (TRANSPORT, True, True, (State.UNKNOWN, Code.INTERRUPTED)),
        (CANCELLED, True, True, (State.UNKNOWN, Code.INTERRUPTED)),
        (TIME, False, False, (State.FAILED, Code.NO_ANSWER)),
        (TIME, True, True, (State.FAILED, Code.NO_ANSWER)),
        (TIME, True, False, (State.UNKNOWN, Code.NO_ANSWER)),
        (ProtocolError("noise"), False, False, (State.FAILED, Code.INTERNAL)),
        (ZeroDivisionError(), True, False, (State.UNKNOWN, Code.INTERNAL)),
    ],
)
def test_what_may_have_happened_is_not_tried_again(error, began, writing, end):
    found = broken(error, entry(), began=began, writing=writing)

    assert (found and (found.state, found.code)) == end


def test_a_printer_that_stays_silent_is_given_up_at_the_second_try():
    silent = actions.Silent("no answer")

    assert broken(silent, entry(1), began=False, writing=False) is AGAIN
    assert broken(silent, entry(2), began=False, writing=False).code is Code.NO_ANSWER

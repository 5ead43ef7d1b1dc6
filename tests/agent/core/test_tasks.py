import asyncio

import pytest

from iot_agent.core.tasks import earliest, first, within
from tests.support.loop import in_loop


@in_loop
async def test_the_first_to_end_ends_the_others():
    ended = []

    async def forever(name):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    await first(forever("a"), asyncio.sleep(0), forever("b"))
    assert sorted(ended) == ["a", "b"]


@in_loop
async def test_what_went_wrong_is_passed_on():
    async def wrong():
        raise ValueError("this")

    with pytest.raises(ValueError, match="this"):
        await first(asyncio.Event().wait(), wrong())


@in_loop
async def test_a_cancelled_caller_takes_them_along():
    ended = asyncio.Event()

    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.ensure_future(first(forever()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


@in_loop
async def test_within_says_whether_it_came():
    event = asyncio.Event()
    assert not await within(0.001, event)
    event.set()
    assert await within(0.001, event)
    assert await within(None, event)


class Hanging(Exception):
    """Heard nothing."""


def attempts(*ends):
    """Attempts that end so, one after the other: a value, an exception, or never."""
    left = iter(ends)
    ended = []

    async def attempt():
        end = next(left)
        try:
            await asyncio.sleep(3600 if end is None else 0.03 if isinstance(end, Hanging) else 0)
            if isinstance(end, Exception):
                raise end
            return end
        finally:
            ended.append(end)

    return attempt, ended


@in_loop
async def test_another_attempt_starts_beside_one_that_hangs():
    attempt, ended = attempts(None, Hanging(), None, "here", "never made")
    assert await earliest(attempt, 0.02, silence=Hanging) == "here"
    assert len(ended) == 4


@in_loop
async def test_a_no_is_heard_too():
    attempt, _ = attempts(None, ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        await earliest(attempt, 0.01, silence=Hanging)


@in_loop
async def test_nobody_waits_for_an_attempt_that_is_not_made():
    attempt, _ = attempts(Hanging())
    with pytest.raises(Hanging):
        await earliest(attempt, 3600, silence=Hanging)


@in_loop
async def test_a_cancelled_caller_ends_every_attempt():
    attempt, ended = attempts(None, None, None, None)
    task = asyncio.ensure_future(earliest(attempt, 0.01, silence=Hanging))
    await asyncio.sleep(0.025)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ended

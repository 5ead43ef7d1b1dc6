import asyncio

import pytest

from iot_agent.core.tasks import first, within
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

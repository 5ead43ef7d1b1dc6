"""Lives that belong together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def first(*lives: Coroutine[Any, Any, Any]) -> None:
    """Run them all until the first ends, end the others, and pass on why it did."""
    tasks = [asyncio.ensure_future(life) for life in lives]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def earliest(attempt: Callable[[], Coroutine[Any, Any, T]], every: float, *, silence: type[Exception]) -> T:
    """What the first attempt to hear anything heard; beside those that hang another one starts every so often.

    An attempt that gives up with `silence` heard nothing; it is raised once no other is under way.
    """
    clock = asyncio.get_running_loop().time
    running: set[asyncio.Task[T]] = set()
    try:
        while True:
            running.add(asyncio.ensure_future(attempt()))
            turn = clock() + every
            while running and (left := turn - clock()) > 0:
                done, running = await asyncio.wait(running, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                for task in sorted(done, key=lambda task: isinstance(task.exception(), silence)):
                    if not running or not isinstance(task.exception(), silence):
                        return task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def within(seconds: float | None, event: asyncio.Event) -> bool:
    """Whether the event came within that time; None waits for ever."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()

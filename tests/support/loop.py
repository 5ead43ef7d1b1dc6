"""Running a coroutine as a test."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any


def in_loop(test: Callable[..., Awaitable[None]], seconds: float = 30.0) -> Callable[..., None]:
    """A test that runs in an event loop of its own, ends in time and leaves no task behind."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(_bounded(test(*args, **kwargs), seconds))

    return run


async def _bounded(test: Awaitable[None], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await test
    await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"left running: {left}"

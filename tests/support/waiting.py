"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def until(condition: Callable[[], T | None], seconds: float = 5.0, every: float = 0.005) -> T:
    """What `condition` returns once it is true; fails after `seconds`."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not (found := condition()):
        if loop.time() > deadline:
            raise AssertionError(f"not within {seconds} s: {condition}")
        await asyncio.sleep(every)
    return found

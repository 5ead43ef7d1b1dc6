"""What a device raises by itself: codes, keys, values."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


async def first(happenings: AsyncIterator[T], count: int) -> list[T]:
    """So many of them; then nobody listens any more."""
    got = []
    async with aclosing(happenings) as stream:
        async for happening in stream:
            got.append(happening)
            if len(got) == count:
                break
    return got

"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.02
LONGEST = 0.25
"""Seconds between two looks: a tenth of what was waited, so that whoever is waited for keeps the processor."""
PATIENCE = 30.0
"""Seconds for what only has to be there before a test begins: a busy machine may take them."""


def until(condition: Callable[[], T], within: float = 10.0, what: str = "") -> T:
    """The first true answer of `condition`; an AssertionError with its last answer when that takes too long."""
    start = time.monotonic()
    while True:
        answer = condition()
        if answer:
            return answer
        waited = time.monotonic() - start
        assert waited < within, f"not within {within:g} s: {what or condition}; last seen: {answer!r}"
        time.sleep(min(max(PAUSE, waited / 10), LONGEST))


def always(condition: Callable[[], bool], during: float, what: str = "") -> None:
    """`condition` holds at every look during that many seconds."""
    deadline = time.monotonic() + during
    while time.monotonic() < deadline:
        assert condition(), f"no longer: {what or condition}"
        time.sleep(PAUSE)


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """What happens within takes no longer than that."""
    start = time.monotonic()
    yield
    took = time.monotonic() - start
    assert took <= seconds, f"{what} took {took:.1f} s, not {seconds:g} s"

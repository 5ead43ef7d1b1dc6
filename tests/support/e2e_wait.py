"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.02
PATIENCE = 30.0
"""Seconds for what only has to be there before a test begins: a busy machine may take them."""


def until(condition: Callable[[], T], within: float = 10.0, what: str = "") -> T:
    """The first true answer of `condition`; an AssertionError with its last answer when that takes too long."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {within:g} s: {what or condition}; last seen: {answer!r}"
        time.sleep(PAUSE)


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

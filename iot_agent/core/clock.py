"""The database's time: the box may have no battery clock, so it learns the time and counts on from there."""

from __future__ import annotations

import time

NOISE = 1.0
"""Seconds that are only the way an answer took."""


class Clock:
    """Deadlines, tickets and signatures are all read against `now()`.

    Once learned, it follows no change of the machine's own clock: a time server that sets it an hour after the start
    must not make every waiting job expire.
    """

    def __init__(self) -> None:
        self._start: float | None = None

    @property
    def learned(self) -> bool:
        return self._start is not None

    def now(self) -> float:
        return time.time() if self._start is None else self._start + self.uptime()

    @staticmethod
    def uptime() -> float:
        """Seconds that only ever grow, sleep included, for lives and intervals."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def learn(self, server_now: float) -> None:
        """It is this time in the database."""
        if self._start is None or abs(server_now - self.now()) > NOISE:
            self._start = server_now - self.uptime()

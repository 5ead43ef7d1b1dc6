"""The database's time: the box may have no battery clock, so it learns how far its own is off."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Clock:
    """Deadlines, tickets and signatures are all read against `now()`."""

    offset: float = 0.0

    def now(self) -> float:
        return time.time() + self.offset

    @staticmethod
    def uptime() -> float:
        """Seconds that only ever grow, for lives and intervals."""
        return time.monotonic()

    def learn(self, server_now: float) -> None:
        """Follow the database; differences below a second are only the way the answer took."""
        offset = server_now - time.time()
        if abs(offset - self.offset) > 1.0:
            self.offset = offset

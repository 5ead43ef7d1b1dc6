"""How long to wait before trying again."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass
class Backoff:
    """Doubles from `first` to `most`; the jitter keeps many boxes from knocking at the same moment."""

    first: float
    most: float
    jitter: float = 0.2
    failures: int = 0

    def next(self) -> float:
        delay = min(self.most, self.first * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return jittered(delay, self.jitter)

    def reset(self) -> None:
        self.failures = 0


def jittered(seconds: float, jitter: float = 0.2) -> float:
    """At most `seconds`, so that a promised interval is kept."""
    return seconds * (1 - random.random() * jitter)  # noqa: S311 - no secret

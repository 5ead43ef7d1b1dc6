"""When to look next at what seldom changes: soon after something stirred, then ever more calmly."""

from __future__ import annotations

from collections.abc import Callable


class Calm:
    """Moments that are whole multiples of their distance, so that all who look wake the box at the same ones."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.stir()

    def stir(self) -> None:
        """Something happened: more may follow."""
        self._stirred = self._clock()

    def next(self, last: float, least: float, most: float) -> float:
        """The moment after `last` to look at: `least` apart at first, half as long as all was quiet, `most` at most."""
        if not least:
            return last
        times = int(min(most, (self._clock() - self._stirred) / 2) / least)
        distance = least * max(1, times)
        return (last // distance + 1) * distance

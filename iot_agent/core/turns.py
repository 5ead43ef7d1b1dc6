"""Who speaks to a port behind which several kinds of device may be: each driver asks in its turn, one at a time."""

from __future__ import annotations

from collections.abc import Sequence


class Turns:
    """The drivers in their order; whoever was answered keeps the port until another is."""

    def __init__(self, drivers: Sequence[str]) -> None:
        self._drivers = tuple(drivers)
        self._at = 0
        self._asked = 0

    @property
    def driver(self) -> str:
        """Whose turn it is."""
        return self._drivers[self._at]

    @property
    def shared(self) -> bool:
        return len(self._drivers) > 1

    def offer(self, drivers: Sequence[str]) -> bool:
        """Others may ask from now on; True if somebody else has the turn for it."""
        before = self.driver
        self._drivers = tuple(drivers)
        self._at = self._drivers.index(before) if before in self._drivers else 0
        self._asked = 0
        return self.driver != before

    def answered(self) -> None:
        """The driver whose turn it is has found its device: it is the first of the next round."""
        self._asked = 0

    def next(self) -> bool:
        """Nothing answered; False once everybody has asked, so that it is time for a rest."""
        self._at = (self._at + 1) % len(self._drivers)
        self._asked = (self._asked + 1) % len(self._drivers)
        return self._asked > 0

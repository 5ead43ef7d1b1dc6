"""The pairing code the box shows while it belongs to nobody."""

from __future__ import annotations

from .. import seal
from ..wire import Code, WireError
from .clock import Clock

GUESSES = 5


class PairingCode:
    """Valid for two hours; wrong guesses use it up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.renew()

    def renew(self) -> None:
        self.text = seal.new_code()
        self._ends = self._clock.uptime() + seal.CODE_LIFE
        self._guesses = 0

    @property
    def left(self) -> float:
        """Seconds it can still be used, whatever the wall clock does meanwhile."""
        return max(0.0, self._ends - self._clock.uptime())

    @property
    def expires(self) -> float:
        return self._clock.now() + self.left

    def check(self, guess: str) -> None:
        """Return if `guess` is the code; raises `bad_code`, and `too_many` once the code was replaced for it."""
        if self.left and seal.same_code(self.text, guess):
            return
        self._guesses += 1
        if self._guesses >= GUESSES:
            self.renew()
            raise WireError(Code.TOO_MANY, "code")
        raise WireError(Code.BAD_CODE, "code")

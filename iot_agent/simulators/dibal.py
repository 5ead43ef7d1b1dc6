"""A counter scale of Dibal that speaks TISA.

Source: Dibal, "DPOS400 Series Test and Adjustments Manual", 4.4.
"""

from __future__ import annotations

from dataclasses import dataclass


def _checked(text: bytes) -> bytes:
    column = 0
    for one in text:
        column ^= one
    return text + bytes((column,)) + b"\r\n"


@dataclass
class Dibal:
    """The machine: prices in, weights out."""

    kg: float = 0.0
    moving: bool = False
    silent: bool = False
    told: float | None = None
    heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        *asked, self.heard = (self.heard + data).split(b"\r\n")
        return b"" if self.silent else b"".join(map(self._answer, asked))

    def _answer(self, asked: bytes) -> bytes:
        if len(asked) != 8 or asked[:2] != b"98" or _checked(asked[:7]) != asked + b"\r\n":
            return b""
        if self.kg < 0:
            return _checked(b"99100000" + b"1000000")
        if abs(self.kg - (self.told or 0.0)) >= 0.1 or self.kg == 0:
            self.told = None
        wrong = self.moving or self.told is not None
        if not wrong and self.kg:
            self.told = self.kg
        cents = 0 if wrong else round(self.kg * int(asked[2:7]))
        return _checked(b"99%d%05d%d%06d" % (wrong, round(self.kg * 1000), wrong, cents))

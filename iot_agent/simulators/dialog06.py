"""A checkout scale that speaks Dialog 06.

Source: Dibal, "DPOS400 Series Test and Adjustments Manual", 4.39 DIALOG 06.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RECORD = re.compile(rb"\x04\x02([^\x03]*)\x03|\x04\x05|\x04(?=\x04)")


@dataclass
class Dialog06:
    """The machine: records in, records out."""

    kg: float = 0.0
    moving: bool = False
    over: bool = False
    locked: bool = False
    silent: bool = False
    price: int = 0
    told: float | None = None
    why: str = "00"
    heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        self.heard += data
        answers = b""
        while found := _RECORD.search(self.heard):
            self.heard = self.heard[found.end() :]
            answers += self._answer(found[0], found[1] or b"")
        return b"" if self.silent else answers

    def _answer(self, whole: bytes, record: bytes) -> bytes:
        if whole == b"\x04\x05":
            return self._weight()
        kind, *fields = record.split(b"\x1b")
        if self.locked and kind == b"01":
            return b"\x0211\x1b2A7\x03"
        if kind == b"01" and len(fields) == 2 and fields[0].isdigit() and int(fields[0]):
            self.price = int(fields[0])
            return b"\x06"
        if kind == b"08":
            return b"\x0209\x1b%s\x03" % self.why.encode()
        self.why = "11"
        return b"\x15" if whole != b"\x04" else b""

    def _weight(self) -> bytes:
        self.why = self._hindrance()
        if self.why != "00":
            return b"\x15"
        self.told = self.kg
        amount = round(self.kg * self.price)
        return b"\x0202\x1b3\x1b%05d\x1b%06d\x1b%06d\x03" % (round(self.kg * 1000), self.price, amount)

    def _hindrance(self) -> str:
        if self.over:
            return "32"
        if self.kg < 0:
            return "31"
        if self.moving:
            return "20"
        if self.kg < 0.04:
            return "30"
        return "21" if self.told == self.kg else "00"

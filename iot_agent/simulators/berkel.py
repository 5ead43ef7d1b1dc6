"""A checkout scale that speaks the protocol of Avery Berkel.

Source: Ohaus, "Aviator 7000/5000 Service Manual", 6.1.2.3; PSC, "Magellan 8500 Service Manual", 6.1.5.3.
"""

from __future__ import annotations

from dataclasses import dataclass

CAPACITY = 15.0


@dataclass
class Berkel:
    """The machine, of 15 kg by 5 g: characters in, blocks out."""

    kg: float = 0.0
    moving: bool = False
    silent: bool = False
    told: bytes = b""
    """The block that waits to be said again."""
    heard: bytes = b""
    orders: bytes = b""
    """Tare and zero that were asked for."""

    def receive(self, data: bytes) -> bytes:
        return b"" if self.silent else b"".join(self._character(bytes((one,))) for one in data)

    def _character(self, one: bytes) -> bytes:
        if not self.heard and one == b"\x05":
            return b"\x18" if self.moving else b"\x06"
        if not self.heard and one == b"\x11":
            self.told = self._block()
            return self.told
        if self.heard or one == b"\x02":
            self.heard += one
        return self._whole() if len(self.heard) == 9 else b""

    def _whole(self) -> bytes:
        heard, self.heard = self.heard, b""
        if heard[1:2] in (b"Z", b"N") and heard[2:8] == b"\0\0\0\0\0\x03" and heard[8] == heard[1]:
            self.orders += heard[1:2]
            return b""
        return b"\r" if heard == self.told else b"\x06"

    def _block(self) -> bytes:
        beyond = self.kg > CAPACITY or self.kg < 0
        kind = 0b0101001 | (0b0010000 if beyond else 0)
        text = bytes((kind,)) + b"%05d" % max(0, round(self.kg * 1000))
        column = 0
        for one in text:
            column ^= one
        return b"\x02" + text + bytes((column, 3))

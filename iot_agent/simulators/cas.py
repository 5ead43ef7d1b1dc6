"""A counter scale that speaks the protocol of CAS.

Source: Ohaus, "Aviator 7000/5000 Service Manual", 6.1.1.3 and 6.1.1.4, format 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Cas:
    """The machine: control characters in, blocks out."""

    kg: float = 0.0
    moving: bool = False
    over: bool = False
    silent: bool = False
    called: bool = False

    def receive(self, data: bytes) -> bytes:
        return b"" if self.silent else b"".join(self._character(one) for one in data)

    def _character(self, one: int) -> bytes:
        if one == 0x05:
            self.called = True
            return b"\x06"
        if one == 0x11 and self.called:
            self.called = False
            return self._block()
        return b"\x15" if one == 0x11 else b""

    def _block(self) -> bytes:
        sign = "F" if self.over else "-" if self.kg < 0 else " "
        text = f"{'U' if self.moving else 'S'}{sign}{abs(self.kg):06.3f}kg".encode()
        column = 0
        for one in text:
            column ^= one
        return b"\x01\x02" + text + bytes((column, 3, 4))

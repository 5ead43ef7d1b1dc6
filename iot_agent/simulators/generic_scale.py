"""A scale of no maker in particular, whose lines look like those of many: state, gross or net, sign, number, unit.

Source: CAS, "CI-600D Series Manual", 10.3 AND 18 bytes: ST or US or OL, GS or NT, eight characters, unit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class GenericScale:
    """The machine: it answers what it is told to answer to, and can be made to speak by itself."""

    kg: float = 0.0
    moving: bool = False
    net: bool = False
    asked: bytes = b"R\r\n"
    ends: bytes = b"\r\n"
    silent: bool = False
    heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        self.heard = (self.heard + data)[-len(self.asked) :]
        if self.silent or self.heard != self.asked:
            return b""
        self.heard = b""
        return self.line()

    def line(self) -> bytes:
        state, kind, sign = "US" if self.moving else "ST", "NT" if self.net else "GS", "-" if self.kg < 0 else "+"
        return f"{state},{kind},{sign}{abs(self.kg):7.3f}kg".encode() + self.ends

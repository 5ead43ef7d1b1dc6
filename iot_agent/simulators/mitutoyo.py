"""A Mitutoyo calliper behind an interface with a serial port.

Source: Mitutoyo, "QM-Height User's Manual" No. 99MAF600B, 6.2.2 and the format examples there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Mitutoyo:
    """The machine: `decimals` are those of its display; `off`: the interface gets nothing from it."""

    value: float = 0.0
    decimals: int = 3
    channel: int = 1
    off: bool = False
    silent: bool = False
    _heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        """What it answers to these characters: a value for each "1" and carriage return."""
        self._heard += data
        *asked, self._heard = self._heard.split(b"\r")
        return b"".join(self.press() for line in asked if line == b"1")

    def press(self) -> bytes:
        """What it sends when its button is pressed."""
        if self.silent:
            return b""
        if self.off:
            return b"9%d1\r" % self.channel
        number = f"{abs(self.value):08.{self.decimals}f}"
        sign = "-" if self.value < 0 else "+"
        return f"0{self.channel}A{sign}{number[:8]}\r".encode()

"""A Sylvac calliper on a duplex or simplex cable.

Source: Bowers/Sylvac, "OPTO Instruments User's Manual", 12; Bowers, "Unical 300", VIII.5.2.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Sylvac:
    """The machine: `simplex` hears nothing; `tolerance` is what stands behind the value, one of <, = and >."""

    value: float = 0.0
    inch: bool = False
    simplex: bool = False
    off: bool = False
    failing: bool = False
    tolerance: str = ""
    _heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        """What it answers to these characters."""
        self._heard += data
        *commands, self._heard = self._heard.split(b"\r")
        return b"" if self.simplex or self.off else b"".join(map(self._command, commands))

    def press(self) -> bytes:
        """What it sends when its button is pressed."""
        if self.off:
            return b""
        if self.failing:
            return b"ERR3\r"
        return f"{self.value:+09.{5 if self.inch else 3}f}{self.tolerance}\r".encode()

    def _command(self, command: bytes) -> bytes:
        match command.upper():
            case b"?" | b"PRI":
                return self.press()
            case b"SET?":
                return b"IN RES2 REF1 B1\r" if self.inch else b"MM RES2 REF1 B1\r"
            case b"ID?":
                return b"SY210A\r"
            case b"MM" | b"IN":
                self.inch = command.upper() == b"IN"
                return command + b"\r"
            case _:
                return b"ERR1\r"

"""A retail scale of Adam Equipment that prints its weight when it is asked.

Source: Adam Equipment, "AZextra User's Manual" (2011), 3.10.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Adam:
    """The machine: commands that end with CR and LF in, labels out."""

    kg: float = 0.0
    tare: float = 0.0
    moving: bool = False
    silent: bool = False
    printed: float | None = None
    beeps: int = 0
    heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        *commands, self.heard = (self.heard + data).split(b"\r\n")
        return b"" if self.silent else b"".join(map(self._command, commands))

    def _command(self, command: bytes) -> bytes:
        match command:
            case b"T":
                self.tare = self.kg
            case b"Z":
                self.kg = self.tare = 0.0
            case b"P":
                return self._label()
        return b""

    def _label(self) -> bytes:
        shown = self.kg - self.tare
        if self.moving or shown <= 0:
            self.printed = None
            return b""
        if self.printed == shown:
            self.beeps += 1
            return b""
        self.printed = shown
        return b"  %.3fkg\r\n" % shown

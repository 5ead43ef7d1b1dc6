"""A bench scale that speaks MT-SICS.

Source: Mettler-Toledo, "Reference Manual MT-SICS" 11780711, commands S, SI, T, TI, Z, ZI and general errors.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Sics:
    """The machine: commands that end with CR and LF in, lines out."""

    grams: float = 0.0
    tare: float = 0.0
    unit: str = "g"
    moving: bool = False
    busy: bool = False
    capacity: float = 6100.0
    silent: bool = False
    heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        *commands, self.heard = (self.heard + data).split(b"\r\n")
        return b"" if self.silent else b"".join(map(self._command, commands))

    @property
    def shown(self) -> float:
        return self.grams - self.tare

    def _command(self, command: bytes) -> bytes:
        name = command.decode("ascii", "replace")
        if name in ("S", "SI"):
            return self._weight(at_once=name == "SI")
        if name in ("T", "TI", "Z", "ZI"):
            return self._set(name)
        return b"ES\r\n"

    def _range(self) -> str:
        return "+" if self.grams > self.capacity else "-" if self.shown < -self.capacity / 50 else ""

    def _weight(self, *, at_once: bool) -> bytes:
        beyond = self._range() or ("I" if self.busy or (self.moving and not at_once) else "")
        if beyond:
            return f"S {beyond}\r\n".encode()
        return f"S {'D' if self.moving else 'S'} {self.shown:10.2f} {self.unit}\r\n".encode()

    def _set(self, name: str) -> bytes:
        what = name[0]
        if beyond := self._range():
            return f"{what} {beyond}\r\n".encode()
        if self.busy or (self.moving and len(name) == 1):
            return f"{what} I\r\n".encode()
        if what == "T":
            self.tare = self.grams
            return f"T {'D' if self.moving else 'S'} {self.tare:10.2f} {self.unit}\r\n".encode()
        self.grams = self.tare = 0.0
        return b"Z A\r\n" if len(name) == 1 else b"ZI S\r\n"

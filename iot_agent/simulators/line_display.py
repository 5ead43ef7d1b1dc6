"""A customer display of two lines that speaks Epson's commands.

Source: Seiko Epson, "DM-D110/DM-D210 User's Manual", control commands.
"""

from __future__ import annotations

from typing import ClassVar

WIDTH, HEIGHT = 20, 2
TABLES = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}


class LineDisplay:
    """The machine: what it is sent, and what a customer reads."""

    LONG: ClassVar[dict[bytes, int]] = {
        b"\x1b@": 2,
        b"\x1bt": 3,
        b"\x1bR": 3,
        b"\x1f$": 4,
        b"\x1fC": 3,
        b"\x1fX": 3,
        b"\x1f\x01": 2,
    }
    """Bytes of each command, by its first two."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self.unknown = bytearray()
        """What no display of this kind understands."""
        self.reset()

    def reset(self) -> None:
        self.cells = [" "] * (WIDTH * HEIGHT)
        self.at = 0
        self.table = "cp437"

    @property
    def lines(self) -> list[str]:
        return ["".join(self.cells[start : start + WIDTH]) for start in range(0, len(self.cells), WIDTH)]

    def receive(self, data: bytes) -> bytes:
        """It never answers."""
        self._pending += data
        while self._pending and (taken := self._take(bytes(self._pending))):
            del self._pending[:taken]
        return b""

    def _take(self, data: bytes) -> int:
        """How many bytes the first command or character has; 0 = the rest of it is still on its way."""
        if data[0] >= 0x20:
            self._put(data[:1])
            return 1
        if data[0] in (0x0B, 0x0C):
            self.at = 0
            self.cells = [" "] * len(self.cells) if data[0] == 0x0C else self.cells
            return 1
        if data[0] not in (0x1B, 0x1F):
            self.unknown += data[:1]
            return 1
        return self._command(data)

    def _command(self, data: bytes) -> int:
        if len(data) < 2:
            return 0
        length = self.LONG.get(data[:2], 0)
        if not length:
            self.unknown += data[:2]
            return 2
        if len(data) < length:
            return 0
        self._obey(data[:2], data[2:length])
        return length

    def _obey(self, command: bytes, values: bytes) -> None:
        if command == b"\x1b@":
            self.reset()
        elif command == b"\x1bt":
            self.table = TABLES.get(values[0], self.table)
        elif command == b"\x1f$" and 1 <= values[0] <= WIDTH and 1 <= values[1] <= HEIGHT:
            self.at = (values[1] - 1) * WIDTH + values[0] - 1

    def _put(self, character: bytes) -> None:
        self.cells[self.at] = character.decode(self.table, errors="replace")
        self.at = (self.at + 1) % len(self.cells)

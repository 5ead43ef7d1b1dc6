"""A customer display of two lines that speaks the CD5220 commands.

Source: Partner Tech, "CD5220 Customer Display User's Manual", 6.1 standard mode command list.
"""

from __future__ import annotations

from typing import ClassVar

from .line_display import WIDTH, LineDisplay

ROWS = {ord("A"): 0, ord("B"): 1}


class Cd5220(LineDisplay):
    """The machine: its whole lines end with CR, and until it is cleared it takes nothing but such lines."""

    LONG: ClassVar[dict[bytes, int]] = {b"\x1b@": 2, b"\x1bl": 4, b"\x1b*": 3, b"\x1b_": 3, b"\x1bf": 3, b"\x1bc": 3}

    def reset(self) -> None:
        super().reset()
        self._string = False

    def _take(self, data: bytes) -> int:
        if data[:2] == b"\x1bQ":
            return self._whole_line(data)
        if data[:1] == b"\x0c":
            self._string = False
        elif self._string and data != b"\x1b":
            self.unknown += data[:1]
            return 1
        return super()._take(data)

    def _whole_line(self, data: bytes) -> int:
        end = data.find(b"\r")
        if end < 0:
            return 0
        row, text = ROWS.get(data[2]), data[3:end].decode(self.table)
        if row is None or len(text) > WIDTH:
            self.unknown += data[: end + 1]
        else:
            self._string = True
            self.cells[row * WIDTH : (row + 1) * WIDTH] = text.ljust(WIDTH)
        return end + 1

    def _obey(self, command: bytes, values: bytes) -> None:
        if command == b"\x1bl" and 1 <= values[0] <= WIDTH and values[1] in (1, 2):
            self.at = (values[1] - 1) * WIDTH + values[0] - 1
        else:
            super()._obey(command, values)

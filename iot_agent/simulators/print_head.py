"""The print head of a simulated receipt printer: characters and pictures become dots on a strip of paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .font import WIDTH, glyph
from .picture import Strip
from .qr import matrix

LINE = 30
"""Dots from one line of text to the next after ESC @."""


@dataclass(frozen=True)
class Style:
    """How characters look and where they stand."""

    align: int = 0
    bold: bool = False
    underline: bool = False
    across: int = 1
    down: int = 1
    inverse: bool = False
    line: int = LINE
    left: int = 0
    page: str = "cp437"
    cell: tuple[int, int] = (12, 24)


@dataclass(frozen=True)
class Sent:
    """A picture as it came: where its top left dot fell, and its rows."""

    left: int
    top: int
    width: int
    height: int
    rows: bytes


@dataclass
class PrintHead:
    """The head over one strip of paper; `top` is the row under it."""

    width: int
    style: Style = Style()
    top: int = 0
    text: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    strip: Strip = field(init=False)
    _line: list[tuple[str, Style]] = field(default_factory=list)
    _columns: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.strip = Strip(self.width)

    def fresh(self) -> PrintHead:
        """The next strip of paper, with the same style."""
        return PrintHead(self.width, self.style)

    def set(self, **changes: object) -> None:
        """Change the style of what comes."""
        self.style = replace(self.style, **changes)  # type: ignore[arg-type]

    def drop_line(self) -> None:
        """Forget the characters that are not printed yet."""
        self._line, self._columns = [], []

    def type(self, characters: str) -> None:
        """Put characters in the line."""
        self._line.append((characters, self.style))

    def tab(self) -> None:
        """To the next column of eight."""
        used = sum(len(characters) for characters, _ in self._line)
        self.type(" " * (8 - used % 8))

    def newline(self) -> None:
        """Print the line, or feed one."""
        if not self.print_line():
            self.move(self.top + self.style.line)

    def print_line(self) -> bool:
        """Print what waits in the line; False if nothing did."""
        if self._columns:
            width = self._columns[0][2]
            for row, bits, wide in self._columns:
                self.strip.dot_row(self._left(width), self.top + row, bits, wide)
            deep = len(self._columns)
            self._columns = []
            self.move(self.top + max(self.style.line, deep))
            return True
        cells = [(character, style) for characters, style in self._line for character in characters]
        self._line = []
        printed = bool(cells)
        while cells:
            cells = self._print_cells(cells)
        return printed

    def _print_cells(self, cells: list[tuple[str, Style]]) -> list[tuple[str, Style]]:
        """Print as many as fit across the paper and return the rest."""
        room, used, count = self.width - self.style.left, 0, 0
        while count < len(cells) and used + _width(cells[count][1]) <= room:
            used += _width(cells[count][1])
            count += 1
        fitting, rest = cells[: max(1, count)], cells[max(1, count) :]
        self.text.append("".join(character for character, _ in fitting))
        tallest = max(style.cell[1] * style.down for _, style in fitting)
        left = self._left(used)
        for character, style in fitting:
            for row, bits in enumerate(_cell(character, style), self.top + tallest - style.cell[1] * style.down):
                self.strip.dot_row(left, row, bits, _width(style))
            left += _width(style)
        self.move(self.top + max(self.style.line, tallest))
        return rest

    def picture(self, width: int, height: int, rows: bytes, wide: int = 1, tall: int = 1) -> None:
        """Print a picture of whole rows, each dot `wide` x `tall`."""
        self.print_line()
        across = (width + 7) // 8
        left, top = self._left(width * wide), self.top
        for row in range(height):
            bits = int.from_bytes(rows[row * across : (row + 1) * across], "big") >> (across * 8 - width)
            for copy in range(tall):
                self.strip.dot_row(left, top + row * tall + copy, _stretch(bits, width, wide), width * wide)
        self.sent.append(Sent(left, top, width, height, rows))
        self.move(top + height * tall)

    def columns(self, data: bytes, columns: int, deep: int, wide: int, tall: int) -> None:
        """Put a band of columns, `deep` bytes each with the top dot in the highest bit, in the line."""
        self._columns = []
        for row in range(deep * 8):
            byte, mask = row >> 3, 0x80 >> (row & 7)
            bits = int("".join("1" if data[c * deep + byte] & mask else "0" for c in range(columns)) or "0", 2)
            for copy in range(tall):
                self._columns.append((row * tall + copy, _stretch(bits, columns, wide), columns * wide))

    def bars(self, digits: str, height: int = 162) -> None:
        """Stripes stand for a bar code; its digits are kept as text."""
        self.print_line()
        self.text.append(digits)
        width = min(self.width, 22 * len(digits)) // 4 * 4
        for row in range(height):
            self.strip.dot_row(self._left(width), self.top + row, int("1100" * (width // 4) or "0", 2), width)
        self.move(self.top + height)

    def code(self, data: str, cell: int) -> None:
        """A QR code of so many dots a module; what it says is kept as text."""
        self.print_line()
        self.text.append(data)
        rows = matrix(data)
        for at, row in enumerate(rows):
            bits = int("".join("01"[dark] * cell for dark in row), 2)
            for copy in range(cell):
                self.strip.dot_row(self._left(len(row) * cell), self.top + at * cell + copy, bits, len(row) * cell)
        self.move(self.top + len(rows) * cell)

    def move(self, top: int) -> None:
        """Feed paper until `top` is under the head."""
        self.top = top
        self.strip.feed(top)

    def _left(self, width: int) -> int:
        room = self.width - self.style.left - width
        return self.style.left + max(0, (0, room // 2, room)[self.style.align % 3])


def _width(style: Style) -> int:
    return style.cell[0] * style.across


def _stretch(bits: int, width: int, times: int) -> int:
    if times == 1:
        return bits
    return int("".join(bit * times for bit in format(bits, f"0{width}b")), 2)


def _cell(character: str, style: Style) -> list[int]:
    """The rows of one character cell: each dot of the glyph doubled or more, the rest left white."""
    wide, tall = (2, 3) if style.cell == (12, 24) else (1, 2)
    width, height = style.cell
    rows = [0] * height
    for row, bits in enumerate(glyph(character)):
        dots = _stretch(bits, WIDTH, wide) << (width - WIDTH * wide - 1)
        dots |= dots >> 1 if style.bold else 0
        rows[row * tall + 1 : row * tall + 1 + tall] = [dots] * tall
    if style.underline:
        rows[height - 1] = (1 << width) - 1
    if style.inverse:
        rows = [row ^ ((1 << width) - 1) for row in rows]
    return [_stretch(row, width, style.across) for row in rows for _ in range(style.down)]

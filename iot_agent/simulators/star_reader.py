"""Reads Star line mode and StarPRNT as a printer does: bytes in; dots on paper, cuts, pulses and marks out.

Source: Star Micronics, "STAR Line Mode" and "StarPRNT Command Specifications". It shares no code with the encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .intake import Intake
from .print_head import PrintHead, Style

PAGES: Mapping[int, str] = {0: "cp437", 1: "cp437", 4: "cp858", 5: "cp852", 6: "cp860", 8: "cp863", 9: "cp865",
    10: "cp866", 11: "cp855", 12: "cp857", 15: "cp737", 32: "cp1252", 33: "cp1250", 34: "cp1251"}  # fmt: skip


@dataclass
class Reader(Intake):
    """Feed it bytes; it calls back for every cut, pulse and ETB. `unknown` keeps what it could not read."""

    width: int
    on_cut: Callable[[PrintHead], None]
    on_pulse: Callable[[int, int], None]
    on_mark: Callable[[], None]
    on_count: Callable[[], None]
    on_cancel: Callable[[], None] = lambda: None
    unknown: list[bytes] = field(default_factory=list)
    raster: bool = False
    pulse: int = 200
    _cell: int = 3
    _symbol: bytes = b""
    paper: PrintHead = field(init=False)

    def __post_init__(self) -> None:
        self.paper = PrintHead(self.width)

    def clear(self) -> None:
        """Forget the command and the line that are not whole, and every setting."""
        self._buffer.clear()
        self.raster = False
        self.paper.drop_line()
        self.paper.style = Style()

    def _skip_number(self) -> None:
        """Decimal digits up to NUL."""
        while self._take(1) != b"\x00":
            pass

    def _one(self) -> None:
        first = self._take(1)
        if first == b"\x1b":
            self._escape(self._take(1))
        elif self.raster and first in b"bk":
            self._raster_row(self._take(self._word()), feed=first == b"b")
        elif first == b"\x17":
            self.on_mark()
        elif first == b"\x18":
            self.on_cancel()
        elif first in b"\x07\x1c":
            self.on_pulse(2, self.pulse)
        elif first in b"\x1a\x19":
            self.on_pulse(5, 200)
        elif first == b"\x00":
            return
        elif self.raster:
            self.unknown.append(first)
        else:
            self._character(first)

    def _character(self, first: bytes) -> None:
        if first == b"\n":
            self.paper.newline()
        elif first >= b" ":
            self.paper.type(first.decode(self.paper.style.page, "replace"))
        else:
            self.unknown.append(first)

    def _escape(self, name: bytes) -> None:  # noqa: C901 - a table in the shape of the manual
        match name:
            case b"@":
                self.paper.drop_line()
                self.paper.style = Style()
            case b"*":
                self._raster_command(self._take(2))
            case b"\x1d":
                self._group(self._take(1))
            case b"\x1e":
                if self._take(2)[:1] == b"E":
                    self.on_count()
            case b"d":
                self._take(1)
                self._finish()
            case b"a":
                lines = self._take(1)[0]
                self.paper.print_line()
                self.paper.move(self.paper.top + lines * self.paper.style.line)
            case b"\x07":
                self.pulse = self._take(2)[0] * 10
            case b"\x06":
                self._take(1)
            case b"E" | b"F":
                self.paper.set(bold=name == b"E")
            case b"-":
                self.paper.set(underline=self._take(1) not in b"\x000")
            case b"i":
                tall, wide = self._take(2)
                self.paper.set(across=wide % 48 + 1, down=tall % 48 + 1)
            case b"b":
                self._bar_code()
            case _:
                self.unknown.append(b"\x1b" + name)

    def _raster_command(self, name: bytes) -> None:
        if name[:1] != b"r" or name[1:] not in (b"A", b"B", b"C", b"R", b"E", b"F", b"P", b"Q"):
            self.unknown.append(b"\x1b*" + name)
        elif name[1:] in b"EFPQ":
            self._skip_number()
        elif name == b"rA":
            self.paper.print_line()
            self.raster = True
        elif name == b"rB":
            self.raster = False

    def _raster_row(self, dots: bytes, *, feed: bool) -> None:
        self.paper.strip.dot_row(0, self.paper.top, int.from_bytes(dots, "big"), len(dots) * 8)
        if feed:
            self.paper.move(self.paper.top + 1)

    def _group(self, name: bytes) -> None:
        if name == b"S":
            tone, across, height, _ = self._take(1), self._word(), self._word(), self._take(1)
            rows = self._take(across * height)
            if tone == b"\x01":
                self.paper.picture(across * 8, height, rows)
        elif name == b"t":
            self.paper.set(page=PAGES.get(self._take(1)[0], "cp437"))
        elif name == b"a":
            self.paper.set(align=self._take(1)[0] % 48)
        elif name == b"y":
            self._qr(self._take(1))
        else:
            self.unknown.append(b"\x1b\x1d" + name)

    def _bar_code(self) -> None:
        kind, _, _, height = self._take(4)
        data = b""
        while (one := self._take(1)) != b"\x1e":
            data += one
        if kind % 48 == 6:
            data = data.replace(b"%0", b"%")
        self.paper.bars(data.decode("ascii", "replace"), height)

    def _qr(self, function: bytes) -> None:
        if function == b"P":
            self.paper.code(self._symbol.decode("utf-8", "replace"), self._cell)
        elif function == b"D":
            self._take(2)
            self._symbol = self._take(self._word())
        elif function == b"S":
            what, value = self._take(2)
            self._cell = value if what == 0x32 else self._cell
        else:
            self.unknown.append(b"\x1b\x1dy" + function)

    def _finish(self) -> None:
        self.paper.print_line()
        done, self.paper = self.paper, self.paper.fresh()
        self.on_cut(done)

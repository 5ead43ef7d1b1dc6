"""Reads ESC/POS as a printer does: bytes in; dots on paper, cuts, pulses and answers out.

Source: Epson, "ESC/POS Command Reference". It shares no code with the encoder, so that each can catch the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .intake import Intake
from .print_head import LINE, PrintHead, Style

PAGES: Mapping[int, str] = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859_7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 45: "cp1250",
    46: "cp1251", 47: "cp1253", 48: "cp1254", 52: "cp1258"}  # fmt: skip

SMALL = (9, 17)
"""Dots of a letter of font B, and of those of a dot matrix printer."""

_ESC, _FS, _GS, _DLE = b"\x1b", b"\x1c", b"\x1d", b"\x10"
FIXED: Mapping[bytes, int] = {
    prefix + name.encode(): length
    for prefix, length, names in (
        (_ESC, 0, "@2imuvSL<"), (_ESC, 1, "! -3=EGJKMRTVadert{U"), (_ESC, 2, "$\\c"), (_ESC, 3, "p"), (_ESC, 8, "W"),
        (_GS, 1, "!BHITabfhrw"), (_GS, 2, "LPW\\$"), (_FS, 0, ".&"), (_FS, 1, "!-CW"), (_FS, 2, "Sp"),
        (_DLE, 1, "\x04\x05"),
    )
    for name in names
}  # fmt: skip
"""Commands of fixed length: prefix → bytes of parameters."""
REAL_TIME: Mapping[int, int] = {1: 2, 2: 2, 3: 5, 7: 1, 8: 7}
"""DLE DC4 functions and the bytes that follow."""


@dataclass
class Reader(Intake):
    """Feed it bytes; it calls back for every cut, pulse and answer. `unknown` keeps what it could not read.

    With `needles` it is a dot matrix printer as the TM-U220: no GS v 0, no graphics, ESC * of 8 dots alone; the data of
    what it does not know comes out as characters.
    """

    width: int
    on_cut: Callable[[PrintHead], None]
    on_pulse: Callable[[int, int], None]
    on_answer: Callable[[bytes], None]
    on_watch: Callable[[int], None]
    needles: bool = False
    unknown: list[bytes] = field(default_factory=list)
    paper: PrintHead = field(init=False)
    _cell: int = 3
    _symbol: bytes = b""
    _stored: tuple[int, int, bytes, int, int] | None = None

    def __post_init__(self) -> None:
        self._plain = Style(cell=SMALL) if self.needles else Style()
        self.paper = PrintHead(self.width, self._plain)

    def clear(self) -> None:
        """Forget what waits to be printed."""
        self._buffer.clear()
        self.paper.drop_line()

    def _one(self) -> None:
        first = self._take(1)
        if first == b"\n":
            self.paper.newline()
        elif first in (_ESC, _FS, _GS, _DLE):
            self._command(first + self._take(1))
        elif first == b"\t":
            self.paper.tab()
        elif first >= b" ":
            self.paper.type(first.decode(self.paper.style.page, "replace"))
        elif first not in b"\r\x00\x0c\x18":
            self.unknown.append(first)

    def _command(self, name: bytes) -> None:
        special = {
            b"\x1b*": self._bit_image, b"\x1bD": self._tabs, b"\x1dV": self._cut, b"\x1dv": self._raster,
            b"\x1d(": self._framed, b"\x1c(": self._framed, b"\x1dk": self._bar_code, b"\x10\x14": self._real_time,
            b"\x1d8": self._long_framed,
        }.get(name)  # fmt: skip
        if special is not None:
            special()
        elif name in FIXED:
            given = self._take(FIXED[name])
            if name[:1] == _ESC:
                self._esc(chr(name[1]), given[0] if given else 0, given)
            elif name[:1] == _GS:
                self._gs(chr(name[1]), given[0], given)
        else:
            self.unknown.append(name)

    def _esc(self, name: str, n: int, given: bytes) -> None:  # noqa: C901 - a table in the shape of the manual
        paper = self.paper
        match name:
            case "@":
                paper.drop_line()
                paper.style = self._plain
            case "!":
                paper.set(bold=bool(n & 8), underline=bool(n & 128), across=1 + bool(n & 32), down=1 + bool(n & 16))
                paper.set(cell=SMALL if n & 1 else self._plain.cell)
            case "M":
                paper.set(cell=SMALL if n & 1 else self._plain.cell)
            case "E" | "G":
                paper.set(bold=bool(n & 1))
            case "-":
                paper.set(underline=n not in (0, 48))
            case "a":
                paper.set(align=n % 48)
            case "t":
                paper.set(page=PAGES.get(n, "cp437"))
            case "2":
                paper.set(line=LINE)
            case "3":
                paper.set(line=n)
            case "d":
                paper.print_line()
                paper.move(paper.top + n * paper.style.line)
            case "J":
                paper.print_line()
                paper.move(paper.top + n)
            case "p":
                self.on_pulse(5 if n & 1 else 2, given[1] * 2)
            case "i" | "m":
                self._finish()
            case "v" | "u":
                self.on_answer(b"\x00")

    def _gs(self, name: str, n: int, given: bytes) -> None:
        match name:
            case "!":
                self.paper.set(across=(n >> 4 & 7) + 1, down=(n & 7) + 1)
            case "B":
                self.paper.set(inverse=bool(n & 1))
            case "L":
                self.paper.set(left=int.from_bytes(given, "little"))
            case "a":
                self.on_watch(n)
            case "r":
                self.on_answer(b"\x00")
            case "I":
                self.on_answer(b"_SIMULATOR\x00" if n > 64 else b"\x20")

    def _cut(self) -> None:
        mode = self._take(1)[0]
        rows = self._take(1)[0] if mode in (65, 66, 97, 98, 103, 104) else 0
        self.paper.print_line()
        self.paper.move(self.paper.top + rows)
        self._finish()

    def _finish(self) -> None:
        self.paper.print_line()
        done, self.paper = self.paper, self.paper.fresh()
        self.on_cut(done)

    def _tabs(self) -> None:
        while self._take(1) != b"\x00":
            pass

    def _real_time(self) -> None:
        self._take(REAL_TIME.get(self._take(1)[0], 0))

    def _framed(self) -> None:
        if self.needles:
            self.unknown.append(b"\x1d(")
            return
        function = self._take(1)
        self._block(function, self._take(self._word()))

    def _long_framed(self) -> None:
        function = self._take(1)
        self._block(function, self._take(int.from_bytes(self._take(4), "little")))

    def _block(self, function: bytes, data: bytes) -> None:
        if function == b"H" and data[:2] == b"00":
            self.on_answer(b"\x37\x22" + data[2:6] + b"\x00")
        elif function == b"L" and data[:2] == b"0p":
            self._store(data[2:6], int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"), data[10:])
        elif function == b"L" and data[:2] in (b"02", b"0\x02"):
            if self._stored:
                self.paper.picture(*self._stored)
            self._stored = None
        elif function == b"k" and data[:1] == b"1":
            self._qr(data[1:2], data[2:])
        elif function not in b"DEKMA":
            self.unknown.append(b"\x1d(" + function)

    def _qr(self, function: bytes, given: bytes) -> None:
        """Model, cell, level, data, print."""
        if function == b"C":
            self._cell = given[0]
        elif function == b"P":
            self._symbol = given[1:]
        elif function == b"Q":
            self.paper.code(self._symbol.decode("utf-8", "replace"), self._cell)

    def _store(self, how: bytes, width: int, height: int, rows: bytes) -> None:
        """One tone, each dot once or twice as wide and as tall, the first colour; a printer drops what is not that."""
        tone, wide, tall, colour = how
        if tone == 48 and wide in (1, 2) and tall in (1, 2) and colour == 49 and len(rows) == -(-width // 8) * height:
            self._stored = (width, height, rows, wide, tall)
        else:
            self.unknown.append(b"\x1d(L")

    def _raster(self) -> None:
        if self.needles or self._take(1) != b"0":
            self.unknown.append(b"\x1dv")
            return
        mode, across, height = self._take(1)[0] % 48, self._word(), self._word()
        rows = self._take(across * height)
        self.paper.picture(across * 8, height, rows, 1 + (mode & 1), 1 + (mode >> 1 & 1))

    def _bit_image(self) -> None:
        mode = self._take(1)[0]
        if mode not in ((0, 1) if self.needles else (0, 1, 32, 33)):
            self.unknown.append(b"\x1b*")
            return
        columns = self._word()
        deep = 3 if mode in (32, 33) else 1
        data = self._take(columns * deep)
        high = 2 if self.needles else 3
        self.paper.columns(data, columns, deep, wide=1 if mode in (1, 33) else 2, tall=1 if deep == 3 else high)

    def _bar_code(self) -> None:
        kind = self._take(1)[0]
        if kind >= 65:
            data = _plain_code(self._take(self._take(1)[0]), kind)
        else:
            data = b""
            while (one := self._take(1)) != b"\x00":
                data += one
        self.paper.bars(data.decode("ascii", "replace"))


def _plain_code(data: bytes, kind: int) -> bytes:
    """What a bar code says: a Code 128 names its set, and set C has two digits in a byte."""
    if kind != 73 or data[:1] != b"{":
        return data
    if data[1:2] == b"C":
        return b"".join(b"%02d" % byte for byte in data[2:])
    return data[2:].replace(b"{{", b"{")

"""Reads ZPL as a label printer does: bytes in, labels out.

Source: Zebra, "ZPL II Programming Guide". It shares no code with the encoder, so that each can catch the other.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from ..values import Raster
from .code128 import code128
from .font import HEIGHT, WIDTH, glyph
from .picture import Strip
from .qr import matrix

_PREFIX = re.compile(rb"[\^~]")
_AT_ONCE = (b"^XA", b"^XZ", b"^FS", b"~HS", b"~JA")
"""Commands without parameters: complete with their name."""
_SILENT = (b"^CI", b"^CF", b"^LH", b"^FW", b"^PO", b"^MM", b"^MN", b"^MT", b"^PR", b"^FX", b"~HS", b"~JA")
"""Commands that change nothing we show."""
MOST_COPIES, LARGEST = 1000, 32_000
"""Copies of a label, and any other number: what is greater is taken for so much."""


@dataclass(frozen=True)
class Label:
    """What came out, and the text that stands on it."""

    picture: Raster
    text: tuple[str, ...]


@dataclass
class Reader:
    """Feed it bytes; it calls back for every label. `unknown` keeps the commands it could not read."""

    on_label: Callable[[Label], None]
    width: int = 832
    length: int = 1218
    unknown: list[bytes] = field(default_factory=list)
    inside: bool = False
    """Whether a label has begun and not ended."""
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    """How much of a command that is not whole holds no end of it."""

    def __post_init__(self) -> None:
        self._begin()

    def clear(self) -> None:
        """Forget what waits and what has begun."""
        self._buffer.clear()
        self._searched = 0
        self.inside = False
        self._begin()

    def feed(self, data: bytes) -> None:
        """Work off all complete commands; what stands between them is skipped."""
        self._buffer += data
        while found := _PREFIX.search(self._buffer):
            del self._buffer[: found.start()]
            if len(self._buffer) < 3:
                return
            name = bytes(self._buffer[:3])
            after = None if name in _AT_ONCE else _PREFIX.search(self._buffer, max(3, self._searched))
            self._searched = 0 if name in _AT_ONCE or after else len(self._buffer)
            if self._searched:
                return
            end = after.start() if after else 3
            given = bytes(self._buffer[3:end])
            del self._buffer[:end]
            try:
                self._command(name, given)
            except (ValueError, zlib.error):
                self.unknown.append(name + given[:20])

    def _begin(self) -> None:
        self._strip = Strip(self.width)
        self._text: list[str] = []
        self._copies = 1
        self._module, self._tall = 2, 10
        self._field()

    def _field(self) -> None:
        self._left = self._top = 0
        self._letter = (18, 10)
        self._bars = 0
        self._cell = 0
        self._wide = 0
        self._justify = "L"
        self._hexadecimal = ""

    def _command(self, name: bytes, given: bytes) -> None:  # noqa: C901 - a table in the shape of the guide
        values = given.decode("utf-8", "replace").strip("\r\n").split(",")
        match name:
            case b"^XA":
                self.inside = True
                self._begin()
            case b"^XZ":
                self._end()
            case b"^FS":
                self._field()
            case b"^PW":
                self.width = self._strip.width = _number(values, 0, self.width)
            case b"^LL":
                self.length = _number(values, 0, self.length)
            case b"^PQ":
                self._copies = min(MOST_COPIES, max(1, _number(values, 0, 1)))
            case b"^FO" | b"^FT":
                self._left, self._top = _number(values, 0, 0), _number(values, 1, 0)
            case b"^FH":
                self._hexadecimal = values[0] or "_"
            case b"^FD":
                self._write(given.decode("utf-8", "replace"))
            case b"^GB":
                self._box(*(_number(values, at, 1) for at in range(3)))
            case b"^BY":
                self._module, self._tall = _number(values, 0, 2), _number(values, 2, self._tall)
            case b"^BC":
                self._bars = _number(values, 1, self._tall)
            case b"^B2" | b"^BE" | b"^B8" | b"^BU":
                self._bars = _number(values, 1, self._tall)
            case b"^B3":
                self._bars = _number(values, 2, self._tall)
            case b"^BQ":
                self._cell = _number(values, 2, 3)
            case b"^FB":
                self._wide, self._justify = _number(values, 0, 0), (values[3:4] or ["L"])[0]
            case b"^GF":
                self._picture(given)
            case _ if name.startswith(b"^A"):
                height = _number(values, 1, 18)
                self._letter = (height, _number(values, 2, height))
            case _ if name not in _SILENT:
                self.unknown.append(name)

    def _end(self) -> None:
        if not self.inside:
            return
        self.inside = False
        strip = Strip(self.width, self._strip.rows[: self.length])
        strip.feed(self.length)
        done = Label(strip.picture(), tuple(self._text))
        for _ in range(self._copies):
            self.on_label(done)

    def _dots(self, left: int, top: int, bits: int, width: int) -> None:
        if top < self.length:
            self._strip.dot_row(left, top, bits, width)

    def _write(self, text: str) -> None:
        if self._hexadecimal:
            escaped = re.compile(re.escape(self._hexadecimal) + "([0-9A-Fa-f]{2})")
            text = escaped.sub(lambda found: chr(int(found[1], 16)), text)
        if self._cell:
            self._code(text.partition(",")[2])
            return
        self._text.append(text)
        if self._bars:
            modules = code128(text, self._module)
            for row in range(self._bars):
                self._dots(self._left, self._top + row, int(modules, 2), len(modules))
            return
        tall, wide = max(1, self._letter[0] // (HEIGHT + 2)), max(1, self._letter[1] // (WIDTH + 5))
        cell = (WIDTH + 1) * wide
        room = max(0, self._wide - cell * len(text))
        self._left += {"C": room // 2, "R": room}.get(self._justify, 0)
        for at, character in enumerate(text):
            for row, bits in enumerate(glyph(character)):
                dots = int("".join(bit * wide for bit in format(bits, f"0{WIDTH}b")), 2)
                for copy in range(tall):
                    self._dots(self._left + at * cell, self._top + row * tall + copy, dots, WIDTH * wide)

    def _code(self, data: str) -> None:
        """A QR code; its data stands after the level and the mode of input."""
        self._text.append(data)
        for at, row in enumerate(matrix(data)):
            bits = int("".join("01"[dark] * self._cell for dark in row), 2)
            for copy in range(self._cell):
                self._dots(self._left, self._top + at * self._cell + copy, bits, len(row) * self._cell)

    def _box(self, width: int, height: int, thick: int) -> None:
        width, height = max(width, thick), max(height, thick)
        full = (1 << width) - 1
        side = ((1 << thick) - 1) << (width - thick) | ((1 << thick) - 1)
        for row in range(height):
            edge = row < thick or row >= height - thick
            self._dots(self._left, self._top + row, full if edge else side & full, width)

    def _picture(self, given: bytes) -> None:
        kind, total, _, across, data = given.split(b",", 4)
        per_row, size = int(across), int(total)
        if kind != b"A" or not 0 < per_row <= LARGEST:
            raise ValueError(kind)
        rows = _shorter(data) if data[:1] == b":" else _counted(data.decode("ascii", "replace"), per_row)
        for top in range(0, min(size, len(rows)), per_row):
            bits = int.from_bytes(rows[top : top + per_row], "big")
            self._dots(self._left, self._top + top // per_row, bits, per_row * 8)


def _number(values: list[str], at: int, default: int) -> int:
    text = values[at].strip() if at < len(values) else ""
    return min(int(text), LARGEST) if text.isascii() and text.isdecimal() else default


def _shorter(data: bytes) -> bytes:
    """ZB64: nothing, if the checksum of the characters is wrong."""
    _, name, packed, checksum = data.strip().split(b":")
    crc = 0
    for byte in packed:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    if crc != int(checksum, 16):
        return b""
    plain = base64.b64decode(packed)
    return zlib.decompress(plain) if name == b"Z64" else plain


def _counted(data: str, across: int) -> bytes:
    """Hexadecimal digits with counts before them; "," "!" and ":" end or repeat a row."""
    rows: list[str] = []
    row, times = "", 0
    for character in data:
        if character in "0123456789ABCDEFabcdef":
            row += character * (times or 1)
            times = 0
        elif "G" <= character <= "Y":
            times += ord(character) - ord("F")
        elif "g" <= character <= "z":
            times += 20 * (ord(character) - ord("f"))
        elif character in ",!":
            row = row.ljust(across * 2, "0" if character == "," else "F")
        elif character == ":" and rows:
            rows.append(rows[-1])
        while len(row) >= across * 2:
            rows.append(row[: across * 2])
            row = row[across * 2 :]
    return bytes.fromhex("".join(rows))

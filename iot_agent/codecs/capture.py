"""What went over a wire, as text: the file that `iot-agent capture` writes and the tests play back.

Source: this module. The first line is MAGIC. Lines that begin with # say what was recorded and what it meant, the
others are one piece each: milliseconds since the start, > to the device or < from it, and its bytes, as text where
that can be read:

      0 > "W"
     21 < "\\x0201.234\\r"
    500 > 1d 72 01
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import ProtocolError

MAGIC = "# iot-agent capture 1"
TO, FROM = ">", "<"

_LINE = re.compile(r' *(?P<ms>\d{1,9}) (?P<way>[<>]) (?:"(?P<text>.*)"|(?P<hex>[0-9a-f]{2}(?: [0-9a-f]{2})*))')
_FACT = re.compile(r"# (?P<name>[a-z]+): (?P<value>.*)")
_ESCAPE = re.compile(r'\\(?:x([0-9a-f]{2})|([rnt"\\]))|([\x20-\x5b\x5d-\x7e])')
_SHORT = {"\r": "r", "\n": "n", "\t": "t", '"': '"', "\\": "\\"}
_LONG = {short: character for character, short in _SHORT.items()}


@dataclass(frozen=True)
class Piece:
    """What was written or read at once."""

    ms: int
    way: str
    data: bytes


@dataclass(frozen=True)
class Capture:
    """One recording; `facts` say of what ("device", "bus", "baud" …)."""

    pieces: tuple[Piece, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


def head(facts: Mapping[str, str]) -> list[str]:
    """The first lines of a file; facts that are empty are left out."""
    return [MAGIC, *(remark(f"{name}: {value}") for name, value in facts.items() if value)]


def remark(words: str) -> str:
    """A line that is no piece."""
    return f"# {''.join(character if character.isprintable() else ' ' for character in words)}"


def line(piece: Piece) -> str:
    return f"{piece.ms:7} {piece.way} {_shown(piece.data)}"


def parse(text: str) -> Capture:
    """The recording in a file; ProtocolError names the first line that is none of it."""
    first, *rest = text.split("\n")
    if first != MAGIC:
        raise ProtocolError(f"line 1: not {MAGIC!r}")
    pieces: list[Piece] = []
    facts: dict[str, str] = {}
    for number, words in enumerate(rest, 2):
        if fact := _FACT.fullmatch(words):
            facts.setdefault(fact["name"], fact["value"])
        elif words and not words.startswith("#"):
            pieces.append(_piece(words, number))
    return Capture(tuple(pieces), facts)


def unescape(text: str) -> bytes:
    r"""The bytes of a text in which \r, \n, \t, \", \\ and \x1b are what cannot be typed. Raises ProtocolError."""
    found, at = bytearray(), 0
    while at < len(text):
        escape = _ESCAPE.match(text, at)
        if escape is None:
            raise ProtocolError(f"not a character or an escape: {text[at : at + 4]!r}")
        code, short, plain = escape.groups()
        found.append(int(code, 16) if code else ord(_LONG[short] if short else plain))
        at = escape.end()
    return bytes(found)


def _piece(words: str, number: int) -> Piece:
    found = _LINE.fullmatch(words)
    try:
        if found is None:
            raise ProtocolError(f"not a piece: {words[:40]!r}")
        text = found["text"]
        data = bytes.fromhex(found["hex"]) if text is None else unescape(text)
    except ProtocolError as error:
        raise ProtocolError(f"line {number}: {error}") from error
    return Piece(int(found["ms"]), found["way"], data)


def _shown(data: bytes) -> str:
    """As text where most of it is letters and digits, so that it can be read, else in hexadecimal."""
    if 2 * _letters(data) < len(data):
        return data.hex(" ")
    return f'"{"".join(map(_escaped, data))}"'


def _letters(data: bytes) -> int:
    return sum(0x20 <= byte < 0x7F for byte in data)


def _escaped(byte: int) -> str:
    character = chr(byte)
    if short := _SHORT.get(character):
        return f"\\{short}"
    return character if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"

"""ZPL II: a stream of bytes cut into its commands, and the pictures and the texts that they carry.

Source: Zebra, "ZPL II Programming Guide" (^GF and its compressed data, ZB64 encoding, ^FH, ^CI).
"""

import base64
import re
import zlib
from itertools import chain, repeat

_PREFIX = re.compile(rb"[\^~]")
_BINARY = re.compile(rb"\^GF[BC],(\d{1,7}),\d*,\d*,")
_CODES = {"27": "cp1252", "28": "utf-8", "29": "utf-16-be", "30": "utf-16-le", "36": "cp1252"}
"""Encodings that ^CI chooses; all others are code page 850, as far as letters go."""
_TIMES = {chr(ord("F") + at): at for at in range(1, 20)} | {chr(ord("f") + at): 20 * at for at in range(1, 21)}


def commands(data):
    """Yield each command with what follows it, such as ("^FO", b"20,30"); what stands before the first is skipped."""
    found = _PREFIX.search(data)
    while found:
        start = found.start()
        name = data[start : start + 3].decode("latin-1").upper()
        picture = _BINARY.match(data, start)
        found = _PREFIX.search(data, picture.end() + int(picture[1]) if picture else start + 1)
        yield name, data[start + 3 : found.start() if found else len(data)]


def text_of(given, code, escape):
    """What a field says: ^FH has named a sign before hexadecimal digits, ^CI an encoding."""
    if escape:
        given = re.sub(re.escape(escape) + rb"([0-9A-Fa-f]{2})", lambda hit: bytes.fromhex(hit[1].decode()), given)
    return given.decode(_CODES.get(code, "cp850"), "replace").replace("\r", "").replace("\n", "")


def picture_of(given, most):
    """The rows of ^GF and the bytes in each of them; ValueError if it is none, or has more than `most` bytes."""
    kind, _, size, across, data = (given.split(b",", 4) + [b""] * 5)[:5]
    per_row, total = int(across), int(size)
    if not (per_row > 0 and 0 < total <= most):
        raise ValueError(across)
    return rows_of(kind.strip().upper(), data, total, per_row), per_row


def rows_of(kind, data, total, per_row):
    """The bytes of a picture, whole rows of it, whichever way they were written."""
    if kind != b"A":
        return _whole(data[:total], per_row)
    data = data.strip()
    if data[:1] == b":":
        _, name, packed = data.split(b":", 3)[:3]
        plain = base64.b64decode(packed)
        return _whole(_inflated(plain, total) if name == b"Z64" else plain[:total], per_row)
    return _whole(bytes.fromhex(_digits(data.decode("latin-1"), per_row * 2, total * 2)), per_row)


def _inflated(packed, total):
    try:
        return zlib.decompressobj().decompress(packed, total)
    except zlib.error as error:
        raise ValueError("Z64") from error


def _whole(rows, per_row):
    return rows.ljust(-(-len(rows) // per_row) * per_row, b"\0")


def _digits(data, across, most):
    """Hexadecimal digits; letters before one count it, "," and "!" fill a row, ":" is the row before."""
    rows, row, times = [], "", 0
    room = most // across
    for sign in data:
        if sign in "0123456789ABCDEFabcdef":
            row += sign * min(times or 1, room * across)
            times = 0
        elif sign in _TIMES:
            times += _TIMES[sign]
        elif sign in ",!":
            row = row.ljust(max(across, -(-len(row) // across) * across), "0" if sign == "," else "F")
        elif sign == ":" and rows:
            rows.append(rows[-1])
        while len(row) >= across:
            rows.append(row[:across])
            row = row[across:]
        if len(rows) >= room:
            return "".join(rows[:room])
    return "".join(rows) + (row.ljust(across, "0") if row else "")


def numbers(given, defaults):
    """The numbers of a command, each within what a label can be; what is missing or no number is its default."""
    values = given.decode("latin-1").split(",")
    return [_number(value, default) for value, default in zip(chain(values, repeat("")), defaults, strict=False)]


def words(given, defaults):
    """The parameters of a command, those missing by their defaults."""
    values = [value.strip() for value in given.decode("latin-1").split(",")]
    return [value or default for value, default in zip(chain(values, repeat("")), defaults, strict=False)]


def _number(value, default):
    found = re.fullmatch(r"\s*(-?\d{1,5})(?:\.\d*)?\s*", value)
    return int(found[1]) if found else default

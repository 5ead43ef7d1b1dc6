"""A scale that its owner describes: what is sent for a weight, and an expression that finds the weight in the answer.

Source: the description itself; the language of expressions is that of pattern.py.
"""

from __future__ import annotations

import re

from ..errors import ProtocolError
from ..pattern import Pattern
from ..values import Balance, Weight

LONGEST = 64
"""Bytes of the longest line."""
ENDS = b"\r\n\x03\x04"
"""What ends a line: CR, LF, ETX, EOT."""
PAUSE = 0.1
"""Seconds of silence that end a line which nothing else ends."""
ANSWER = r"(?P<sign>-?) *(?P<value>\d+[.,]?\d*) *(?P<unit>kg|g|lb|oz)?"
"""The expression where its owner gave none: the first number, with the unit behind it."""

_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONTROLS = {"r": "\r", "n": "\n", "t": "\t", "0": "\0"}
_LINE = re.compile(rb"[^\r\n\x03\x04]+")


def unescape(asked: str) -> bytes:
    r"""What is sent, with \r \n \t \0 \xHH for what cannot be typed."""
    return _ESCAPE.sub(_escaped, asked).encode("latin-1", "replace")


def _escaped(found: re.Match[str]) -> str:
    name = found[1]
    return chr(int(name[1:], 16)) if len(name) > 1 else _CONTROLS.get(name, name)


def last_line(data: bytes) -> tuple[bytes, bytes]:
    """The latest whole line, b"" = none has ended yet; and the beginning of the next."""
    end = max(data.rfind(one) for one in ENDS) + 1
    lines = _LINE.findall(data[:end])
    return (lines[-1] if lines else b""), data[end:][-LONGEST:]


def parse(line: bytes, pattern: Pattern, unit: str) -> Weight:
    """The reading in one line; the groups are value, sign, unit and stable, which is there when the scale is at rest.

    Where the expression knows nothing of rest, the number is all there is to compare.
    """
    groups = pattern.search(line[:LONGEST].decode("latin-1"))
    if groups is None:
        raise ProtocolError(f"not as its description says: {line!r}")
    try:
        value = float(groups.get("value", "").replace(" ", "").replace(",", "."))
    except ValueError:
        raise ProtocolError(f"no number where its description says: {line!r}") from None
    sign = -1.0 if groups.get("sign") == "-" else 1.0
    balance = Balance.STABLE if groups.get("stable") or "stable" not in pattern.names else Balance.MOVING
    return Weight(balance, sign * value if value else 0.0, groups.get("unit", "").strip() or unit or "kg")

"""The language of Seesaw scales: asked by a line with a question mark, they answer with one line.

Source: the imagination of this project's tests; it shows what a driver is made of.
"""

from __future__ import annotations

import re

from ..errors import ProtocolError
from ..values import Balance, Weight

ASK = b"?\n"
END = b"\n"
LONGEST = 20
_ANSWER = re.compile(rb"([=~])(-?\d{1,3}\.\d{3}) kg\n")


def parse(line: bytes) -> Weight:
    """The reading in one answer; anything else raises ProtocolError."""
    found = _ANSWER.fullmatch(line)
    if not found:
        raise ProtocolError(f"not an answer of a scale: {line!r}")
    return Weight(Balance.STABLE, float(found[2])) if found[1] == b"=" else Weight(Balance.MOVING)

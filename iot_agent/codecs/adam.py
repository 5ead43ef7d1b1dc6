"""Adam Equipment AZextra retail scales: they print what they show, on a line that a computer may read as well.

Source: Adam Equipment, "AZextra User's Manual" (2011), 3.10 RS-232 interface. The print is set on the scale to a label
that begins with the weight and its unit (such as format 3). A scale with nothing new to tell prints nothing: it is
empty, moves, or has printed that weight before.
"""

from __future__ import annotations

import re

from ..errors import ProtocolError
from ..values import Balance, Weight

ASK, TARE, ZERO = b"P\r\n", b"T\r\n", b"Z\r\n"
END = b"\n"
LONGEST = 64
"""Bytes of the longest line of a label, and some."""

_WEIGHT = re.compile(rb"\s*(\d{1,3}\.\d{1,4}) ?(kg|lb)\s*\r?\n")


def parse(line: bytes) -> Weight:
    """The reading in the first line of a label; anything else raises ProtocolError."""
    if weight := _WEIGHT.fullmatch(line):
        return Weight(Balance.STABLE, float(weight[1]), weight[2].decode())
    raise ProtocolError(f"not the label of a scale: {line!r}")

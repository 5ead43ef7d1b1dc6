"""CAS counter scales (PD-II, AP, ER and others set to this cash register protocol), also offered by other makers.

Source: Ohaus, "Aviator 7000/5000 Service Manual" (11/2012), 6.1.1 CAS: ENQ, ACK, DC1, format 1.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from ..errors import ProtocolError
from ..values import Balance, Weight

CALL, READY, ASK = b"\x05", b"\x06", b"\x11"
END = b"\x03\x04"
LONGEST = 20
"""Bytes of the longest answer, and some."""

_ANSWER = re.compile(
    rb"\x01\x02(?P<body>(?P<state>[SU])(?P<sign>[ F-])(?P<value>[ \d]{0,4}\d\.\d{1,4}|[ \d]{5,6}\d)"
    rb"(?P<unit> ?[A-Za-z]{1,2} ?))(?P<check>.)\x03\x04",
    re.DOTALL,
)
WIDTHS = (6, 7)
"""Characters of a number."""


def parse(frame: bytes) -> Weight:
    """The reading in one answer to ASK, from SOH to EOT; a wrong check character raises ProtocolError."""
    answer = _ANSWER.fullmatch(frame)
    if answer is None or len(answer["value"]) not in WIDTHS or len(answer["unit"]) != len("kg"):
        raise ProtocolError(f"not an answer of a scale: {frame!r}")
    if check(answer["body"]) != answer["check"][0]:
        raise ProtocolError(f"the check character is wrong: {frame!r}")
    unit = answer["unit"].strip().decode()
    if answer["sign"] == b"F":
        return Weight(Balance.OVER, unit=unit)
    balance = Balance.STABLE if answer["state"] == b"S" else Balance.MOVING
    if answer["sign"] == b"-":
        return Weight(Balance.UNDER, unit=unit)
    return Weight(balance, float(answer["value"].replace(b" ", b"")), unit)


def check(body: bytes) -> int:
    """The parity of each column of bits."""
    return reduce(xor, body)

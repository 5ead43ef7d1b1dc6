"""Dibal counter scales with the cash register protocol TISA; each character of an answer is checked.

Source: Dibal, "DPOS400 Series Test and Adjustments Manual" 49-TGDP4ES02 V1.08, 4.4 TISA cash register protocol.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from ..errors import ProtocolError
from ..values import Balance, Weight

ASK = b"98000001\r\n"
"""The price of a kilogram is nothing: only the weight matters."""
END = b"\n"
LENGTH = 18

_ANSWER = re.compile(rb"99(?P<state>[01])(?P<grams>\d{5})[01]\d{6}(?P<check>.)\r\n", re.DOTALL)


def parse(frame: bytes) -> Weight:
    """The reading in one answer to ASK, CR and LF included; a wrong check character raises ProtocolError.

    The scale says "wrong" with a number that is not at rest or was told before, and without one below zero.
    """
    answer = _ANSWER.fullmatch(frame)
    if answer is None:
        raise ProtocolError(f"not an answer of a scale: {frame!r}")
    if reduce(xor, frame[:15]) != answer["check"][0]:
        raise ProtocolError(f"the check character is wrong: {frame!r}")
    value = int(answer["grams"]) / 1000
    if answer["state"] == b"0":
        return Weight(Balance.STABLE, value)
    return Weight(Balance.MOVING, value) if value else Weight(Balance.UNDER)

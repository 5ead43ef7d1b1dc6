"""Avery Berkel checkout scales; Magellan scanner scales and Ohaus Aviator can be set to their protocol.

Source: Ohaus, "Aviator 7000/5000 Service Manual" (11/2012), 6.1.2 Berkel; PSC (Datalogic), "Magellan 8500 Service
Manual", DIVA, 6.1.5.3 command flow: the host says what it heard again, and the scale confirms it.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from ..errors import ProtocolError
from ..values import Balance, Weight

CALL, READY, ASK = b"\x05", b"\x06", b"\x11"
AGAIN, NOTHING = b"\x18", b"\x00"
"""Answers to a call: it is not at rest, or has no weight to tell."""
CONFIRMED = b"\r"
LENGTH = 9
"""Bytes of an answer: STX, its kind, five digits, check character, ETX."""
ZERO, TARE = b"\x02Z\0\0\0\0\0\x03Z", b"\x02N\0\0\0\0\0\x03N"

_ANSWER = re.compile(rb"\x02(?P<kind>[\x28-\x7f])(?P<digits>\d{5})(?P<check>.)\x03", re.DOTALL)
_KIND, _SCALE, _BEYOND = 0x28, 0x07, 0x10
_SCALES = {1: (3, "kg"), 2: (2, "lb"), 3: (3, "kg")}
"""Capacity → decimals and unit: 15 kg by 5 g, 30 lb by 0.01 lb, 6 kg by 2 g."""


def parse(frame: bytes) -> Weight:
    """The reading in one answer to ASK, from STX to ETX; what is not whole raises ProtocolError."""
    answer = _ANSWER.fullmatch(frame)
    kind = answer["kind"][0] if answer else 0
    known = _SCALES.get(kind & _SCALE)
    if answer is None or known is None or kind & _KIND != _KIND:
        raise ProtocolError(f"not an answer of a scale: {frame!r}")
    if reduce(xor, frame[1:7]) != answer["check"][0]:
        raise ProtocolError(f"the check character is wrong: {frame!r}")
    decimals, unit = known
    value = int(answer["digits"])
    if kind & _BEYOND:  # one sign for both: only a scale below zero has nothing to tell
        return Weight(Balance.OVER if value else Balance.UNDER, unit=unit)
    return Weight(Balance.STABLE, value / 10**decimals, unit)

"""The Mettler-Toledo 8217 dialect of counter scales, on a 9600 baud line of 7 bits and even parity.

Source: PSC (Datalogic), "Magellan 8500 Service Manual", 6.1.3.2 ASCII commands and 6.1.4.3 status byte.
The parity is what protects a digit on the cable: a byte of wrong parity must not arrive as a good one.
"""

from __future__ import annotations

import re

from ..errors import DeviceError, ProtocolError
from ..values import Balance, Weight
from ..wire import Code

ASK = b"W"
END = b"\r"
LONGEST = 16
"""Bytes of the longest answer, and some."""

_WEIGHT = re.compile(rb"\x02( {0,2}\d{1,3}\.(?P<decimals>\d{2,3}))(?P<net>N?)\r")
_STATUS = re.compile(rb"\x02\?([\x40-\x7f])\r")
UNITS = {3: "kg", 2: "lb"}
"""The number of decimals tells the unit: WW.WWW is kilograms, WW.WW or WWW.WW pounds."""

MOVING, OVER, UNDER, NO_ZERO = 0x01, 0x02, 0x04, 0x08


def parse(frame: bytes) -> Weight:
    """The reading in one answer to ASK, CR included; anything but a whole answer raises ProtocolError."""
    if weight := _WEIGHT.fullmatch(frame):
        return Weight(Balance.STABLE, float(weight[1]), UNITS[len(weight["decimals"])], net=bool(weight["net"]))
    if status := _STATUS.fullmatch(frame):
        return Weight(balance(status[1][0]))
    raise ProtocolError(f"not an answer of a scale: {frame!r}")


def balance(status: int) -> Balance:
    """Why there is no weight. One that was not empty when switched on must be zeroed by its user first."""
    if status & OVER:
        return Balance.OVER
    if status & UNDER:
        return Balance.UNDER
    if status & NO_ZERO and not status & MOVING:
        raise DeviceError(Code.DEVICE_ERROR)
    return Balance.MOVING


def width(frame: bytes) -> int:
    """Characters of the number in an answer with a weight, else 0; a change of it means that a byte was lost."""
    weight = _WEIGHT.fullmatch(frame)
    return len(weight[1]) if weight else 0

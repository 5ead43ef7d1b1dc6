"""Scales on USB that are human interface devices, whose reports are the same for all makers.

Source: USB Implementers' Forum, "HID Point of Sale Usage Tables" 1.02, chapter 4 (usage page 8D, Scales): scale data
report, data scaling, weight units, weight status; scale control report, zero scale.
"""

from __future__ import annotations

import struct

from ..errors import DeviceError, ProtocolError
from ..values import Balance, Weight
from ..wire import Code

PAGE = 0x8D
DATA = (3, 4)
"""Numbers of the report with the weight: 4 is that of some letter scales."""
LENGTH = 6
"""Bytes of it: its number, status, unit, power of ten, weight in two bytes."""
ZERO = b"\x02\x02"
"""Zero scale, in the control report."""

UNITS = {
    1: "mg",
    2: "g",
    3: "kg",
    4: "ct",
    5: "tael",
    6: "gr",
    7: "dwt",
    8: "t",
    9: "ton",
    10: "ozt",
    11: "oz",
    12: "lb",
}
_EMPTY, _MOVING, _STABLE, _UNDER, _OVER = 2, 3, 4, 5, 6
_HELP = (1, 7, 8)
"""It has a fault, or wants to be adjusted or zeroed: only its user can help."""
_NUMBERS = {_EMPTY: Balance.STABLE, _MOVING: Balance.MOVING, _STABLE: Balance.STABLE}
_NONE = {_UNDER: Balance.UNDER, _OVER: Balance.OVER}
_DECIMALS = range(-6, 4)


def parse(report: bytes) -> Weight:
    """The reading in one scale data report; anything but a whole one raises ProtocolError."""
    if len(report) != LENGTH or report[0] not in DATA:
        raise ProtocolError(f"not the report of a scale: {report.hex(' ')}")
    status, unit, power, raw = struct.unpack("<BBbH", report[1:])
    if status in _HELP:
        raise DeviceError(Code.DEVICE_ERROR)
    if status not in (*_NUMBERS, *_NONE) or unit not in UNITS or power not in _DECIMALS:
        raise ProtocolError(f"not the report of a scale: {report.hex(' ')}")
    if none := _NONE.get(status):
        return Weight(none, unit=UNITS[unit])
    return Weight(_NUMBERS[status], float(f"{raw}e{power}"), UNITS[unit])

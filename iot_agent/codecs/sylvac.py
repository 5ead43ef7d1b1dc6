"""Values of Sylvac's tools over their RS-232 and USB cables, and those that Bowers, Brown & Sharpe and others sell.

Source: Bowers/Sylvac, "OPTO Instruments User's Manual", 12 (OPTO-RS: 4800 baud, even parity, 7 data bits, 2 stop bits;
a value is a sign or space, digits, a point, digits, CR; "ERR" and a number is an error); Bowers, "Unical 300", VIII.5.2
(commands end with CR: "?" sends the value, "SET?" the settings, such as "MM RES2 REF1"; with tolerances the value is
followed by <, = or >).
"""

from __future__ import annotations

import re

from ..errors import DeviceError, ProtocolError
from ..values import Measure
from ..wire import Code

ASK = b"?\r"
ASK_UNIT = b"SET?\r"
END = b"\r"
LONGEST = 80
"""Bytes of the longest line: the settings of a tool that has many."""
UNITS = {"MM": "mm", "IN": "in"}

_VALUE = re.compile(rb"([+ -]?)([0-9]{1,6}\.[0-9]{1,6})[ ]?[<=>]?\r")
_ERROR = re.compile(rb"ERR ?[0-9]\r")
_WORDS = re.compile(rb"[A-Z0-9?*.+-]+( [A-Z0-9?*.+-]+)*\r")


def parse(line: bytes) -> Measure | str:
    """The value in one line, CR included, or the unit where the tool tells its settings ("" = something else that it
    says of itself). DeviceError = the tool cannot measure."""
    if value := _VALUE.fullmatch(line):
        return Measure(float(value[1].strip() + value[2]))
    if _ERROR.fullmatch(line):
        raise DeviceError(Code.DEVICE_ERROR)
    if len(line) <= LONGEST and _WORDS.fullmatch(line):
        words = line.decode("ascii").split()
        if words[0][0] not in "0123456789+-.":
            return next((UNITS[word] for word in words if word in UNITS), "")
    raise ProtocolError(f"not a line of a tool: {line[:LONGEST]!r}")

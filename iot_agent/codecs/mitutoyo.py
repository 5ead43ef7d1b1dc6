"""Values of Mitutoyo's tools, as their interfaces and the tools with a USB of their own send them.

Source: Mitutoyo, "QM-Height User's Manual" No. 99MAF600B, 6.2.2 USB Data Output Specifications: 9600 8N1, and 13
characters for a value: "0", the channel, "A", a sign, eight characters of number, CR. Interfaces for Digimatic cables
send the same, and a value whenever they are sent "1" and CR; where they got none from their tool, the line begins with
a "9".
"""

from __future__ import annotations

import re

from ..errors import DeviceError, ProtocolError
from ..values import Measure
from ..wire import Code

ASK = b"1\r"
END = b"\r"
LONGEST = 13

_VALUE = re.compile(rb"0[0-9]A([+-][0-9.]{8})\r")
_NUMBER = re.compile(rb"[+-][0-9]{1,7}(\.[0-9]{1,6})?")
_NOTHING = re.compile(rb"9[0-9]{2}\r")


def parse(line: bytes) -> Measure:
    """The value in one line, CR included; the line does not tell its unit. DeviceError = the interface got none."""
    if _NOTHING.fullmatch(line):
        raise DeviceError(Code.OFFLINE)
    value = _VALUE.fullmatch(line)
    if value is None or not _NUMBER.fullmatch(value[1]):
        raise ProtocolError(f"not a value of a tool: {line[: LONGEST + 1]!r}")
    return Measure(float(value[1]))

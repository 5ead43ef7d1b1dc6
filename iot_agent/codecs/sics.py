"""MT-SICS, the Standard Interface Command Set of Mettler-Toledo's scales and balances, levels 0 and 1.

Source: Mettler-Toledo, "Reference Manual MT-SICS" 11780711 (NewClassic balances), commands S, SI, T and Z.
"""

from __future__ import annotations

import re

from ..errors import DeviceError, ProtocolError
from ..values import Balance, Weight
from ..wire import Code

ASK, TARE, ZERO = b"SI\r\n", b"T\r\n", b"Z\r\n"
END = b"\n"
LONGEST = 32
"""Bytes of the longest answer, and some."""
WIDTH = 10
"""Characters of a number, which stands at the right of its field: a digit lost on the cable leaves a shorter answer."""

_VALUE = rb"(?P<value>[ ]*-?\d+(?:\.\d+)?) (?P<unit>[A-Za-z%]{1,5}) {0,4}\r\n"
_WEIGHT = re.compile(rb"S (?P<state>[SD]) " + _VALUE)
_NONE = re.compile(rb"S ([I+-])\r\n")
_DONE = re.compile(rb"(?:T S " + _VALUE + rb"|Z A\r\n)")
_REFUSED = re.compile(rb"[TZ] ([I+-])\r\n")
_UNKNOWN = (b"ES\r\n", b"EL\r\n")
_BALANCES = {b"I": Balance.MOVING, b"+": Balance.OVER, b"-": Balance.UNDER}
_CODES = {b"I": Code.UNSTABLE, b"+": Code.OVERLOAD, b"-": Code.UNDER_ZERO}


def parse(frame: bytes) -> Weight:
    """The reading in one answer to ASK, CR and LF included; anything but a whole answer raises ProtocolError."""
    weight = _WEIGHT.fullmatch(frame)
    if weight and len(weight["value"]) == WIDTH:
        balance = Balance.STABLE if weight["state"] == b"S" else Balance.MOVING
        return Weight(balance, float(weight["value"]), weight["unit"].decode())
    if none := _NONE.fullmatch(frame):
        return Weight(_BALANCES[none[1]])
    raise ProtocolError(f"not an answer of a scale: {frame!r}")


def done(frame: bytes) -> None:
    """Read the answer to TARE or ZERO; DeviceError says why it did not."""
    if _DONE.fullmatch(frame):
        return
    if refused := _REFUSED.fullmatch(frame):
        raise DeviceError(_CODES[refused[1]])
    if frame in _UNKNOWN:
        raise DeviceError(Code.NOT_SUPPORTED)
    raise ProtocolError(f"not an answer of a scale: {frame!r}")

"""Checkout Dialog 06 of Bizerba, Mettler-Toledo, Dibal and others: a register tells a price, then asks for the result.

Source: Dibal, "DPOS400 Series Test and Adjustments Manual" 49-TGDP4ES02 V1.08, 4.39 DIALOG 06; the codes of record 09
as the open driver hw_scale of Coop IT Easy names them. Scales that ask for checksums first (record 11) want a key that
their maker gives to makers of registers: they are not spoken to.
"""

from __future__ import annotations

import re

from ..errors import DeviceError, ProtocolError
from ..values import Balance, Weight
from ..wire import Code

READY, REFUSED = b"\x06", b"\x15"
PRICE = b"\x04\x0201\x1b000001\x1b\x03"
"""The lowest price of a kilogram: none at all is refused."""
ASK = b"\x04\x05"
WHY = b"\x04\x0208\x03"
OVER = b"\x04"
"""Ends a conversation."""
END = b"\x03"
LONGEST = 40
"""Bytes of the longest record, and some."""

_WEIGHT = re.compile(rb"\x0202\x1b3\x1b(\d{5})\x1b\d{6}\x1b\d{6}\x03")
_STATUS = re.compile(rb"\x0209\x1b(\d\d)\x03")
_LOCKED = re.compile(rb"\x0211\x1b[^\x03]*\x03")
_BALANCES = {
    b"20": Balance.MOVING,
    b"22": Balance.MOVING,  # it has not finished measuring
    b"30": Balance.UNDER,  # less than it may sell
    b"31": Balance.UNDER,
    b"32": Balance.OVER,
}
SAME = b"21"
"""It has not moved since it told the weight."""


def parse(record: bytes, told: Weight | None) -> Weight:
    """The reading in an answer to ASK or WHY, from STX to ETX; `told` is the last one it gave."""
    if weight := _WEIGHT.fullmatch(record):
        return Weight(Balance.STABLE, int(weight[1]) / 1000)
    if _LOCKED.fullmatch(record):
        raise DeviceError(Code.NOT_SUPPORTED)
    status = _STATUS.fullmatch(record)
    if status is None or status[1] not in (*_BALANCES, SAME):
        raise ProtocolError(f"not an answer of a scale: {record!r}")
    if status[1] == SAME:
        return told or Weight(Balance.MOVING)
    return Weight(_BALANCES[status[1]])

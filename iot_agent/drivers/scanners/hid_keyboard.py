"""Barcode scanners that type like a keyboard. Source: see codecs/keymap.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...codecs.keymap import Decoder
from ...core.kinds import Scanner
from ...core.match import Match
from ...errors import DeviceError
from ...values import Barcode
from ...wire import Code

VENDORS = (0x0C2E, 0x05E0, 0x05F9, 0x1EAB, 0x065A, 0x0536)
"""Makers of scanners and of little else: Honeywell, Symbol (Zebra), Datalogic, Newland, Opticon, Hand Held Products."""


class HidKeyboard(Scanner):
    """Told from a keyboard by its maker or name alone: taking a real keyboard away would lock its user out."""

    matches = (
        *(Match("hid", vendor=vendor) for vendor in VENDORS),
        *(Match("hid", name=name) for name in ("*barcode*", "*bar code*", "*scanner*", "*scan reader*")),
    )

    async def scans(self) -> AsyncIterator[Barcode]:
        decoder = Decoder()
        while True:
            for text in decoder.feed(await self.wire.read()):
                yield Barcode(text)

    async def beep(self) -> None:
        """A keyboard has lamps, but a scanner may change the case of its letters with them."""
        raise DeviceError(Code.NOT_SUPPORTED)

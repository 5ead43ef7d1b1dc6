"""Barcode scanners that type like a keyboard. Source: see codecs/keymap.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...codecs.keymap import Decoder
from ...codecs.makers import NAMES, SCANNERS
from ...core.kinds import Scanner
from ...core.match import Match
from ...core.reading import read_within
from ...errors import DeviceError
from ...values import Barcode
from ...wire import Code, Quality


class HidKeyboard(Scanner):
    """Told from a keyboard by its maker, its name or its user: taking a real keyboard away would lock that one out."""

    quality = Quality.SIMULATED
    matches = (
        *(Match("hid", vendor=vendor) for vendor in SCANNERS),
        *(Match("hid", name=name) for name in NAMES),
        Match("hid", use="scanner"),
    )

    async def probe(self) -> None:
        """Refuse a layout of another version: its codes would come out wrong."""
        self._decoder()

    async def scans(self) -> AsyncIterator[Barcode]:
        decoder = self._decoder()
        while True:
            data = await read_within(self.wire, decoder.patience)
            for text in decoder.feed(data) if data else decoder.pause():
                yield Barcode(text)

    async def beep(self) -> None:
        """A keyboard has lamps, but a scanner may change the case of its letters with them."""
        raise DeviceError(Code.NOT_SUPPORTED)

    def _decoder(self) -> Decoder:
        told = self.options
        try:
            ends = frozenset(told.get("ends", "").split(","))
            return Decoder(told.get("layout") or "us", ends, told.get("prefix", ""))
        except KeyError:
            raise DeviceError(Code.NOT_SUPPORTED) from None

"""Barcode scanners on a serial line or as a USB COM port. Source: see codecs/serial_scanner.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...codecs.makers import NAMES, SCANNERS
from ...codecs.serial_scanner import Decoder
from ...core.kinds import Scanner
from ...core.match import Match
from ...core.reading import read_within
from ...errors import DeviceError
from ...values import Barcode
from ...wire import Code, Quality


class SerialScanner(Scanner):
    """Told by maker or name, else by its user: a port says nothing of what is behind it, and a scanner is not asked."""

    quality = Quality.SIMULATED
    matches = (
        *(Match("serial", vendor=vendor) for vendor in SCANNERS),
        *(Match("serial", name=name) for name in NAMES),
        Match("serial", use="scanner"),
    )

    async def scans(self) -> AsyncIterator[Barcode]:
        decoder = Decoder(frozenset(self.options.get("ends", "").split(",")), self.options.get("prefix", ""))
        while True:
            data = await read_within(self.wire, decoder.patience)
            for text in decoder.feed(data) if data else decoder.pause():
                yield Barcode(text)

    async def beep(self) -> None:
        """No command for it is common to all makers."""
        raise DeviceError(Code.NOT_SUPPORTED)

"""Receipt printers that speak ESC/POS. Source: Epson, "ESC/POS Command Reference"."""

from __future__ import annotations

import asyncio

from ...codecs import escpos
from ...core.kinds import Printer
from ...core.match import Match
from ...errors import DeviceError
from ...values import Confirmation, Page, Paper, PrinterState, Raster, Raw
from ...wire import Code

ANSWER = 0.5
"""Seconds within which a printer that answers at all has answered DLE EOT."""
PIECE = 4096


class EscPos(Printer):
    """Any ESC/POS printer on USB, a serial line, the network or a device file."""

    matches = (
        Match("usb", vendor=0x04B8, hints={"class": "7"}),
        Match("usb", hints={"class": "7", "device_id": "*ESC/POS*"}),
        Match("tcp", hints={"port": "9100"}),
    )
    baud = "9600 8N1"

    _answers = False

    async def status(self) -> PrinterState:
        got: list[int | None] = []
        for which in (1, 2, 4):
            got.append(await self._ask(which))
            if got[0] is None:
                return PrinterState()
        self._answers = True
        return escpos.state(*got)

    async def _ask(self, which: int) -> int | None:
        await self.wire.write(escpos.ask(which))
        try:
            async with asyncio.timeout(ANSWER):
                while True:
                    for byte in await self.wire.read():
                        if escpos.is_status(byte):
                            return byte
        except TimeoutError:
            return None

    async def print(self, page: Page, *, cut: bool) -> Confirmation:
        for piece in self._commands(page, cut=cut):
            for start in range(0, len(piece), PIECE):
                await self.wire.write(piece[start : start + PIECE])
        if not self._answers:
            return Confirmation.TAKEN
        await self.wire.write(escpos.QUEUED_STATUS)
        return await self._worked_off()

    def _commands(self, page: Page, *, cut: bool) -> list[bytes]:
        if isinstance(page, Raw):
            return [page.data]
        end = escpos.CUT if cut else escpos.FEED_OUT
        if isinstance(page, Raster):
            return [escpos.INIT + escpos.CENTER, *escpos.raster(page), end]
        return [escpos.INIT + escpos.text(page.lines), end]

    async def _worked_off(self) -> Confirmation:
        try:
            async with asyncio.timeout(5):
                while True:
                    if any(map(escpos.is_queued_status, await self.wire.read())):
                        return Confirmation.PRINTED
        except TimeoutError:
            refusal(await self.status())
            return Confirmation.TAKEN

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if pin not in (2, 5):
            raise DeviceError(Code.NOT_SUPPORTED)
        offline = (await self.status()).online is False
        await self.wire.write((escpos.drawer_at_once if offline else escpos.drawer)(pin, pulse))


def refusal(state: PrinterState) -> None:
    """Raise for what keeps a page from coming out."""
    if state.paper is Paper.OUT:
        raise DeviceError(Code.PAPER_OUT)
    if state.cover_open:
        raise DeviceError(Code.COVER_OPEN)

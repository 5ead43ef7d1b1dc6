"""The simulated printers of `iot-agent simulate`: five languages, one set of switches."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from ..values import Paper, Raster
from .epl import Epl
from .escpos import EscPos, Mode, Served
from .picture import png
from .star import Star
from .zpl import Zpl


class Printer:
    """`paper` ok, low, out · `cover` open, closed · `mode` normal, silent, hung, late, drop · `late` seconds ·
    `drop_after` bytes."""

    kind, driver, bus = "printer", "escpos", "tcp"
    title, manufacturer = "TM-T20II", "EPSON"
    cover = "cover_open"
    """What the machine calls its open cover."""

    def __init__(self, _folder: Path, _name: str) -> None:
        self.machine = self.made()
        self.served = Served(self.machine)
        self.address = ""

    def made(self) -> Any:
        """The machine inside."""
        return EscPos()

    async def plug(self) -> None:
        host, _, port = (self.address or "127.0.0.1:0").rpartition(":")
        self.address = await self.served.start(host, int(port))

    async def unplug(self) -> None:
        await self.served.stop()

    def change(
        self,
        *,
        paper: str | None = None,
        cover: str | None = None,
        mode: str | None = None,
        late: float | None = None,
        drop_after: int | None = None,
    ) -> None:
        wished: dict[str, Any] = {} if paper is None else {"paper": Paper(paper)}
        if cover is not None:
            wished[self.cover] = {"open": True, "closed": False}[cover]
        habit = Mode(mode) if mode else self.served.mode
        self.machine.set(**wished)
        self.served.behave(habit, late=None if late is None else float(late), drop_after=drop_after)

    def state(self) -> dict[str, Any]:
        return {
            "paper": self.machine.paper.value,
            "cover": "open" if getattr(self.machine, self.cover) else "closed",
            "mode": self.served.mode.value,
            "receipts": len(self.pages()),
            "kicks": self.kicks(),
            "received": self.machine.received,
        }

    def pages(self) -> list[Any]:
        """What came out, oldest first; each has a `picture` and the `text` on it."""
        return list(self.machine.receipts)

    def kicks(self) -> int:
        """How often a drawer was opened."""
        return len(self.machine.pulses)

    def receipts(self) -> list[dict[str, Any]]:
        """The pages in words."""
        return [
            {
                "id": number,
                "width": page.picture.width,
                "height": page.picture.height,
                "sha256": hashlib.sha256(page.picture.rows).hexdigest(),
                "text": page.text,
            }
            for number, page in enumerate(self.pages(), 1)
        ]

    def picture(self, number: int) -> bytes:
        """A page as PNG, by its id."""
        if not 0 < number <= len(self.pages()):
            raise LookupError(number)
        picture: Raster = self.pages()[number - 1].picture
        return png(picture)


class Impact(Printer):
    """A dot matrix printer: it knows ESC * of 8 dots, and neither GS v 0 nor graphics."""

    title = "TM-U220"

    def made(self) -> EscPos:
        return EscPos(width=400, needles=True)


class StarPrinter(Printer):
    """Star line mode and StarPRNT."""

    driver, title, manufacturer = "star", "TSP143", "Star"

    def made(self) -> Star:
        return Star()


class LabelPrinter(Printer):
    """ZPL; its cover is the head, and it has no drawer."""

    driver, title, manufacturer = "zpl", "ZD421", "Zebra"
    cover = "head_open"

    def made(self) -> Any:
        return Zpl()

    def pages(self) -> list[Any]:
        return list(self.machine.labels)

    def kicks(self) -> int:
        return 0


class OldLabelPrinter(LabelPrinter):
    """EPL2."""

    driver, title = "epl", "LP2844"

    def made(self) -> Epl:
        return Epl()

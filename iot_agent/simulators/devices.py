"""The simulated devices of `iot-agent simulate`: where they are plugged in, and what they can be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol

from ..values import Paper
from . import escpos, hid_keyboard, toledo_8217
from .picture import png


class Simulated(Protocol):
    """One device of the kit."""

    kind: str
    driver: str
    bus: str
    title: str
    manufacturer: str
    address: str

    async def plug(self) -> None: ...

    async def unplug(self) -> None: ...

    @property
    def change(self) -> Callable[..., None]:
        """Raises TypeError, ValueError or KeyError for a wish that makes no sense."""

    def state(self) -> dict[str, Any]: ...


class Printer:
    """`paper` ok, low, out · `cover` open, closed · `mode` normal, silent, hung, late, drop · `late` seconds ·
    `drop_after` bytes."""

    kind, driver, bus = "printer", "escpos", "tcp"
    title, manufacturer = "TM-T20II", "EPSON"

    def __init__(self, _folder: Path, _name: str) -> None:
        self.machine = escpos.EscPos()
        self.served = escpos.Served(self.machine)
        self.address = ""

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
        is_open = None if cover is None else {"open": True, "closed": False}[cover]
        self.machine.set(paper=Paper(paper) if paper else None, cover_open=is_open)
        habit = escpos.Mode(mode) if mode else self.served.mode
        self.served.behave(habit, late=None if late is None else float(late), drop_after=drop_after)

    def state(self) -> dict[str, Any]:
        return {
            "paper": self.machine.paper.value,
            "cover": "open" if self.machine.cover_open else "closed",
            "mode": self.served.mode.value,
            "receipts": len(self.machine.receipts),
            "kicks": len(self.machine.pulses),
            "received": self.machine.received,
        }

    def receipts(self) -> list[dict[str, Any]]:
        """What came out, oldest first."""
        return [
            {
                "id": number,
                "width": receipt.picture.width,
                "height": receipt.picture.height,
                "sha256": receipt.digest,
                "text": receipt.text,
            }
            for number, receipt in enumerate(self.machine.receipts, 1)
        ]

    def picture(self, number: int) -> bytes:
        """A receipt as PNG, by its id."""
        if not 0 < number <= len(self.machine.receipts):
            raise LookupError(number)
        return png(self.machine.receipts[number - 1].picture)


class Scale:
    """`kg` · `moving`, `over`, `under`, `silent` true or false."""

    kind, driver, bus = "scale", "toledo_8217", "serial"
    title, manufacturer = "Ariva-S", "Mettler-Toledo"

    def __init__(self, folder: Path, name: str) -> None:
        self.machine = toledo_8217.Toledo8217()
        self.served = toledo_8217.Served(self.machine)
        self._link = folder / name
        self.address = str(self._link)

    async def plug(self) -> None:
        self.served.start(self._link)

    async def unplug(self) -> None:
        self.served.stop()

    def change(
        self,
        *,
        kg: float | None = None,
        moving: bool = False,
        over: bool = False,
        under: bool = False,
        silent: bool = False,
    ) -> None:
        self.machine.kg = self.machine.kg if kg is None else float(kg)
        self.machine.moving, self.machine.over, self.machine.under = bool(moving), bool(over), bool(under)
        self.machine.silent = bool(silent)

    def state(self) -> dict[str, Any]:
        machine = self.machine
        return {"kg": machine.kg, "moving": machine.moving, "over": machine.beyond, "under": machine.below}


class Scanner:
    """`code` is scanned · `end` enter, keypad, tab, none."""

    kind, driver, bus = "scanner", "hid_keyboard", "hid"
    title, manufacturer = "Voyager 1450g", "Honeywell"
    ENDS: ClassVar[Mapping[str, int]] = {
        "enter": hid_keyboard.ENTER,
        "keypad": hid_keyboard.PAD_ENTER,
        "tab": hid_keyboard.TAB,
        "none": 0,
    }

    def __init__(self, folder: Path, name: str) -> None:
        self.served = hid_keyboard.Served()
        self.address = str(folder / name)
        self._last = ""
        self._seen = 0

    async def plug(self) -> None:
        await self.served.start(Path(self.address))

    async def unplug(self) -> None:
        await self.served.stop()

    def change(self, *, code: str, end: str = "enter", pad: bool = False) -> None:
        self._seen = self.served.scan(code, end=self.ENDS[end], pad=bool(pad))
        self._last = code

    def state(self) -> dict[str, Any]:
        return {"last": self._last, "seen": self._seen}


KINDS: Mapping[str, Callable[[Path, str], Simulated]] = {"printer": Printer, "scale": Scale, "scanner": Scanner}

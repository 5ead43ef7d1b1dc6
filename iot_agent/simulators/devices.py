"""The simulated devices of `iot-agent simulate`: where they are plugged in, and what they can be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from . import hid_keyboard, hid_pedal, line, line_display, toledo_8217
from .printers import Impact, LabelPrinter, OldLabelPrinter, Printer, StarPrinter
from .tools import Camera, Gauge, NetworkCamera, Screen, StreamingCamera

Typing = TypeVar("Typing", bound=hid_keyboard.Served)


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


class _OnALine:
    """Plugged in at the end of a serial line."""

    def __init__(self, served: line.Served, link: Path) -> None:
        self.served = served
        self._link = link
        self.address = str(link)

    async def plug(self) -> None:
        self.served.start(self._link)

    async def unplug(self) -> None:
        self.served.stop()


class Scale(_OnALine):
    """`kg` · `moving`, `over`, `under`, `silent` true or false."""

    kind, driver, bus = "scale", "toledo_8217", "serial"
    title, manufacturer = "Ariva-S", "Mettler-Toledo"

    def __init__(self, folder: Path, name: str) -> None:
        self.machine = toledo_8217.Toledo8217()
        super().__init__(line.Served(self.machine), folder / name)

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


class _Keys(Generic[Typing]):
    """What types at whoever holds it, and tells what it typed last."""

    def __init__(self, served: Typing, address: Path) -> None:
        self.address = str(address)
        self.served = served
        self._last = ""
        self._seen = 0

    async def plug(self) -> None:
        await self.served.start(Path(self.address))

    async def unplug(self) -> None:
        await self.served.stop()

    def state(self) -> dict[str, Any]:
        return {"last": self._last, "seen": self._seen}


class Scanner(_Keys[hid_keyboard.Served]):
    """`code` is scanned · `end` enter, keypad, tab, none · `layout` us, fr, de."""

    kind, driver, bus = "scanner", "hid_keyboard", "hid"
    title, manufacturer = "Voyager 1450g", "Honeywell"
    ENDS: ClassVar[Mapping[str, int]] = {
        "enter": hid_keyboard.ENTER,
        "keypad": hid_keyboard.PAD_ENTER,
        "tab": hid_keyboard.TAB,
        "none": 0,
    }

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(hid_keyboard.Served(), folder / name)

    def change(self, *, code: str, end: str = "enter", pad: bool = False, layout: str = "us") -> None:
        self._seen = self.served.scan(code, end=self.ENDS[end], pad=bool(pad), layout=layout)
        self._last = code


class Pedal(_Keys[hid_pedal.Served]):
    """`key` goes down and up, such as B or Ctrl+C."""

    kind, driver, bus = "pedal", "hid_pedal", "hid"
    title, manufacturer = "FootSwitch", "PCsensor"

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(hid_pedal.Served(), folder / name)

    def change(self, *, key: str = "B") -> None:
        self._seen = self.served.press(key)
        self._last = key


class Display(_OnALine):
    """A line display, which is told nothing but by the box."""

    kind, driver, bus = "display", "line_display", "serial"
    title, manufacturer = "DM-D110", "EPSON"

    def __init__(self, folder: Path, name: str) -> None:
        self.machine = line_display.LineDisplay()
        super().__init__(line.Served(self.machine), folder / name)

    async def unplug(self) -> None:
        await super().unplug()
        self.machine.reset()  # without power it is dark

    def change(self) -> None:
        """It has no buttons."""

    def state(self) -> dict[str, Any]:
        return {"lines": self.machine.lines}


KINDS: Mapping[str, Callable[[Path, str], Simulated]] = {
    "printer": Printer,
    "scale": Scale,
    "scanner": Scanner,
    "pedal": Pedal,
    "label": LabelPrinter,
    "epl": OldLabelPrinter,
    "star": StarPrinter,
    "impact": Impact,
    "camera": Camera,
    "netcam": NetworkCamera,
    "rtspcam": StreamingCamera,
    "gauge": Gauge,
    "display": Display,
    "screen": Screen,
}

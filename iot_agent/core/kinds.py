"""What Odoo may ask of each kind of device. A driver is a subclass that speaks one device's language.

A driver has no __init__, loop, lock, retry, log or thread: the supervisor opens `self.wire`, serialises calls,
bounds them in time, and turns errors into states. A driver raises TransportError, ProtocolError or DeviceError.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from ..errors import DeviceError
from ..values import (
    Barcode,
    Case,
    Confirmation,
    Finish,
    Fit,
    Key,
    Measure,
    Page,
    Paper,
    Photo,
    PrinterState,
    Raster,
    Raw,
    Text,
    Weight,
)
from ..wire import Code, Kind, Quality
from .match import Candidate, Match
from .transport import Transport


class DeviceDriver(ABC):
    """One open device."""

    kind: ClassVar[Kind]
    matches: ClassVar[tuple[Match, ...]]
    baud: ClassVar[str] = "9600 8N1"
    """Line settings where the bus is serial."""
    idle: ClassVar[bool] = False
    """Whether the device is listed and no more: its wire is never opened."""
    quality: ClassVar[Quality] = Quality.SIMULATED
    """How far the driver was ever tried; each states its own."""

    def __init__(self, wire: Transport, seen: Candidate, options: Mapping[str, str]) -> None:
        self.wire = wire
        self.seen = seen
        self.options = options
        self.memory: dict[str, str] = {}
        """What outlives the open device, until Odoo settles other options; the worker keeps it."""

    async def probe(self) -> None:
        """Return once the device is known to be ours and ready; raise otherwise."""

    def _setting(self, option: str, usual: int = 0, *, least: int = 1) -> int:
        """The whole number that an option says; `usual` where it says none, or less than the least."""
        said = self.options.get(option, "")
        return int(said) if said.isdecimal() and int(said) >= least else usual


class Printer(DeviceDriver):
    """Prints pages, opens a drawer."""

    kind = Kind.PRINTER
    subtype: str = "receipt"
    """What it is for; an open printer may know better than its class."""
    prints: tuple[type[Page], ...] = (Raster, Text, Raw)
    """What it can be given; anything else is refused before it begins."""
    spools: ClassVar[bool] = False
    """Whether a page is kept until the printer can print it: all its copies are one call, and nothing is refused for
    the state of the printer."""

    def saw(self, state: PrinterState) -> None:
        """To be called with what the printer says of itself while a page takes its time; the worker listens."""

    @abstractmethod
    async def print(self, page: Page, finish: Finish) -> Confirmation:
        """Put a page that is one of `prints` on paper."""

    def fit(self, asked: Fit) -> Fit:
        """What a job asks for its picture, completed with what the printer's owner and the driver know."""
        return asked

    def case(self, fit: Fit) -> Case:  # noqa: ARG002 - for those whose letters depend on the paper
        """The letters and codes it has of its own, for tickets."""
        return Case()

    async def withdraw(self) -> bool:
        """Take back the page that was given up; True if none of it is or will be on paper."""
        return False

    async def outlast(self) -> Confirmation:
        """Wait for the end of the page that came too late to be taken back; TimeoutError if nobody will learn of it."""
        raise TimeoutError

    async def sever(self) -> None:
        """Cut off what an interrupted page may have left on the strip, where the printer can."""

    def samples(self) -> bytes:
        """A strip in its own language, with a picture in each way it may be sent one, numbered; b"" = one way only."""
        return b""

    @abstractmethod
    async def drawer(self, *, pin: int, pulse: int) -> None: ...

    @abstractmethod
    async def status(self) -> PrinterState:
        """What the printer says of itself; silence is an answer of Nones, never an error."""


def refuse(state: PrinterState) -> None:
    """Raise for what keeps a page from coming out."""
    if state.paper is Paper.OUT:
        raise DeviceError(Code.PAPER_OUT)
    if state.cover_open:
        raise DeviceError(Code.COVER_OPEN)
    if state.error:
        raise DeviceError(Code.DEVICE_ERROR)


class Scale(DeviceDriver):
    """Gives weights as fast as the line allows; the supervisor asks again and again."""

    kind = Kind.SCALE
    pace: ClassVar[float] = 0.0
    """Seconds between two readings of one that bears no more, and is asked nothing while nobody wants to know."""

    @classmethod
    def can(cls) -> list[str]:
        """What it may be told, as far as its driver knows how."""
        return [name for name in ("tare", "zero") if getattr(cls, name) is not getattr(Scale, name)]

    @abstractmethod
    async def weigh(self) -> Weight: ...

    async def tare(self) -> None:
        """Take what lies on it for the container."""
        raise DeviceError(Code.NOT_SUPPORTED)

    async def zero(self) -> None:
        """Take what it shows for nothing."""
        raise DeviceError(Code.NOT_SUPPORTED)


class Scanner(DeviceDriver):
    """Raises codes by itself."""

    kind = Kind.SCANNER

    @abstractmethod
    def scans(self) -> AsyncIterator[Barcode]: ...

    @abstractmethod
    async def beep(self) -> None:
        """Let the user see or hear which scanner this is, where the device can."""


class Gauge(DeviceDriver):
    """A measuring tool: tells a value when it is asked, when its user presses its button, or both."""

    kind = Kind.GAUGE

    @abstractmethod
    def measures(self) -> AsyncIterator[Measure]:
        """What it sends by itself; one that never does waits for ever."""

    async def measure(self) -> Measure:
        """What it shows at this moment."""
        raise DeviceError(Code.NOT_SUPPORTED)


class Pedal(DeviceDriver):
    """A footswitch or a keypad: raises keys by itself."""

    kind = Kind.PEDAL

    @abstractmethod
    def keys(self) -> AsyncIterator[Key]: ...


class Camera(DeviceDriver):
    """Takes pictures."""

    kind = Kind.CAMERA

    @abstractmethod
    async def picture(self, width: int) -> Photo:
        """One that was taken after the call, at most `width` dots wide (0 = as its settings say)."""


class Display(DeviceDriver):
    """A screen that shows pages, or lines of text: each does one and refuses the other."""

    kind = Kind.DISPLAY
    subtype: str = "screen"

    async def look(self) -> None:
        """Raise once it shows nothing any more; asked for again and again."""

    async def show(self, url: str) -> None:  # noqa: ARG002 - for those who show pages
        """Show the page at `url`; "" = what its settings say, else who the box is."""
        raise DeviceError(Code.NOT_SUPPORTED)

    async def text(self, lines: tuple[str, ...]) -> None:  # noqa: ARG002 - for those who show lines
        raise DeviceError(Code.NOT_SUPPORTED)

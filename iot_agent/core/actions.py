"""From an action on the wire to a call of a driver, and from its result to an outcome.

Before anything that cannot be taken back, an action awaits `begin()`: until then a failure may be tried again.
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import enum
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..codecs import label, raster
from ..codecs.pdf import DPI
from ..errors import DeviceError, MissingLibrary, TransportError
from ..values import Balance, Confirmation, Finish, Fit, Pdf, PrinterState, Raw
from ..wire import IMAGES, MAX_PICTURE, MAX_ROW_BYTES, MAX_ROWS, PRINT, Code, Format, Kind, State
from . import documents
from .entry import Sheet
from .kinds import Camera, DeviceDriver, Display, Gauge, Printer, Scale, Scanner, refuse

SETTLE = 3.0
"""Seconds a scale gets to come to rest."""
BALANCE_CODES = {Balance.OVER: Code.OVERLOAD, Balance.UNDER: Code.UNDER_ZERO, Balance.MOVING: Code.UNSTABLE}

_logger = logging.getLogger(__name__)

Begin = Callable[[], Awaitable[None]]


class Silent(TransportError):
    """A printer that used to answer says nothing: its wire may be dead without anybody having noticed."""


@dataclass(frozen=True)
class Result:
    """How an action ended; `code` explains what did not."""

    state: State
    code: Code | None = None
    value: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """What the driver is asked; `answers`: the device has answered before."""

    action: str
    params: Mapping[str, Any]
    sheet: Sheet | None = None
    answers: bool = False
    torn: bool = False
    """Whether the page before this one may have been cut short."""


async def perform(driver: DeviceDriver, wish: Wish, begin: Begin) -> Result:
    """Do it. Raises TransportError, ProtocolError or DeviceError; the caller knows whether it had begun."""
    return await _METHODS[driver.kind, wish.action](driver, wish, begin)


async def _print(driver: Printer, wish: Wish, begin: Begin) -> Result:
    fit = driver.fit(_asked(wish))
    pages = await documents.pages(driver, wish.sheet, fit)
    await _look(driver, wish)
    await begin()
    if wish.torn:
        await driver.sever()
    taken: list[Confirmation] = []
    for finish in _finishes(driver, wish, fit):
        for page in pages:
            try:
                taken.append(await driver.print(page, finish))
            except DeviceError as error:
                if not taken and not error.pending:
                    raise
                return Result(State.UNKNOWN, error.code)  # a part is or will be out: it is not unprinted
    return printed(*taken)


def printed(*taken: Confirmation) -> Result:
    """How a job ended whose pages the printer took like that."""
    return Result(State.DONE if all(one is Confirmation.PRINTED for one in taken) else State.SENT)


def in_parts(driver: Printer, wish: Wish) -> bool:
    """Whether the printer gets the document page by page, or copy by copy."""
    copies = 1 if driver.spools else wish.params.get("copies", 1)
    return copies > 1 or bool(wish.sheet and wish.sheet.format is Format.PDF and Pdf not in driver.prints)


def _asked(wish: Wish) -> Fit:
    """What the job says of its picture. A PNG or JPEG may name its paper's width."""
    names = ("image", "scale", "width", "dpi", "label_width", "label_height", "turn")
    way, scale, width, dpi, across, down, turn = (wish.params.get(name, PRINT[name].default) for name in names)
    width, tall = _dots(across, dpi) or width, _dots(down, dpi)
    bounded = width <= MAX_ROW_BYTES * 8 and tall <= MAX_ROWS and width * tall <= raster.MAX_PIXELS
    if not bounded or way not in ("", *IMAGES) or turn not in label.TURNS:
        raise DeviceError(Code.BAD_PARAMS)
    if wish.sheet and wish.sheet.format in (Format.PNG, Format.JPEG):
        width = width or wish.sheet.width
    return Fit(way, scale, width, dpi=dpi, label=tall, turn=turn)


def _dots(millimetres: int, dpi: int) -> int:
    return round(millimetres * (dpi or DPI) / 25.4)


def _finishes(driver: Printer, wish: Wish, fit: Fit) -> list[Finish]:
    """One for each time the driver is called."""
    asked = {name: wish.params[name] for name in ("cut", "duplex", "tray") if name in wish.params}
    sides = (wish.params.get("label_width", 0), wish.params.get("label_height", 0))
    known = sides if all(sides) else None
    one = Finish(**asked, way=fit.way, width=fit.width, dpi=fit.dpi, turn=fit.turn, label=known)
    copies = wish.params["copies"]
    return [replace(one, copies=copies)] if driver.spools else [one] * copies


async def _look(driver: Printer, wish: Wish) -> None:
    """Raise for what keeps a page from coming out while nothing has begun; a spooler that is away breaks the wire."""
    if driver.spools:
        await driver.status()
    elif wish.answers:
        _refuse(await driver.status())


def _refuse(state: PrinterState) -> None:
    """Say no while nothing is printed; what the printer does not tell is no obstacle."""
    if state == PrinterState():
        raise Silent("no answer")
    refuse(state)
    if state.online is False:
        raise DeviceError(Code.OFFLINE)


async def _samples(driver: Printer, wish: Wish, begin: Begin) -> Result:
    strip = driver.samples()
    if not strip:
        raise DeviceError(Code.NOT_SUPPORTED)
    await _look(driver, wish)
    await begin()
    return printed(await driver.print(Raw(strip), Finish()))


async def _drawer(driver: Printer, wish: Wish, begin: Begin) -> Result:
    await begin()
    await driver.drawer(pin=wish.params["pin"], pulse=wish.params["pulse"])
    return Result(State.SENT)


async def _status(driver: Printer, _wish: Wish, _begin: Begin) -> Result:
    state = await driver.status()
    if state == PrinterState():
        raise DeviceError(Code.NO_ANSWER)
    return Result(State.DONE, value=plain(state))


async def _weigh(driver: Scale, _wish: Wish, _begin: Begin) -> Result:
    loop = asyncio.get_running_loop()
    patience = loop.time() + SETTLE
    weight = await driver.weigh()
    while weight.balance is Balance.MOVING and loop.time() < patience:
        weight = await driver.weigh()
    code = BALANCE_CODES.get(weight.balance)
    return Result(State.FAILED if code else State.DONE, code, plain(weight))


async def _beep(driver: Scanner, _wish: Wish, _begin: Begin) -> Result:
    await driver.beep()
    return Result(State.DONE)


async def _tare(driver: Scale, _wish: Wish, begin: Begin) -> Result:
    await begin()
    await driver.tare()
    return Result(State.DONE)


async def _zero(driver: Scale, _wish: Wish, begin: Begin) -> Result:
    await begin()
    await driver.zero()
    return Result(State.DONE)


async def _measure(driver: Gauge, _wish: Wish, _begin: Begin) -> Result:
    return Result(State.DONE, value=plain(await driver.measure()))


async def _picture(driver: Camera, wish: Wish, _begin: Begin) -> Result:
    try:
        photo = await driver.picture(wish.params["width"])
    except MissingLibrary as missing:
        _logger.warning("cannot make a picture: %s", missing)
        raise DeviceError(Code.MISSING_LIBRARY) from missing
    if len(photo.jpeg) > MAX_PICTURE:
        raise DeviceError(Code.TOO_LARGE)
    value = {"picture": base64.b64encode(photo.jpeg).decode(), "width": photo.width, "height": photo.height}
    return Result(State.DONE, value=value)


async def _show(driver: Display, wish: Wish, _begin: Begin) -> Result:
    await driver.show(wish.params["url"])
    return Result(State.DONE)


async def _lines(driver: Display, wish: Wish, _begin: Begin) -> Result:
    await driver.text(tuple(wish.params["lines"].split("\n")))
    return Result(State.DONE)


_METHODS: Mapping[tuple[Kind, str], Callable[[Any, Wish, Begin], Awaitable[Result]]] = {
    (Kind.PRINTER, "print"): _print,
    (Kind.PRINTER, "drawer"): _drawer,
    (Kind.PRINTER, "status"): _status,
    (Kind.PRINTER, "samples"): _samples,
    (Kind.SCALE, "weigh"): _weigh,
    (Kind.SCALE, "tare"): _tare,
    (Kind.SCALE, "zero"): _zero,
    (Kind.SCANNER, "beep"): _beep,
    (Kind.CAMERA, "picture"): _picture,
    (Kind.DISPLAY, "show"): _show,
    (Kind.DISPLAY, "text"): _lines,
    (Kind.GAUGE, "measure"): _measure,
}


def plain(value: Any) -> dict[str, Any]:
    """A frozen value as JSON values, named as its fields are."""
    return {
        f.name: item.value if isinstance(item := getattr(value, f.name), enum.Enum) else item
        for f in dataclasses.fields(value)
    }

"""The queues of the machine's own spooler. They are read, and never made, changed or removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import parse_qs, unquote, urlsplit

from ..codecs import ipp, spooler
from ..codecs.ipp import Attribute, Attributes, Operation, Tag
from ..core.match import Candidate
from ..errors import ProtocolError, TransportError
from ..transports.cups import Cups
from .sysfs import safe
from .usb import Usb

PATIENCE = 5.0
CLASS, FAX = 0x00000001, 0x00040000
"""Bits of printer-type: a queue over other queues, and one that dials."""


class Queues:
    """All printers that the spooler has; none where no spooler runs.

    A spooler that does not answer has not lost its queues: it is being restarted, and their workers see for themselves.
    """

    name = "cups"

    def __init__(self) -> None:
        self._last: list[Candidate] = []

    async def scan(self) -> list[Candidate]:
        with suppress(TransportError, ProtocolError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                self._last = list(candidates(await _printers()))
        return self._last


async def _printers() -> list[Attributes]:
    wire, answers = Cups("/"), ipp.Answers()
    wanted = Attribute(Tag.KEYWORD, spooler.ASKED)
    try:
        await wire.write(ipp.request(Operation.CUPS_GET_PRINTERS, 1, ipp.asking("", requested_attributes=wanted)))
        while not (answer := answers.next()):
            answers.feed(await wire.read(65536))
    finally:
        await wire.close()
    return answer.of(ipp.Group.PRINTER)


def candidates(printers: list[Attributes]) -> Iterator[Candidate]:
    """One for each queue, told by what its device is told by, or else by the queue's own UUID."""
    taken: set[str] = set()
    for printer in printers:
        name = ipp.word(printer, "printer-name")
        if not name or ipp.number(printer, "printer-type") & (CLASS | FAX):
            continue
        device = ipp.word(printer, "device-uri")
        own = ipp.word(printer, "printer-uuid").removeprefix("urn:uuid:") or name
        identifier = safe("cups", _told_by(device) or own)
        identifier = safe("cups", own) if identifier in taken else identifier
        taken.add(identifier)
        model = "" if spooler.is_raw(printer) else ipp.word(printer, "printer-make-and-model")
        yield Candidate(
            identifier=identifier,
            bus="cups",
            address=name,
            name=ipp.word(printer, "printer-info") or name,
            manufacturer=model.partition(" ")[0],
            hints={"device": device, "model": model, "raw": "yes" if spooler.is_raw(printer) else "no"},
        )


def _told_by(device: str) -> str:
    """The serial number or UUID in the address of a device."""
    query = parse_qs(urlsplit(device).query)
    return next((query[key][0] for key in ("serial", "uuid") if key in query), "")


class Printers:
    """What is on USB and what the spooler has, each printer once.

    Its owner's driver in the spooler wins; a queue that only passes bytes on yields to the agent's own driver, which
    can ask the printer how it is.
    """

    name = "printers"

    def __init__(self, usb: Usb, queues: Queues, drives: Callable[[Candidate], bool]) -> None:
        self._usb = usb
        self._queues = queues
        self._drives = drives
        self._driven: dict[str, Candidate] = {}

    async def scan(self) -> list[Candidate]:
        plugged, queues = await self._usb.scan(), await self._queues.scan()
        self._driven |= {seen.identifier: seen for seen in plugged if self._drives(seen)}
        return list(once(plugged, queues, list(self._driven.values())))


def once(plugged: list[Candidate], queues: list[Candidate], driven: list[Candidate]) -> Iterator[Candidate]:
    """Each printer by the better of its two ways; a printer that is unplugged for a while keeps its way."""
    spooled = [queue for queue in queues if queue.hints["raw"] == "no"]
    for usb in plugged:
        if not any(same(usb, queue) for queue in spooled):
            yield usb
    for queue in queues:
        if queue in spooled or not any(same(usb, queue) for usb in driven):
            yield queue


def same(usb: Candidate, queue: Candidate) -> bool:
    """Whether the queue leads to this USB printer: by serial number, or for want of one by model."""
    device = urlsplit(queue.hints["device"])
    if device.scheme != "usb":
        return False
    if serial := parse_qs(device.query).get("serial", [""])[0]:
        return usb.identifier.endswith(f"-{safe(serial)}")
    return unquote(device.path).strip("/").casefold() == usb.name.casefold()

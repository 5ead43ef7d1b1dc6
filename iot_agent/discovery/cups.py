"""The queues of the machine's own spooler. They are read, and never made, changed or removed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ..codecs import ipp, spooler
from ..codecs.imc import MARK
from ..codecs.ipp import Attribute, Attributes, Operation, Tag
from ..core.match import Candidate
from ..errors import ProtocolError, TransportError
from ..transports.cups import Cups
from . import marks
from .sysfs import safe

PATIENCE = 5.0
PORTS = {"socket": ("tcp", 9100), "lpd": ("lpd", 515), "ipp": ("ipp", 631), "ipps": ("ipp", 631)}
"""By which language CUPS reaches a printer on the network, and where if its address does not say."""
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
    """One for each queue, told by what its device is told by, or else by the queue's own UUID.

    It is called as its owner describes it, but by its own name if that says how to print.
    """
    taken: set[str] = set()
    for printer in printers:
        name = ipp.word(printer, "printer-name")
        if not name or ipp.number(printer, "printer-type") & (CLASS | FAX):
            continue
        device = ipp.word(printer, "device-uri")
        uuid = ipp.word(printer, "printer-uuid").removeprefix("urn:uuid:")
        own = uuid or name
        identifier = safe("cups", _told_by(device) or own)
        identifier = safe("cups", own) if identifier in taken else identifier
        taken.add(identifier)
        model = "" if spooler.is_raw(printer) else ipp.word(printer, "printer-make-and-model")
        yield Candidate(
            identifier=identifier,
            bus="cups",
            address=name,
            name=(ipp.word(printer, "printer-info") if MARK not in name else "") or name,
            manufacturer=model.partition(" ")[0],
            hints={"device": device, "model": model, "raw": "yes" if spooler.is_raw(printer) else "no", "uuid": uuid},
            marks=_marks(device),
        )


def _split(device: str) -> SplitResult:
    """The parts of a device's address; one that cannot be read, which CUPS accepts, has none."""
    with suppress(ValueError):
        to = urlsplit(device)
        if to.port is None or to.port:
            return to
    return urlsplit("")


def _told_by(device: str) -> str:
    """The serial number or UUID in the address of a device."""
    query = parse_qs(_split(device).query)
    return next((query[key][0] for key in ("serial", "uuid") if key in query), "")


def _marks(device: str) -> frozenset[str]:
    """What the printer behind the queue is known by; of a USB printer without a serial number the model."""
    to = _split(device)
    query = parse_qs(to.query)
    if to.scheme == "usb":
        return marks.usb(query.get("serial", [""])[0], unquote(to.path).strip("/"))
    host = unquote(to.hostname or "").lower()
    if to.scheme == "dnssd":
        instance = unquote(to.netloc).partition("._")[0]
        return marks.network(uuid=query.get("uuid", [""])[0], instance=instance)
    bus, port = PORTS.get(to.scheme, ("", 0))
    resource = "" if bus == "tcp" else unquote(to.path)
    uuid = query.get("uuid", [""])[0]
    port = to.port or port if bus else 0
    return marks.network(uuid=uuid, host=host, port=port, bus=bus, resource=resource) if host else frozenset()

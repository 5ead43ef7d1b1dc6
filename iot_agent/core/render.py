"""Documents made pages in a process of their own, so that no document can hurt the agent or hold a device up."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json

from ..codecs import raster
from ..codecs.pdf import HEAD, Exit
from ..errors import MissingLibrary, ProtocolError
from ..values import Fit, Raster
from . import child
from .entry import Sheet

RENDERER = "renderer"
PATIENCE = 90.0
"""Seconds for a whole document."""
MOST_DOTS = 400_000_000
"""Of all pages together, kept in memory as 1-bit: 50 MB."""


async def pages(sheet: Sheet, fit: Fit, *, strip: bool = False) -> list[Raster]:
    """The pages of a PDF, or a picture as one; what cannot be made within bounds raises ProtocolError, or
    MissingLibrary."""
    size = {"width": sheet.width, "height": sheet.height}
    asked = json.dumps({"format": sheet.format.value, **size, "fit": dataclasses.asdict(fit), "strip": strip})
    process = await child.start(RENDERER, asked)
    try:
        async with asyncio.timeout(PATIENCE):
            feeding = asyncio.ensure_future(_feed(process, sheet.data))
            try:
                return await _read(process)
            finally:
                feeding.cancel()
                await asyncio.gather(feeding, return_exceptions=True)
    except TimeoutError:
        raise ProtocolError("a document that takes too long") from None
    finally:
        await child.end(process)


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin  # noqa: S101 - asked for above
    with contextlib.suppress(OSError):  # it has seen enough of the document
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: asyncio.subprocess.Process) -> list[Raster]:
    assert process.stdout  # noqa: S101 - asked for above
    made: list[Raster] = []
    dots = 0
    try:
        while (head := HEAD.unpack(await process.stdout.readexactly(HEAD.size))) != (0, 0, 0):
            width, height, size = head
            dots += width * height
            if dots > MOST_DOTS:
                raise ProtocolError("too many pages")
            made.append(raster.inflate(await process.stdout.readexactly(size), width, height))
    except asyncio.IncompleteReadError:
        if await process.wait() == Exit.MISSING_LIBRARY:
            raise MissingLibrary("pip install 'iot-agent[pdf]'") from None
        raise ProtocolError("a document that cannot be rendered") from None
    return made

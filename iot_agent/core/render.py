"""Documents made pages in a process of their own, so that no document can hurt the agent or hold a device up."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import sys
from pathlib import Path

from ..codecs import raster
from ..codecs.pdf import HEAD, Exit
from ..errors import MissingLibrary, ProtocolError
from ..values import Fit, Raster
from .entry import Sheet

PACKAGE = Path(__file__).parents[1]
RENDERER = f"{PACKAGE.name}.renderer"
PATIENCE = 90.0
"""Seconds for a whole document."""
MOST_DOTS = 400_000_000
"""Of all pages together, kept in memory as 1-bit: 50 MB."""


async def pages(sheet: Sheet, fit: Fit, *, strip: bool = False) -> list[Raster]:
    """The pages of a PDF, or a picture as one; what cannot be made within bounds raises ProtocolError, or
    MissingLibrary."""
    size = {"width": sheet.width, "height": sheet.height}
    asked = json.dumps({"format": sheet.format.value, **size, "fit": dataclasses.asdict(fit), "strip": strip})
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", RENDERER, asked),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            feeding = asyncio.ensure_future(_feed(child, sheet.data))
            try:
                return await _read(child)
            finally:
                feeding.cancel()
                await asyncio.gather(feeding, return_exceptions=True)
    except TimeoutError:
        raise ProtocolError("a document that takes too long") from None
    finally:
        await _end(child)


async def _feed(child: asyncio.subprocess.Process, data: bytes) -> None:
    assert child.stdin  # noqa: S101 - asked for above
    with contextlib.suppress(OSError):  # it has seen enough of the document
        child.stdin.write(data)
        await child.stdin.drain()
    child.stdin.close()


async def _read(child: asyncio.subprocess.Process) -> list[Raster]:
    assert child.stdout  # noqa: S101 - asked for above
    made: list[Raster] = []
    dots = 0
    try:
        while (head := HEAD.unpack(await child.stdout.readexactly(HEAD.size))) != (0, 0, 0):
            width, height, size = head
            dots += width * height
            if dots > MOST_DOTS:
                raise ProtocolError("too many pages")
            made.append(raster.inflate(await child.stdout.readexactly(size), width, height))
    except asyncio.IncompleteReadError:
        if await child.wait() == Exit.MISSING_LIBRARY:
            raise MissingLibrary("pip install 'iot-agent[pdf]'") from None
        raise ProtocolError("a document that cannot be rendered") from None
    return made


async def _end(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()

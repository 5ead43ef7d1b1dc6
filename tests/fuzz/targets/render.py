"""What the process that makes pages of a PDF says: frames of deflated rows."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from iot_agent.core import render
from iot_agent.errors import MissingLibrary, ProtocolError


def fuzz(data: bytes) -> None:
    asyncio.run(_read(data))


async def _read(data: bytes) -> None:
    stdout = asyncio.StreamReader()
    stdout.feed_data(data)
    stdout.feed_eof()

    async def wait() -> int:
        return data[-1] if data else 0

    try:
        pages = await render._read(cast("Any", SimpleNamespace(stdout=stdout, wait=wait)))
    except (ProtocolError, MissingLibrary):
        return
    assert sum(page.width * page.height for page in pages) <= render.MOST_DOTS
    assert all(len(page.rows) == page.row_bytes * page.height for page in pages)

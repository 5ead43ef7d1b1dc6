"""Printers whose address the box's owner types on the homepage."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from .. import wire
from ..settings import DeviceSetting
from ..wire import Code, WireError
from .call import DONE, Call, answer

PATIENCE = 3.0
"""Seconds for the printer to take a connection."""


async def add(call: Call, wish: wire.NetworkPrinter) -> web.Response:
    """Keep it if something answers there; nothing is sent to it."""
    await _answers(call.ports.by_hand.check(wish))
    call.ports.by_hand.add(wish)
    return answer(DONE)


async def forget(call: Call, wish: wire.ForgetPrinter) -> web.Response:
    call.ports.by_hand.remove(wish.identifier)
    return answer(DONE)


async def _answers(printer: DeviceSetting) -> None:
    at = urlsplit(printer.address if "://" in printer.address else f"tcp://{printer.address}")
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(at.hostname, at.port)
    except (OSError, TimeoutError, ValueError) as error:
        raise WireError(Code.OFFLINE, "address") from error
    writer.close()

"""Printers and cameras of the network whose address the box's owner types on the homepage."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from .. import wire
from ..core.store import TypedDevice
from ..settings import DeviceSetting
from ..wire import Code, WireError
from .call import DONE, Call, answer

PATIENCE = 3.0
"""Seconds for the device to take a connection."""


async def add(call: Call, wish: TypedDevice) -> web.Response:
    """Keep it if something answers there; nothing is sent to it."""
    await _answers(call.parts.by_hand.check(wish))
    call.parts.by_hand.add(wish)
    return answer(DONE)


async def forget(call: Call, wish: wire.ForgetPrinter) -> web.Response:
    call.parts.by_hand.remove(wish.identifier)
    return answer(DONE)


async def _answers(device: DeviceSetting) -> None:
    try:
        at = urlsplit(device.address if "://" in device.address else f"tcp://{device.address}")
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(at.hostname, at.port or wire.CAMERAS[at.scheme.lower()])
    except (OSError, TimeoutError, ValueError):
        raise WireError(Code.OFFLINE, "address") from None  # the error may name the whole address
    writer.close()

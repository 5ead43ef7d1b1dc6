"""What only the box's owner may do."""

from __future__ import annotations

from aiohttp import web

from .. import wire
from ..wire import Code, WireError
from .call import DONE, Call, answer


async def disconnect(call: Call, _: wire.Empty) -> web.Response:
    await call.parts.line.disconnect()
    return answer(DONE)


async def restart(call: Call, _: wire.Empty) -> web.Response:
    call.parts.restart()
    return answer(DONE)


async def update_drivers(call: Call, _: wire.Empty) -> web.Response:
    """Take the drivers of the database, even those that were not taken before."""
    line = call.parts.line
    if not line.pairing:
        raise WireError(Code.NOT_PAIRED)
    if not line.online:
        raise WireError(Code.SERVER_UNREACHABLE)
    call.parts.update_drivers()
    return answer(DONE)


async def status_ticket(call: Call, _: wire.Empty) -> web.Response:
    await call.parts.status_ticket()
    return answer(DONE)

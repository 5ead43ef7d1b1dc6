"""What only the box's owner may do."""

from __future__ import annotations

from aiohttp import web

from .. import wire
from ..wire import Code, WireError
from .call import DONE, Call, answer


async def disconnect(call: Call, _: wire.Empty) -> web.Response:
    await call.ports.line.disconnect()
    return answer(DONE)


async def restart(call: Call, _: wire.Empty) -> web.Response:
    call.ports.restart()
    return answer(DONE)


async def update_drivers(call: Call, _: wire.Empty) -> web.Response:
    """Take the drivers of the database, even those that were not taken before."""
    line = call.ports.line
    if not line.pairing:
        raise WireError(Code.NOT_PAIRED)
    if not line.online:
        raise WireError(Code.SERVER_UNREACHABLE)
    call.ports.update_drivers()
    return answer(DONE)


async def status_ticket(call: Call, _: wire.Empty) -> web.Response:
    await call.ports.status_ticket()
    return answer(DONE)

"""What only the box's owner may do."""

from __future__ import annotations

from aiohttp import web

from .. import wire
from .call import DONE, Call, answer


async def disconnect(call: Call, _: wire.Empty) -> web.Response:
    await call.ports.line.disconnect()
    return answer(DONE)


async def restart(call: Call, _: wire.Empty) -> web.Response:
    call.ports.restart()
    return answer(DONE)


async def status_ticket(call: Call, _: wire.Empty) -> web.Response:
    await call.ports.status_ticket()
    return answer(DONE)

"""Events for a browser on the LAN, as they happen."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
from aiohttp import web

from .. import wire
from ..core.events import Lagging, Subscription
from ..core.tasks import first
from ..wire import Code, WireError
from . import cors
from .call import Call
from .tickets import allows

FIRST_MESSAGE = 5.0
HEARTBEAT = 20.0
MAX_LISTENERS = 100
REFUSED, LAGGING, FULL = 4401, 4408, 4429


async def listen(call: Call, _: None) -> web.StreamResponse:
    """A websocket: first a Listen, then Events as JSON text; a refusal closes it with 4401."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=16 << 10)
    if not socket.can_prepare(call.request):
        raise WireError(Code.BAD_MESSAGE, "upgrade")
    await socket.prepare(call.request)
    if len(call.sockets) >= MAX_LISTENERS:
        await socket.close(code=FULL, message=Code.TOO_MANY.value.encode())
        return socket
    call.sockets.add(socket)
    try:
        await _serve(call, socket)
    except WireError as error:
        await socket.close(code=REFUSED, message=error.code.value.encode())
    finally:
        call.sockets.discard(socket)
    return socket


async def _serve(call: Call, socket: web.WebSocketResponse) -> None:
    asked, claims = await _admit(call, socket)
    with call.ports.events.subscribe(asked.devices) as events:
        life = max(0.0, claims.expires - call.ports.clock.now())
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(life):
                await first(_send(socket, events), _until_closed(socket), _until_unpaired(call, claims))
    await socket.close()


async def _admit(call: Call, socket: web.WebSocketResponse) -> tuple[wire.Listen, wire.Claims]:
    try:
        text = await socket.receive_str(timeout=FIRST_MESSAGE)
    except (TimeoutError, TypeError):
        raise WireError(Code.BAD_MESSAGE, "listen") from None
    asked = wire.loads(text, wire.Listen, 16 << 10)
    claims = call.tickets.check(asked.ticket, asked.proof, "GET", call.request.path, b"")
    cors.check(call.request, claims)
    for device in asked.devices:
        allows(claims, device)
    return asked, claims


async def _send(socket: web.WebSocketResponse, events: Subscription) -> None:
    try:
        while True:
            await socket.send_str(wire.dumps(await events.next()))
    except Lagging:
        await socket.close(code=LAGGING)


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is aiohttp.WSMsgType.BINARY:
            return


async def _until_unpaired(call: Call, claims: wire.Claims) -> None:
    """A ticket dies with the pairing it belongs to."""
    while (pairing := call.ports.line.pairing) and pairing.box == claims.box:  # noqa: ASYNC110 - a rare thing
        await asyncio.sleep(5)

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
from .tickets import allows, spend

FIRST_MESSAGE = 5.0
HEARTBEAT = 20.0
SEND = 10.0
"""Seconds a listener may take to take an event."""
PARTING = 1.0
MAX_LISTENERS = 100
MAX_FIRST = 16 << 10
GLANCE = 5.0
REFUSED, LAGGING, FULL = 4401, 4408, 4429


async def listen(call: Call, _: None) -> web.StreamResponse:
    """A websocket: first a Listen, then Events as JSON text; a refusal closes it with 4401."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_FIRST)
    if not socket.can_prepare(call.request):
        raise WireError(Code.BAD_MESSAGE, "upgrade")
    await socket.prepare(call.request)
    if len(call.listeners) >= MAX_LISTENERS:
        await part(socket, call.request, FULL, Code.TOO_MANY.value)
        return socket
    call.listeners[socket] = call.request
    try:
        code, reason = await _serve(call, socket)
    except WireError as error:
        code, reason = REFUSED, error.code.value
    finally:
        del call.listeners[socket]
    await part(socket, call.request, code, reason)
    return socket


async def part(socket: web.WebSocketResponse, request: web.Request, code: int, reason: str = "") -> None:
    """Say goodbye; from a peer that does not listen the line is taken."""
    try:
        async with asyncio.timeout(PARTING):
            await socket.close(code=code, message=reason.encode())
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()


async def _serve(call: Call, socket: web.WebSocketResponse) -> tuple[int, str]:
    """How the listening ended."""
    asked, claims = await _admit(call, socket)
    life = max(0.0, claims.expires - call.parts.clock.now())
    with call.parts.events.subscribe(asked.devices) as events:
        try:
            async with asyncio.timeout(life):
                await first(_send(socket, events), _until_closed(socket), _until_unpaired(call, claims))
        except Lagging:
            return LAGGING, ""
        except (TimeoutError, ConnectionError):
            pass
    return aiohttp.WSCloseCode.OK, ""


async def _admit(call: Call, socket: web.WebSocketResponse) -> tuple[wire.Listen, wire.Claims]:
    try:
        text = await socket.receive_str(timeout=FIRST_MESSAGE)
    except (TypeError, TimeoutError):
        raise WireError(Code.BAD_MESSAGE, "listen") from None
    asked = wire.loads(text, wire.Listen, MAX_FIRST)
    claims = call.tickets.check(asked.ticket, asked.proof, "GET", call.request.path, b"")
    cors.check(call.request, claims)
    for device in asked.devices:
        allows(claims, device)
    await spend(call.parts, asked.proof)
    return asked, claims


async def _send(socket: web.WebSocketResponse, events: Subscription) -> None:
    while True:
        event = await events.next()
        try:
            async with asyncio.timeout(SEND):
                await socket.send_str(wire.dumps(event))
        except TimeoutError:
            raise Lagging("does not read") from None


async def _until_closed(socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(RuntimeError):
        async for _ in socket:
            pass


async def _until_unpaired(call: Call, claims: wire.Claims) -> None:
    """A ticket dies with the pairing it belongs to."""
    while (pairing := call.parts.line.pairing) and pairing.box == claims.box:  # noqa: ASYNC110 - a rare thing
        await asyncio.sleep(GLANCE)

"""The one door of the LAN side: who calls, from where, how much and what, all before a handler runs."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from .. import wire
from ..errors import StorageError
from ..wire import Code, WireError
from . import cors
from .call import Call, answer
from .listen import part
from .parts import Parts
from .routes import ROUTES, Route, Who
from .tickets import Tickets, spend

SLOWEST = 30.0
"""Seconds a body may take to arrive."""
DROPPED = 4 << 20
STATUS: Mapping[Code, int] = {
    Code.UNAUTHORIZED: 401,
    Code.REPLAYED: 401,
    Code.STALE: 401,
    Code.BAD_SIGNATURE: 401,
    Code.NOT_PAIRED: 401,
    Code.FORBIDDEN: 403,
    Code.FOREIGN_ORIGIN: 403,
    Code.UNKNOWN_JOB: 404,
    Code.UNKNOWN_DEVICE: 404,
    Code.ALREADY_PAIRED: 409,
    Code.KEY_CONFLICT: 409,
    Code.TOO_LARGE: 413,
    Code.TOO_MANY: 429,
    Code.BUSY: 429,
}
ANY_ORIGIN = frozenset(route.path for route in ROUTES if route.any_origin)
_logger = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Turns the table of routes into handlers that are safe to serve."""

    def __init__(self, parts: Parts, tickets: Tickets, names: Iterable[str]) -> None:
        self._parts = parts
        self._tickets = tickets
        self._listeners: dict[web.WebSocketResponse, web.Request] = {}
        self._names = frozenset(name.lower() for name in names)

    def handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            call, message = await self._checked(request, route)
            return await route.handler(call, message)

        return handle

    async def _checked(self, request: web.Request, route: Route) -> tuple[Call, wire.Message | None]:
        paired = self._parts.line.pairing is not None
        if route.who is Who.SETUP and paired:
            raise WireError(Code.ALREADY_PAIRED)
        own = self._from_here(request)
        ticketed = paired and _ticketed(request)  # whose ticket will name the page that may call
        if route.who in (Who.SETUP, Who.OWNER) and not (own or route.any_origin or ticketed):
            raise WireError(Code.FOREIGN_ORIGIN, "origin")
        if request.method == "GET":
            return Call(request, self._parts, self._tickets, self._listeners), None
        body = await _body(request, route.limit)
        claims = self._claims(request, route, body, own=own) if paired or route.who is not Who.OWNER else None
        message = wire.loads(body, route.takes, route.limit) if route.takes else None
        if route.who is Who.OWNER and paired:
            await spend(self._parts, request.headers["IoT-Proof"])
        return Call(request, self._parts, self._tickets, self._listeners, claims), message

    async def close(self, _app: web.Application) -> None:
        """The agent stops: every listener hears it."""
        parting = (part(socket, request, WSCloseCode.GOING_AWAY) for socket, request in self._listeners.items())
        await asyncio.gather(*parting)

    def _claims(self, request: web.Request, route: Route, body: bytes, *, own: bool) -> wire.Claims | None:
        if route.who not in (Who.OWNER, Who.TICKET):
            return None
        scheme, _, ticket = request.headers.get("Authorization", "").partition(" ")
        proof = request.headers.get("IoT-Proof", "")
        if scheme == "Owner" and route.who is Who.OWNER:
            self._tickets.check_owner(proof, request.method, request.path, body)
            return None
        if scheme != "Ticket":
            raise WireError(Code.UNAUTHORIZED, "authorization")
        claims = self._tickets.check(ticket, proof, request.method, request.path, body)
        if route.who is Who.OWNER and not claims.owner:
            raise WireError(Code.FORBIDDEN, "owner")
        if not (own and route.who is Who.OWNER):
            cors.check(request, claims)
        return claims

    def _from_here(self, request: web.Request) -> bool:
        """Whether no foreign page made this request. A foreign name for our address is refused (DNS rebinding)."""
        if not self._ours(_name(request.host)):
            raise WireError(Code.FORBIDDEN, "host")
        origin = request.headers.get("Origin")
        return origin is None or origin == f"{request.scheme}://{request.host}"

    def _ours(self, name: str) -> bool:
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._names or name == "localhost" or name.endswith((".local", ".localhost"))
        return True

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refusals instead of error pages, and the headers every answer carries."""
        try:
            self._from_here(request)
            response = await handler(request)
        except WireError as error:
            response = refusal(error)
        except StorageError:
            _logger.exception("the journal failed")
            response = refusal(WireError(Code.STORAGE))
        except web.HTTPException as error:
            response = _http(error)
        if not response.prepared:
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["X-Content-Type-Options"] = "nosniff"
            cors.allow(request, response, self._parts.line.pairing, any_page=request.path in ANY_ORIGIN)
        return response


def _name(host: str) -> str:
    """The host without its port; "" where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _ticketed(request: web.Request) -> bool:
    return request.headers.get("Authorization", "").startswith("Ticket ")


def refusal(error: WireError) -> web.Response:
    return answer(wire.Refusal(code=error.code, detail=error.detail[:200]), STATUS.get(error.code, 400))


def _http(error: web.HTTPException) -> web.StreamResponse:
    """aiohttp's own refusals (no such route, wrong method, too large) in our words."""
    if error.status < 400:
        raise error
    code = Code.TOO_LARGE if error.status == 413 else Code.UNKNOWN_TYPE
    response = answer(wire.Refusal(code=code, detail=error.reason), error.status)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


async def _body(request: web.Request, limit: int) -> bytes:
    """The whole body; what is too long is read a little further and dropped, so that the refusal can be heard."""
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size <= limit:
                    body += chunk
                elif size > limit + DROPPED:
                    break
    except TimeoutError:
        raise WireError(Code.BAD_MESSAGE, "slow") from None
    if size > limit:
        raise WireError(Code.TOO_LARGE)
    return bytes(body)

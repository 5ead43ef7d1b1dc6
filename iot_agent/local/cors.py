"""Which pages of other origins may talk to the box: those of the paired database, and any for status and pairing."""

from __future__ import annotations

from aiohttp import hdrs, web

from .. import wire
from ..core.store import Pairing
from ..wire import Code, WireError


def check(request: web.Request, claims: wire.Claims) -> None:
    """Return if the page is the one the ticket was made for; programs without an origin pass."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and origin != claims.origin:
        raise WireError(Code.FOREIGN_ORIGIN, "origin")


def allow(request: web.Request, response: web.StreamResponse, pairing: Pairing | None, *, any_page: bool) -> None:
    """Let the calling page read the answer, if it may."""
    origin = request.headers.get(hdrs.ORIGIN)
    response.headers.add(hdrs.VARY, hdrs.ORIGIN)
    if origin is None or not (any_page or (pairing and origin in pairing.origins)):
        return
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
    if request.method == hdrs.METH_OPTIONS:
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = "GET, POST"
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = "Authorization, Content-Type, IoT-Proof"
        response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = "600"
        response.headers["Access-Control-Allow-Private-Network"] = "true"
        response.headers["Access-Control-Allow-Local-Network"] = "true"


async def preflight(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=204)

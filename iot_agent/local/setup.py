"""First set-up, open only while the box belongs to nobody."""

from __future__ import annotations

from aiohttp import web

from .. import wire
from ..settings import server_address
from ..wire import Code, WireError
from .call import DONE, Call, answer


async def pair(call: Call, wish: wire.Setup) -> web.Response:
    """The connection token pasted on the homepage."""
    await call.parts.line.pair(wish.token)
    return answer(DONE)


async def typed_code(call: Call, wish: wire.TypedCode) -> web.Response:
    """The code read off the box and typed in Odoo; the admin's browser brings it with a token."""
    call.parts.code.check(wish.code)
    await call.parts.line.pair(wish.token)
    return answer(DONE)


async def renew(call: Call, _: wire.Empty) -> web.Response:
    call.parts.code.renew()
    return answer(DONE)


async def server(call: Call, wish: wire.KnowServer) -> web.Response:
    """The server to announce the box at."""
    try:
        at = server_address(wish.server) if wish.server else ""
    except ValueError as error:
        raise WireError(Code.BAD_MESSAGE, "server") from error
    call.parts.line.know(at, wish.database)
    return answer(DONE)

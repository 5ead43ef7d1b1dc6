"""One request that passed the guard, as handlers see it."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from .. import wire
from ..wire import Code, WireError
from .parts import Parts
from .tickets import Tickets


@dataclass(frozen=True)
class Call:
    """What a handler gets besides the route's message."""

    request: web.Request
    parts: Parts
    tickets: Tickets
    listeners: dict[web.WebSocketResponse, web.Request]
    """The open websockets."""
    checked: wire.Claims | None = None

    @property
    def claims(self) -> wire.Claims:
        """What the caller's ticket allows."""
        if self.checked is None:
            raise WireError(Code.UNAUTHORIZED, "ticket")
        return self.checked


def answer(message: wire.Message, status: int = 200) -> web.Response:
    return web.Response(text=wire.dumps(message), status=status, content_type="application/json")


DONE = wire.Done()

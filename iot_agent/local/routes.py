"""Every route of the LAN side, as data: the guard enforces `who`, `takes` and `limit` before a handler runs."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .. import wire
from . import api, by_hand, listen, logs, owner, pages, screen, serial, setup
from .call import Call

SMALL = 8 << 10


class Who(enum.Enum):
    """Who may call."""

    OPEN = "open"
    SETUP = "setup"
    """Anybody on the LAN, but only while the box belongs to nobody."""
    OWNER = "owner"
    """Who knows the owner code, or holds an owner's ticket; a box that belongs to nobody asks for neither."""
    TICKET = "ticket"
    SOCKET = "socket"
    """A websocket whose first message carries the ticket."""


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    method: str
    path: str
    who: Who
    takes: type[wire.Message] | None
    handler: Callable[[Call, Any], Awaitable[web.StreamResponse]]
    limit: int = SMALL
    any_origin: bool = False
    """Whether a page of any origin may call it, as the admin's Odoo does before it knows the box."""


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", Who.OPEN, None, pages.homepage),
    Route("GET", "/static/{name}", Who.OPEN, None, pages.static),
    Route("GET", "/screen", Who.OPEN, None, screen.page),
    Route("GET", "/screen/{name}", Who.OPEN, None, screen.code),
    Route("GET", "/status", Who.OPEN, None, api.status, any_origin=True),
    Route("POST", "/setup/pair", Who.SETUP, wire.Setup, setup.pair),
    Route("POST", "/setup/code", Who.SETUP, wire.TypedCode, setup.typed_code, any_origin=True),
    Route("POST", "/setup/renew", Who.SETUP, wire.Empty, setup.renew),
    Route("POST", "/setup/server", Who.SETUP, wire.KnowServer, setup.server),
    Route("POST", "/owner/disconnect", Who.OWNER, wire.Empty, owner.disconnect),
    Route("POST", "/owner/restart", Who.OWNER, wire.Empty, owner.restart),
    Route("POST", "/owner/update_drivers", Who.OWNER, wire.Empty, owner.update_drivers),
    Route("POST", "/owner/status_ticket", Who.OWNER, wire.Empty, owner.status_ticket),
    Route("POST", "/owner/printer", Who.OWNER, wire.NetworkPrinter, by_hand.add),
    Route("POST", "/owner/camera", Who.OWNER, wire.NetworkCamera, by_hand.add),
    Route("POST", "/owner/forget_printer", Who.OWNER, wire.ForgetPrinter, by_hand.forget),
    Route("POST", "/owner/serial_port", Who.OWNER, wire.SerialPort, serial.choose),
    Route("POST", "/owner/log_level", Who.OWNER, wire.LogLevel, logs.level),
    Route("POST", "/owner/logs", Who.OWNER, wire.Empty, logs.download),
    Route("POST", "/api/perform", Who.TICKET, wire.Perform, api.perform, limit=wire.MAX_MESSAGE),
    Route("POST", "/api/inquire", Who.TICKET, wire.Inquire, api.inquire),
    Route("GET", "/api/listen", Who.SOCKET, wire.Listen, listen.listen),
)

"""Serves the table of routes on the LAN."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterable

from aiohttp import web

from ..errors import SettingsError
from ..settings import Listen
from . import cors
from .guard import Guard
from .parts import Parts
from .routes import ROUTES
from .tickets import Tickets


def application(parts: Parts, names: Iterable[str]) -> web.Application:
    """The application; `names` are the host names the box answers to besides its addresses."""
    tickets = Tickets(parts.seed, parts.clock, lambda: parts.line.pairing)
    guard = Guard(parts, tickets, {*names, socket.gethostname()})
    app = web.Application(middlewares=[guard.middleware])
    app.on_shutdown.append(guard.close)
    for route in ROUTES:
        resource = app.router.add_resource(route.path)
        resource.add_route(route.method, guard.handler(route))
        if route.method == "POST" or route.any_origin:
            resource.add_route("OPTIONS", cors.preflight)
    return app


LEAVING = 2.0
"""Seconds for answers that are under way when the agent stops."""


class Server:
    """The open door; use it with `async with`."""

    def __init__(self, app: web.Application, at: Listen) -> None:
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, lingering_time=1.0)
        self._at = at

    async def __aenter__(self) -> Server:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._at.host, self._at.port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise SettingsError(f"listen: cannot answer at {self._at}: {error.strerror}") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVING):
                await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port in use, which the system chose where the settings say 0."""
        port: int = self._runner.addresses[0][1]
        return port

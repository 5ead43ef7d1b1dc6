"""The doorbell: Odoo's own bus. What it forgets or skips, asking brings; so nothing here is ever retried."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as tcp
from collections.abc import AsyncGenerator, Callable
from typing import Any

import aiohttp

from .. import wire
from ..core.store import Pairing
from ..errors import LinkError
from ..transports.tcp import keep_alive
from .http import Http

QUIET, PROBES = 3, 3
"""Seconds of silence until the kernel asks the other end for a sign of life, and how often, a second apart: a socket
cut silently is noticed within 6 s, and no program wakes for it at either end."""
PING = 20.0
"""A ping after so much silence, and half of it again for the pong: what stands in between may live without Odoo."""
HANDSHAKE = 5.0
PARTING = 1.0
SESSION_EXPIRED = 4001
PATH = "/websocket"


class SessionExpired(LinkError):
    """The server lost the session that names its database: hello brings another one."""


class Bell:
    """Connects to the bus and yields what is rung."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._last = 0

    async def rings(self, pairing: Pairing, connected: Callable[[], None]) -> AsyncGenerator[tuple[str, Any], None]:
        """Each (type, payload) of the box's channel, until the socket ends; LinkError says why it could not open."""
        shown = self._http.signature(pairing, "SUBSCRIBE", PATH, b"").removeprefix("IoT ")
        try:
            socket = await self._connect(pairing, shown)
        except (aiohttp.ClientError, OSError) as error:
            raise LinkError(str(error) or "no websocket") from error
        try:
            _probe(socket.get_extra_info("socket"))
            subscription = {"channels": [f"iot.box:{shown}"], "last": self._last}
            await socket.send_json({"event_name": "subscribe", "data": subscription})
            connected()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    for ring in self._read(message.data):
                        yield ring
        finally:
            await _close(socket)
        if socket.close_code == SESSION_EXPIRED:
            raise SessionExpired("the session expired")

    async def _connect(self, pairing: Pairing, shown: str) -> aiohttp.ClientWebSocketResponse:
        """The cookie names the database, and lets the server see which box went when the socket closes."""
        cookies = {"session_id": self._http.session, "iot_box": shown}
        async with asyncio.timeout(HANDSHAKE):
            return await self._http.client.ws_connect(
                pairing.server + PATH,
                origin=_origin(pairing.server),
                headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value)},
                heartbeat=PING,
                max_msg_size=wire.MAX_MESSAGE,
            )

    def _read(self, text: str) -> list[tuple[str, Any]]:
        """The notifications in a frame; what is none of ours is skipped."""
        try:
            notifications = json.loads(text)
            rings = [(int(n["id"]), n["message"]["type"], n["message"].get("payload")) for n in notifications]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return []
        self._last = max([self._last, *(number for number, _, _ in rings)])
        return [(str(name), payload) for _, name, payload in rings]


def _probe(line: Any) -> None:
    keep_alive(line, QUIET, 1, PROBES)
    if hasattr(tcp, "TCP_USER_TIMEOUT"):  # the same for what was sent last, and nobody says that it came
        line.setsockopt(tcp.IPPROTO_TCP, tcp.TCP_USER_TIMEOUT, (QUIET + PROBES) * 1000)


async def _close(socket: aiohttp.ClientWebSocketResponse) -> None:
    """A server that hangs does not keep the box from going."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PARTING):
            await socket.close()


def _origin(server: str) -> str:
    scheme, _, rest = server.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"

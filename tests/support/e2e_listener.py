"""Websockets of tests: a browser's to a box, with the moment each event arrived, and anybody's to the bus of Odoo."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from types import EllipsisType, TracebackType
from typing import Any

import aiohttp

from iot_agent import wire
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Till


class Listener:
    """Listens to devices of a box under a ticket, from entering to leaving; `message` is said instead of a right one."""

    def __init__(
        self, loop: BackgroundLoop, till: Till, *devices: str, message: wire.Message | EllipsisType | None = ...
    ) -> None:
        self.events: list[tuple[float, dict[str, Any]]] = []
        self.closed: int | None = None
        self._loop = loop
        self._till = till
        self._first = till.listen_message(*devices) if message is ... else message
        self._news = threading.Condition()

    def __enter__(self) -> "Listener":
        self._loop.run(self._open())
        self._task = self._loop.start(self._read())
        if self._first is not None:
            with self._news:  # the box's first word says that it listens from here on, or that it does not
                self._news.wait_for(lambda: self.events or self.closed is not None, 5.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._close())

    def wait(self, name: str, fits: Callable[[dict[str, Any]], bool], within: float = 10.0) -> float:
        """When the first event of that name with such a value arrived; every event is seen once."""
        deadline = time.monotonic() + within
        with self._news:
            while True:
                while self.events:
                    at, event = self.events.pop(0)
                    if event["name"] == name and fits(event["value"]):
                        return at
                assert self._news.wait(deadline - time.monotonic()), f"no such {name} within {within:g} s"

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(
            self._till.url + "/api/listen", headers={"Origin": self._till.origin}
        )
        if self._first is not None:
            await self._socket.send_str(wire.dumps(self._first))

    async def _read(self) -> None:
        async for message in self._socket:
            at = time.monotonic()
            with self._news:
                self.events.append((at, json.loads(message.data)))
                self._news.notify()
        with self._news:
            self.closed = self._socket.close_code
            self._news.notify()

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()
        await asyncio.wrap_future(self._task)


class BusEar:
    """Somebody at the bus of Odoo who asks for one channel; `messages` are those of the IoT addon."""

    def __init__(self, loop: BackgroundLoop, shop: Shop, channel: str, *, login: str = "") -> None:
        self.messages: list[dict[str, Any]] = []
        self._loop = loop
        self._shop = shop
        self._channel = channel
        self._login = login

    def __enter__(self) -> "BusEar":
        self._loop.run(self._open())
        self._task = self._loop.start(self._read())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._close())

    async def _open(self) -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        self._session = aiohttp.ClientSession(headers={"User-Agent": "IotAgent/0"}, cookie_jar=jar)
        if self._login:
            user = {"db": self._shop.database, "login": self._login, "password": self._login}
            url = self._shop.url + "/web/session/authenticate"
            async with self._session.post(url, json={"jsonrpc": "2.0", "params": user}) as response:
                await response.read()
        self._socket = await self._session.ws_connect(self._shop.url + "/websocket", origin=self._shop.url)
        data = {"channels": [self._channel], "last": 0}
        await self._socket.send_json({"event_name": "subscribe", "data": data})

    async def _read(self) -> None:
        async for message in self._socket:
            found = [item["message"] for item in message.json()]
            self.messages += [item for item in found if item["type"].startswith("iot.")]

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()
        await asyncio.wrap_future(self._task)

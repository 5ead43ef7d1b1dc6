"""Websockets of tests: a browser's to a box, with the moment each event arrived, and anybody's to the bus of Odoo."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import aiohttp

from iot_agent import wire
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_till import Till


class Listener:
    """Listens to devices of a box under a ticket, from entering to leaving."""

    def __init__(self, loop: BackgroundLoop, till: Till, *devices: str) -> None:
        self.events: list[tuple[float, dict[str, Any]]] = []
        self.closed: int | None = None
        self._loop = loop
        self._till = till
        self._devices = devices
        self._news = threading.Condition()

    def __enter__(self) -> "Listener":
        self._loop.run(self._open())
        self._task = self._loop.start(self._read())
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
        await self._socket.send_str(wire.dumps(self._till.listen_message(*self._devices)))

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
    """Somebody who asks the bus of Odoo for one channel; `heard` counts what comes of the IoT addon."""

    def __init__(self, loop: BackgroundLoop, url: str, channel: str) -> None:
        self.heard = 0
        self._loop = loop
        self._url = url
        self._channel = channel

    def __enter__(self) -> "BusEar":
        self._loop.run(self._open())
        self._task = self._loop.start(self._read())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._close())

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession(headers={"User-Agent": "IotAgent/0"})
        self._socket = await self._session.ws_connect(self._url + "/websocket", origin=self._url)
        data = {"channels": [self._channel], "last": 0}
        await self._socket.send_json({"event_name": "subscribe", "data": data})

    async def _read(self) -> None:
        async for message in self._socket:
            self.heard += sum(item["message"]["type"].startswith("iot.") for item in message.json())

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()
        await asyncio.wrap_future(self._task)

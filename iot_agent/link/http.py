"""Requests to the database: JSON messages of the wire, signed by the box."""

from __future__ import annotations

import contextlib
from typing import TypeVar

import aiohttp

from .. import __version__, seal, wire
from ..core.clock import Clock
from ..core.store import Pairing
from ..errors import LinkError
from ..wire import Code, WireError

CONNECT = 3.0
ANSWER, SLOWEST_ANSWER = 5.0, 40.0
FETCH = 60.0

M = TypeVar("M", bound=wire.Message)


class Refused(LinkError):
    """The server answered, and said no; `forget` is its sealed word that it does not know the box, if it sent one."""

    def __init__(self, code: Code, detail: str = "", forget: wire.Sealed | None = None) -> None:
        super().__init__(f"{code.value} {detail}".strip())
        self.code = code
        self.detail = detail
        self.forget = forget


class Silence(LinkError):
    """The server took the request and did not answer in time."""


class Dropped(LinkError):
    """The server closed a connection that was kept open; another one may do."""


class Oversized(LinkError):
    """The answer is larger than any that was asked for."""


class Http:
    """One client for everything that goes to servers; open it with `async with`."""

    def __init__(self, seed: bytes, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._patience = ANSWER
        self.session = ""
        """The cookie by which Odoo's websocket knows which database is meant; hello brings it."""
        self.client: aiohttp.ClientSession

    async def __aenter__(self) -> Http:
        agent = {"User-Agent": f"IotAgent/{__version__}"}
        self.client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers=agent)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def ask(self, pairing: Pairing, path: str, message: wire.Message, answer: type[M]) -> M:
        """A signed request to the paired database. Raises Refused or LinkError."""
        raw = await self.raw(pairing, path, message)
        try:
            return wire.loads(raw, answer)
        except WireError as error:
            raise LinkError(f"not an answer of ours: {error}") from error

    async def raw(self, pairing: Pairing, path: str, message: wire.Message, limit: int = wire.MAX_MESSAGE) -> bytes:
        """The same, for an answer that is no message. Repeated once on another line, or with the clock corrected."""
        body = wire.dumps(message).encode()
        try:
            return await self._signed(pairing, path, body, limit)
        except Dropped:
            pass
        except Refused as refusal:
            if not self.stale(refusal):
                raise
        return await self._signed(pairing, path, body, limit)

    async def _signed(self, pairing: Pairing, path: str, body: bytes, limit: int) -> bytes:
        headers = {"Authorization": self.signature(pairing, "POST", path, body)}
        if self.session:
            headers["Cookie"] = f"session_id={self.session}"
        return await self._post(pairing.server, pairing.database, path, body, headers, limit)

    async def open(self, server: str, database: str, path: str, message: wire.Message) -> bytes:
        """A request of a box that is not paired yet."""
        return await self._post(server, database, path, wire.dumps(message).encode(), {}, wire.MAX_MESSAGE)

    def signature(self, pairing: Pairing, method: str, path: str, body: bytes) -> str:
        return seal.authorize(self._seed, pairing.box, method, path, body, self._clock.now())

    def stale(self, refusal: Refused) -> bool:
        """Whether our clock was what the server refused; it is right then."""
        if refusal.code is Code.STALE:
            with contextlib.suppress(ValueError):
                self._clock.learn(float(refusal.detail))
                return True
        return False

    async def _post(
        self, server: str, database: str, path: str, body: bytes, headers: dict[str, str], limit: int
    ) -> bytes:
        headers["Content-Type"] = "application/json"
        if database:
            headers["X-Odoo-Database"] = database
        total = FETCH if limit > wire.MAX_MESSAGE else CONNECT + self._patience
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=CONNECT)
        asked = self.client.post(server + path, data=body, headers=headers, timeout=timeout, allow_redirects=False)
        try:
            async with asked as response:
                data = await _bounded(response, limit)
        except aiohttp.ServerTimeoutError as error:
            raise LinkError("cannot connect in time") from error
        except TimeoutError as error:  # it is there but slow: a server that starts up deserves patience
            self._patience = min(2 * self._patience, SLOWEST_ANSWER)
            raise Silence("no answer in time") from error
        except aiohttp.ServerDisconnectedError as error:
            raise Dropped("the server closed the connection") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise LinkError(str(error) or type(error).__name__) from error
        self._patience = ANSWER
        if response.status != 200:
            raise _refused(response.status, data)
        if "session_id" in response.cookies:
            self.session = response.cookies["session_id"].value
        return data


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > limit:
            raise Oversized("the answer is too large")
    return bytes(data)


def _refused(status: int, data: bytes) -> LinkError:
    """A refusal of ours, or of something in between: a proxy, another web server, a server that starts up."""
    with contextlib.suppress(WireError):
        match wire.loads(data, wire.Message):
            case wire.Refusal(code=code, detail=detail):
                return Refused(code, detail)
            case wire.Sealed() as sealed:
                return Refused(Code.UNKNOWN_BOX, forget=sealed)
    return LinkError(f"HTTP status {status}")

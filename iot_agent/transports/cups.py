"""The machine's own spooler (CUPS) as a wire: what is written is one IPP request, what is read is its answer.

Source: RFC 8010 section 4 (IPP over HTTP); client.conf(5) for where the spooler listens.
"""

from __future__ import annotations

import asyncio
import os
import pwd
from pathlib import Path

import aiohttp

from ..core.match import Candidate
from ..errors import TransportError

CONNECT, ANSWER = 3.0, 25.0
SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
LOCAL = "localhost:631"


async def open_(seen: Candidate, _baud: str) -> Cups:
    """The queue of the candidate's name; whether there is one, its driver finds out."""
    if not seen.address or not {"/", "#", " "}.isdisjoint(seen.address):
        raise TransportError(f"not the name of a queue: {seen.address}")
    return Cups(f"/printers/{seen.address}")


def server() -> str:
    """Where the spooler listens: a socket's path or host:port."""
    if told := os.environ.get("CUPS_SERVER"):
        return told
    return next((str(path) for path in SOCKETS if path.exists()), LOCAL)


class Cups:
    """One conversation with the spooler."""

    def __init__(self, resource: str) -> None:
        at = server()
        self._unix = at.startswith("/")
        self._url = f"http://{'localhost' if self._unix else at}{resource}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(at) if self._unix else None,
            timeout=aiohttp.ClientTimeout(total=ANSWER, sock_connect=CONNECT),
        )
        self._answers = bytearray()
        self._news = asyncio.Event()

    async def write(self, data: bytes) -> None:
        try:
            status, answer = await self._post(data)
            if status == 401 and self._unix:  # who we are is asked of administrators only
                status, answer = await self._post(data, Authorization=f"PeerCred {_own_name()}")
            if status != 200:
                raise TransportError(f"the spooler answers {status}")
            self._answers += answer
        except (aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            raise TransportError(f"spooler: {error or 'no answer'}") from error
        self._news.set()

    async def _post(self, data: bytes, **headers: str) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/ipp", **headers}
        async with self._session.post(self._url, data=data, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read()

    async def read(self, limit: int = 4096) -> bytes:
        while not self._answers:
            if self._session.closed:
                raise TransportError("closed")
            self._news.clear()
            await self._news.wait()
        data = bytes(self._answers[:limit])
        del self._answers[:limit]
        return data

    async def close(self) -> None:
        await self._session.close()
        self._news.set()


def _own_name() -> str:
    """The account of this program, as the spooler reads it off the socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())

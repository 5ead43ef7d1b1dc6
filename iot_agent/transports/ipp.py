"""IPP over HTTP as a wire: what is written is one request, what is read is its answer.

Source: RFC 8010 section 4 (IPP over HTTP), RFC 8011; RFC 7472 (the ipps scheme). A printer's certificate is its own
work, signed by nobody, so TLS keeps listeners out here and tells nothing of who answers.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

from ..core.match import Candidate
from ..errors import TransportError
from .words import Told

CONNECT, ANSWER = 3.0, 25.0
MOST = 4 << 20
"""Bytes of an answer; a printer tells what it can in far less."""
PORT = 631


async def open_(seen: Candidate, _baud: str) -> Ipp:
    """The printer at `ipp://host:port/path`; whether one answers, its driver finds out."""
    return Ipp(web_address(seen.address), seen.address)


def web_address(address: str) -> str:
    """The address that HTTP goes to."""
    try:
        to = urlsplit(address)
        host, port = to.hostname, to.port or PORT
    except ValueError:
        raise TransportError(f"not an address: {address}") from None
    if not host or to.scheme not in ("ipp", "ipps") or to.username or to.query or to.fragment:
        raise TransportError(f"not an address: {address}")
    scheme = "https" if to.scheme == "ipps" else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{to.path or '/ipp/print'}"


class Ipp:
    """One conversation; `name` is what messages call the other end."""

    def __init__(self, url: str, name: str, connector: aiohttp.BaseConnector | None = None) -> None:
        self._url = url
        self._name = name
        self._session = aiohttp.ClientSession(
            connector=connector or aiohttp.TCPConnector(ssl=False),
            timeout=aiohttp.ClientTimeout(total=ANSWER, sock_connect=CONNECT),
        )
        self._told = Told(name)

    async def write(self, data: bytes) -> None:
        try:
            status, answer = await self._post(data)
            if status != 200:
                raise TransportError(f"{self._name} answers {status}")
            self._told.put(answer)
        except (aiohttp.ClientError, OSError, TimeoutError, RuntimeError, ValueError) as error:
            raise TransportError(f"{self._name}: {error or 'no answer'}") from error

    async def _post(self, data: bytes, **headers: str) -> tuple[int, bytes]:
        """Status and body of the answer to one request."""
        headers = {"Content-Type": "application/ipp", **headers}
        body = bytearray()
        async with self._session.post(self._url, data=data, headers=headers, allow_redirects=False) as answer:
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > MOST:
                    raise TransportError(f"{self._name} does not stop talking")
            return answer.status, bytes(body)

    async def read(self, limit: int = 4096) -> bytes:
        return await self._told.read(limit)

    async def close(self) -> None:
        await self._session.close()
        self._told.end()

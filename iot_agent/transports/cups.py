"""The machine's own spooler (CUPS) as a wire: IPP over its socket. Source: client.conf(5) for where it listens."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import aiohttp

from ..core.match import Candidate
from ..errors import TransportError
from .ipp import Ipp

SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
LOCAL = "127.0.0.1:631"
"""By number: there is no name to look up at each look around."""


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


class Cups(Ipp):
    """One conversation with the spooler."""

    def __init__(self, resource: str) -> None:
        at = server()
        self._unix = at.startswith("/")
        url = f"http://{'localhost' if self._unix else at}{resource}"
        super().__init__(url, "the spooler", aiohttp.UnixConnector(at) if self._unix else None)

    async def _post(self, data: bytes, **headers: str) -> tuple[int, bytes]:
        """Who we are is asked of administrators only."""
        status, answer = await super()._post(data, **headers)
        if status == 401 and self._unix:
            return await super()._post(data, Authorization=f"PeerCred {_own_name()}")
        return status, answer


def _own_name() -> str:
    """The account of this program, as the spooler reads it off the socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())

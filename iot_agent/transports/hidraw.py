"""Reports of human interface devices that are no keyboards: /dev/hidraw*, one report at each read.

Where the kernel offers none, a socket of packets serves as well. Source: Linux, Documentation/hid/hidraw.rst.
"""

from __future__ import annotations

import os
import socket
import stat

from ..core.match import Candidate
from ..errors import TransportError
from .descriptor import Descriptor, connect_fd, mode_of, open_fd


async def open_(seen: Candidate, _baud: str) -> Descriptor:
    """Open for both ways; who may only read still reads."""
    path = seen.address
    mode = mode_of(path)
    if stat.S_ISSOCK(mode):
        return Reports(await connect_fd(path, socket.SOCK_SEQPACKET), path)
    try:
        return Reports(open_fd(path, os.O_RDWR), path)
    except TransportError as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
    return Reports(open_fd(path, os.O_RDONLY), path)


class Reports(Descriptor):
    """A read takes one report from the kernel whole; what its reader does not want of it yet is kept here."""

    LONGEST = 4096

    def __init__(self, fd: int, name: str) -> None:
        super().__init__(fd, name)
        self._rest = b""

    async def read(self, limit: int = LONGEST) -> bytes:
        report = self._rest or await super().read(self.LONGEST)
        self._rest = report[limit:]
        return report[:limit]

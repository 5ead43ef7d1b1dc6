"""Input devices: raw `struct input_event` from /dev/input/event*, taken away from the rest of the system.

Where the kernel offers none, a socket, a pipe or a recording of the same bytes serves as well.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import struct

from ..core.match import Candidate
from ..errors import TransportError
from .descriptor import Descriptor, connect_fd, mode_of, open_fd

# linux/input.h
EVIOCGRAB = 0x40044590
EVIOCSCLOCKID = 0x400445A0
CLOCK_MONOTONIC = 1


async def open_(seen: Candidate, _baud: str) -> Descriptor:
    """Open by what stands at the address; a real input device is grabbed, so that no console types its keys."""
    path = seen.address
    mode = mode_of(path)
    if stat.S_ISSOCK(mode):
        return Descriptor(await connect_fd(path), path)
    if stat.S_ISFIFO(mode):
        return Descriptor(open_fd(path, os.O_RDWR), path)
    if stat.S_ISREG(mode):
        return Recording(open_fd(path, os.O_RDONLY), path)
    return Descriptor(_grab(path), path)


def _grab(path: str) -> int:
    fd = open_fd(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.ioctl(fd, EVIOCSCLOCKID, struct.pack("i", CLOCK_MONOTONIC))
        fcntl.ioctl(fd, EVIOCGRAB, 1)
    except OSError as error:
        os.close(fd)
        raise TransportError(f"{path}: {error.strerror}") from error
    return fd


class Recording(Descriptor):
    """A file of recorded events: played once, silent after."""

    async def _nothing(self) -> None:
        await self._ready(lambda *_: None, lambda _: None)

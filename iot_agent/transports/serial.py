"""Serial lines through pyserial, read and written by the event loop itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
import termios
from pathlib import Path
from typing import Any

from ..core.match import Candidate
from ..errors import TransportError
from ..libraries import need
from .descriptor import Descriptor

_SETTINGS = re.compile(r"(\d{2,7}) ([5-8])([NEOMS])(1|1\.5|2)")


async def open_(seen: Candidate, baud: str) -> SerialLine:
    """Open the port at settings such as "9600 7E1"; the port is ours alone until it is closed."""
    port = await asyncio.to_thread(_open, seen.address, baud)
    return SerialLine(port, seen.address)


def _open(path: str, baud: str) -> Any:
    serial = need("serial", "serial")
    try:
        port = serial.Serial(path, timeout=0, write_timeout=0, exclusive=True, **settings(baud, pty=is_pty(path)))
    except (OSError, ValueError, termios.error) as error:
        raise TransportError(f"{path}: {error}") from error
    try:
        _strict(port.fileno(), parity=port.parity != "N")
    except termios.error as error:
        port.close()
        raise TransportError(f"{path}: {error}") from error
    return port


def settings(baud: str, *, pty: bool = False) -> dict[str, Any]:
    """pyserial's arguments. A pseudo terminal has no frames: its kernel driver refuses anything but 8N1."""
    found = _SETTINGS.fullmatch(baud)
    if found is None:
        raise TransportError(f"not serial settings: {baud}")
    speed, bits, parity, stop = found.groups()
    if pty:
        bits, parity, stop = "8", "N", "1"
    return {"baudrate": int(speed), "bytesize": int(bits), "parity": parity, "stopbits": float(stop)}


def is_pty(path: str) -> bool:
    return Path(path).resolve().parent == Path("/dev/pts")


def _strict(fd: int, *, parity: bool) -> None:
    """An empty read means hung up, and a byte of wrong parity arrives as NUL instead of passing for a good one."""
    attributes = termios.tcgetattr(fd)
    attributes[6][termios.VMIN] = 1
    if parity:
        attributes[0] = (attributes[0] | termios.INPCK) & ~(termios.IGNPAR | termios.PARMRK)
    termios.tcsetattr(fd, termios.TCSANOW, attributes)


class SerialLine(Descriptor):
    """One port."""

    def __init__(self, port: Any, name: str) -> None:
        super().__init__(port.fileno(), name)
        self._port = port

    async def _give_back(self) -> None:
        """Unsent bytes are dropped first: closing would wait for a device that takes none."""
        with contextlib.suppress(termios.error):
            termios.tcflush(self._fd, termios.TCIOFLUSH)
        await asyncio.to_thread(self._port.close)

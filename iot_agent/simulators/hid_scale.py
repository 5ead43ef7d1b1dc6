"""A postal scale on USB: its reports, through a socket that keeps them apart as the kernel does.

Source: USB Implementers' Forum, "HID Point of Sale Usage Tables" 1.02, chapter 4.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from pathlib import Path

DESCRIPTOR = bytes.fromhex(
    "058d 0920 a101"  # usage page Scales, Scale Device, application
    " 0932 a102 8503"  # Scale Data Report, number 3
    " 0970 a102 1501 2508 7508 9501 0971 0972 0973 0974 0975 0976 0977 0978 8100 c0"  # status
    " 0950 a102 150b 250c 7508 9501 0951 0952 095b 095c 8100 c0"  # unit
    " 0941 1581 257f 7508 9501 8102"  # data scaling
    " 0940 1500 26ff7f 7510 9501 8102 c0 c0"  # data weight
)
PERIOD = 0.04


@dataclass
class HidScale:
    """The machine: what it reports at this moment, and what it is told."""

    ounces: float = 0.0
    moving: bool = False
    over: bool = False
    status: int = 0
    """Another status than that of its weight, 0 = none."""
    unit: int = 11
    power: int = -1
    told: bytes = b""

    def report(self) -> bytes:
        status = self.status or self._status()
        count = round(abs(self.ounces) * 10.0**-self.power)
        return bytes((3, status, self.unit, self.power & 0xFF)) + count.to_bytes(2, "little")

    def _status(self) -> int:
        if self.over:
            return 6
        if self.ounces < 0:
            return 5
        return 3 if self.moving else 4 if self.ounces else 2

    def receive(self, data: bytes) -> bytes:
        """A control report."""
        self.told += data
        if data == b"\x02\x02":
            self.ounces = 0.0
        return b""


class Served:
    """The machine behind a socket of packets, which tells one listener its weight again and again."""

    def __init__(self, machine: HidScale | None = None) -> None:
        self.machine = machine or HidScale()
        self._stop: asyncio.Task[None] | None = None
        self._door: socket.socket | None = None
        self._path = Path()

    def start(self, path: Path) -> str:
        """Plug it in."""
        path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._door.setblocking(False)
        self._door.bind(str(path))
        self._door.listen(1)
        self._path = path
        self._stop = asyncio.ensure_future(self._serve(self._door))
        return str(path)

    async def stop(self) -> None:
        """Pull the plug."""
        if self._stop is None or self._door is None:
            return
        self._stop.cancel()
        await asyncio.gather(self._stop, return_exceptions=True)
        self._door.close()
        self._path.unlink(missing_ok=True)
        self._stop = None

    async def _serve(self, door: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            near, _ = await loop.sock_accept(door)
            with near, contextlib.suppress(OSError):
                while True:
                    await loop.sock_sendall(near, self.machine.report())
                    await self._hear(near)

    async def _hear(self, near: socket.socket) -> None:
        """What it is told until its next report."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PERIOD):
                while told := await asyncio.get_running_loop().sock_recv(near, 64):
                    self.machine.receive(told)
                raise OSError("nobody listens")

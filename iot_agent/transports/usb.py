"""USB printers (class 7) through pyusb. libusb blocks, so each device has threads of its own, one for each way.

Source: USB Implementers Forum, "Universal Serial Bus Device Class Definition for Printing Devices" 1.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ..core.match import Candidate
from ..errors import TransportError
from ..libraries import need

T = TypeVar("T")

PRINTER_CLASS = 7
SLICE = 200
"""Milliseconds libusb may block before the thread looks whether anybody still waits."""
CHUNK = 16384
IN = 0x80
BULK = 2
GET_DEVICE_ID = 0


async def open_(seen: Candidate, _baud: str) -> Usb:
    """Claim the printer interface of the device at "bus:number"."""
    worker = ThreadPoolExecutor(2, f"usb-{seen.address}")
    try:
        claimed = await asyncio.get_running_loop().run_in_executor(worker, claim, seen.address)
    except BaseException:
        worker.shutdown(wait=False)
        raise
    return Usb(claimed, worker)


def claim(address: str) -> Claimed:
    """Take the interface from the kernel's driver; blocking."""
    core = need("usb.core", "usb")
    bus, _, number = address.partition(":")
    try:
        device = core.find(bus=int(bus), address=int(number))
        if device is None:
            raise TransportError(f"usb {address} is gone")
        return _claimed(device)
    except (core.NoBackendError, core.USBError, ValueError) as error:
        raise TransportError(f"usb {address}: {error}") from error


def _claimed(device: Any) -> Claimed:
    try:
        return Claimed(device)
    except BaseException:
        need("usb.util", "usb").dispose_resources(device)
        raise


class Claimed:
    """A claimed interface; every method blocks and belongs to the device's threads."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.interface = _printer_interface(device)
        self.number = self.interface.bInterfaceNumber
        self.detached = _detach(device, self.number)
        need("usb.util", "usb").claim_interface(device, self.number)
        if self.interface.bAlternateSetting:
            self.interface.set_altsetting()
        self.out = _endpoint(self.interface, 0)
        self.into = _endpoint(self.interface, IN)

    def write(self, data: memoryview, going: Callable[[], bool]) -> None:
        """Write all, unless `going` turns false."""
        timeout = need("usb.core", "usb").USBTimeoutError
        while data and going():
            with contextlib.suppress(timeout):
                data = data[self.out.write(bytes(data[:CHUNK]), SLICE) :]

    def read(self, going: Callable[[], bool]) -> bytes:
        """The next packet; nothing once `going` turns false."""
        timeout = need("usb.core", "usb").USBTimeoutError
        while going():
            with contextlib.suppress(timeout):
                if data := bytes(self.into.read(self.into.wMaxPacketSize, SLICE)):
                    return data
        return b""

    def close(self) -> None:
        """Give the interface back to the kernel's driver, if it had it."""
        usb = need("usb.util", "usb")
        core = need("usb.core", "usb")
        with contextlib.suppress(core.USBError):
            usb.release_interface(self.device, self.number)
            if self.detached:
                self.device.attach_kernel_driver(self.number)
        usb.dispose_resources(self.device)


def _printer_interface(device: Any) -> Any:
    """The first class 7 setting with a way out, one with a way back before one without."""
    settings = [
        interface
        for configuration in device
        for interface in configuration
        if interface.bInterfaceClass == PRINTER_CLASS and _endpoint(interface, 0) is not None
    ]
    if not settings:
        raise TransportError("no printer interface")
    return max(settings, key=lambda interface: _endpoint(interface, IN) is not None)


def _endpoint(interface: Any, direction: int) -> Any:
    for endpoint in interface:
        if endpoint.bmAttributes & 3 == BULK and endpoint.bEndpointAddress & IN == direction:
            return endpoint
    return None


def _detach(device: Any, number: int) -> bool:
    try:
        if not device.is_kernel_driver_active(number):
            return False
        device.detach_kernel_driver(number)
    except NotImplementedError:
        return False
    return True


def device_id(address: str) -> str:
    """The IEEE 1284 device id of the printer at "bus:number"; blocking. Raises TransportError."""
    core = need("usb.core", "usb")
    claimed = claim(address)
    where = claimed.number << 8 | claimed.interface.bAlternateSetting
    try:
        answer = bytes(claimed.device.ctrl_transfer(0xA1, GET_DEVICE_ID, 0, where, 1024, 1000))
    except core.USBError as error:
        raise TransportError(f"usb {address}: {error}") from error
    finally:
        claimed.close()
    return answer[2 : int.from_bytes(answer[:2], "big")].decode("ascii", "replace")


class Usb:
    """One claimed printer on the event loop. What arrives while nobody reads any more is kept for the next read."""

    def __init__(self, claimed: Claimed, worker: ThreadPoolExecutor) -> None:
        self._claimed = claimed
        self._worker = worker
        self._kept = bytearray()
        self._closed = threading.Event()

    async def write(self, data: bytes) -> None:
        await self._work(lambda going: self._claimed.write(memoryview(data), going))

    async def read(self, limit: int = 4096) -> bytes:
        if self._claimed.into is None and not self._kept:
            await asyncio.get_running_loop().create_future()
        while not self._kept:
            await self._work(self._fetch)
        data = bytes(self._kept[:limit])
        del self._kept[:limit]
        return data

    def _fetch(self, going: Callable[[], bool]) -> None:
        self._kept += self._claimed.read(going)

    async def _work(self, job: Callable[[Callable[[], bool]], T]) -> T:
        """Run `job` in a thread of the device; it is told to stop when its caller goes or the wire is closed."""
        gone = threading.Event()
        try:
            result = await asyncio.get_running_loop().run_in_executor(
                self._worker, job, lambda: not (gone.is_set() or self._closed.is_set())
            )
        except (OSError, RuntimeError) as error:
            raise TransportError(f"usb: {error}") from error
        finally:
            gone.set()
        if self._closed.is_set():
            raise TransportError("usb: closed")
        return result

    async def close(self) -> None:
        if self._closed.is_set():
            return
        self._closed.set()
        await asyncio.get_running_loop().run_in_executor(self._worker, self._claimed.close)
        self._worker.shutdown(wait=False)

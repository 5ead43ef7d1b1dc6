"""USB printers (class 7) through pyusb. libusb blocks, so each device has threads of its own, one for each way.

Source: USB Implementers Forum, "Universal Serial Bus Device Class Definition for Printing Devices" 1.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..core.match import Candidate
from ..errors import MissingLibrary, TransportError
from ..libraries import need

PRINTER_CLASS = 7
SLICE = 200
"""Milliseconds libusb may block before the thread looks whether anybody still waits."""
CHUNK = 16384
IN = 0x80
BULK = 2
GET_DEVICE_ID = 0


async def open_(seen: Candidate, _baud: str) -> Usb:
    """Claim the printer interface of the device at "bus:number"."""
    workers = (ThreadPoolExecutor(1, f"usb-out-{seen.address}"), ThreadPoolExecutor(1, f"usb-in-{seen.address}"))
    try:
        claimed = await asyncio.get_running_loop().run_in_executor(workers[0], claim, seen.address)
    except BaseException:
        for worker in workers:
            worker.shutdown(wait=False)
        raise
    return Usb(claimed, *workers)


def claim(address: str) -> Claimed:
    """Take the interface from the kernel's driver; blocking."""
    core = need("usb.core", "usb")
    bus, _, number = address.partition(":")
    try:
        device = core.find(bus=int(bus), address=int(number))
        if device is None:
            raise TransportError(f"usb {address} is gone")
        return _claimed(device)
    except core.NoBackendError as error:
        raise MissingLibrary("apt install libusb-1.0-0") from error
    except (core.USBError, ValueError) as error:
        raise TransportError(f"usb {address}: {error}") from error


def _claimed(device: Any) -> Claimed:
    try:
        return Claimed(device)
    except BaseException:
        need("usb.util", "usb").dispose_resources(device)
        raise


class Claimed:
    """A claimed interface; every method blocks and belongs in the threads of the device."""

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
        """The next packet; nothing once `going` turns false. A printer without a way back never says anything."""
        if self.into is None:
            while going():
                time.sleep(SLICE / 1000)
            return b""
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
    """One claimed printer on the event loop. What arrives when nobody reads any more is kept for the next read."""

    def __init__(self, claimed: Claimed, out: ThreadPoolExecutor, into: ThreadPoolExecutor) -> None:
        self._claimed = claimed
        self._out = out
        self._into = into
        self._kept = bytearray()
        self._readers = 0
        self._fetching: asyncio.Future[None] | None = None
        self._lost: TransportError | None = None
        self._closed = False

    async def write(self, data: bytes) -> None:
        self._check()
        gone = threading.Event()
        job = functools.partial(self._claimed.write, memoryview(data), lambda: not (gone.is_set() or self._lost))
        try:
            await asyncio.get_running_loop().run_in_executor(self._out, job)
        except OSError as error:
            raise TransportError(f"usb: {error}") from error
        finally:
            gone.set()
        self._check()

    async def read(self, limit: int = 4096) -> bytes:
        while not self._kept:
            self._check()
            if self._fetching is None or self._fetching.done():
                self._fetching = asyncio.get_running_loop().run_in_executor(self._into, self._fetch)
            self._readers += 1
            try:
                await asyncio.shield(self._fetching)
            finally:
                self._readers -= 1
        data = bytes(self._kept[:limit])
        del self._kept[:limit]
        return data

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._lost = self._lost or TransportError("usb: closed")
        loop = asyncio.get_running_loop()
        if self._fetching is not None:
            await asyncio.wait([self._fetching])
        await loop.run_in_executor(self._out, self._claimed.close)
        self._out.shutdown(wait=False)
        self._into.shutdown(wait=False)

    def _check(self) -> None:
        if self._lost:
            raise self._lost

    def _fetch(self) -> None:
        """In its thread: keep what comes next, as long as somebody waits for it."""
        try:
            self._kept += self._claimed.read(lambda: bool(self._readers) and self._lost is None)
        except OSError as error:
            self._lost = self._lost or TransportError(f"usb: {error}")

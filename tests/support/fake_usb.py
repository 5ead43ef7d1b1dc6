"""pyusb as far as we use it, with printers plugged in by the test. It blocks like libusb does."""

from __future__ import annotations

import queue
import sys
import threading
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PRINTER, BULK_OUT, BULK_IN = 7, 0x01, 0x82


class USBError(OSError):
    pass


class USBTimeoutError(USBError):
    pass


class NoBackendError(ValueError):
    pass


@dataclass
class Endpoint:
    bEndpointAddress: int
    device: Printer
    bmAttributes: int = 2
    wMaxPacketSize: int = 64

    def write(self, data: bytes, timeout: int) -> int:
        return self.device.take(data, timeout / 1000)

    def read(self, size: int, timeout: int) -> list[int]:
        self.device.check()
        try:
            return list(self.device.answers.get(timeout=timeout / 1000)[:size])
        except queue.Empty:
            raise USBTimeoutError(110, "timed out") from None


@dataclass
class Interface:
    device: Printer
    endpoints: list[Endpoint]
    bInterfaceClass: int = PRINTER
    bInterfaceNumber: int = 0
    bAlternateSetting: int = 0

    def __iter__(self):
        return iter(self.endpoints)

    def set_altsetting(self) -> None:
        self.device.altered = True


@dataclass
class Printer:
    """One device; `far` takes what is written."""

    bus: int = 1
    address: int = 5
    far: Callable[[bytes], None] = lambda _: None
    packet: int = 1000
    one_way: bool = False
    kernel_driver: bool = True
    interface_class: int = PRINTER
    device_id: bytes = b""
    full: bool = False
    gone: bool = False
    claimed: bool = False
    released: bool = False
    altered: bool = False
    answers: queue.Queue[bytes] = field(default_factory=queue.Queue)

    def __iter__(self):
        ways = [Endpoint(BULK_OUT, self)] + ([] if self.one_way else [Endpoint(BULK_IN, self)])
        return iter([[Interface(self, ways, bInterfaceClass=self.interface_class)]])

    def answer(self, data: bytes) -> None:
        self.answers.put(data)

    def check(self) -> None:
        if self.gone:
            raise USBError(19, "No such device")

    def take(self, data: bytes, seconds: float) -> int:
        self.check()
        if self.full:
            threading.Event().wait(seconds)
            raise USBTimeoutError(110, "timed out")
        self.far(bytes(data[: self.packet]))
        return min(len(data), self.packet)

    def is_kernel_driver_active(self, _number: int) -> bool:
        return self.kernel_driver

    def detach_kernel_driver(self, _number: int) -> None:
        self.kernel_driver = False

    def attach_kernel_driver(self, _number: int) -> None:
        self.kernel_driver = True

    def ctrl_transfer(self, *request: Any) -> bytes:
        assert request == (0xA1, 0, 0, 0, 1024, 1000)
        return (len(self.device_id) + 2).to_bytes(2, "big") + self.device_id


def install(monkeypatch: Any, *printers: Printer, backend: bool = True) -> None:
    """Put these printers on the bus."""
    usb, core, util = (types.ModuleType(name) for name in ("usb", "usb.core", "usb.util"))

    def find(bus: int, address: int) -> Printer | None:
        if not backend:
            raise NoBackendError("No backend available")
        return next((p for p in printers if (p.bus, p.address) == (bus, address) and not p.gone), None)

    def claim_interface(device: Printer, _number: int) -> None:
        if device.claimed:
            raise USBError(16, "Resource busy")
        device.claimed = True

    def release_interface(device: Printer, _number: int) -> None:
        device.check()
        device.claimed = False

    core.find, core.USBError, core.USBTimeoutError, core.NoBackendError = (
        find,
        USBError,
        USBTimeoutError,
        NoBackendError,
    )  # type: ignore[attr-defined]
    util.claim_interface, util.release_interface = claim_interface, release_interface  # type: ignore[attr-defined]
    util.dispose_resources = lambda device: setattr(device, "released", True)  # type: ignore[attr-defined]
    for module in (usb, core, util):
        monkeypatch.setitem(sys.modules, module.__name__, module)

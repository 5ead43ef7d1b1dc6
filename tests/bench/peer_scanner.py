"""Runs in Odoo's interpreter, with an X display (DISPLAY): Odoo's keyboard driver reads key events.

The driver is unchanged. Around it: its device is a pipe with the kernel's bytes, read by python-evdev; its display is
ours (it would take ":0.0", maybe somebody's desktop) and is passed as the pointer that it is; its codes end in a list.
"""

import base64
import ctypes
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

from evdev import InputEvent
from evdev.eventio import EventIO

from odoo.addons.iot_drivers.iot_handlers.drivers import keyboard_usb_driver_L as driver

READ = 64 * 24
"""Bytes of the input events that python-evdev reads at once."""


class Xlib:
    """The functions the driver calls, with the types that ctypes does not guess."""

    def __init__(self, library: Any) -> None:
        self.XkbKeycodeToKeysym = library.XkbKeycodeToKeysym
        self.XkbTranslateKeySym = library.XkbTranslateKeySym
        self.XCloseDisplay = library.XCloseDisplay
        self._open = library.XOpenDisplay
        self._open.restype = ctypes.c_void_p
        self.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_int]
        pointer = ctypes.c_void_p
        self.XkbTranslateKeySym.argtypes = [pointer, pointer, ctypes.c_uint, pointer, ctypes.c_int, pointer]

    def XOpenDisplay(self, _name: bytes) -> int:
        return self._open(os.environ["DISPLAY"].encode())


class NoShell:
    """setxkbmap would set the layout that a fresh display has anyway."""

    @staticmethod
    def call(_command: list[str]) -> int:
        return 0


class Enough(Exception):
    """All codes were read."""


class Codes:
    """Takes the place of the event manager."""

    def __init__(self, count: int) -> None:
        self.seen: list[str] = []
        self._count = count

    def device_changed(self, device: Any) -> None:
        self.seen.append(device.data["value"])
        if len(self.seen) == self._count:
            raise Enough


class PipeDevice(EventIO):
    """python-evdev on a pipe."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def read(self) -> Iterator[InputEvent]:
        """Fails at the end of the pipe, where python-evdev would ask for ever."""
        events = list(super().read())
        if not events:
            raise EOFError("the codes did not come")
        return iter(events)

    def grab(self) -> None: ...


class UsbDevice:
    """What pyusb would say of a scanner."""

    idVendor = idProduct = iManufacturer = iProduct = 0
    interface_protocol = "0"


driver.xlib, driver.subprocess = Xlib(driver.xlib), NoShell


def read(events: str, count: int) -> dict[str, Any]:
    """Reads input events (base64) until that many codes have come; the codes, and milliseconds of processor."""
    data = base64.b64decode(events)
    reading, writing = os.pipe()
    driver.KeyboardUSBDriver.input_devices = [PipeDevice(reading)]
    driver.event_manager = Codes(count)
    keyboard = driver.KeyboardUSBDriver("bench", UsbDevice())
    feeder = threading.Thread(target=_write, args=(writing, data))
    feeder.start()
    start = time.thread_time()
    keyboard.run()
    used = time.thread_time() - start
    feeder.join()
    os.close(reading)
    return {"codes": driver.event_manager.seen, "processor": used * 1000}


def _write(fd: int, data: bytes) -> None:
    """In whole events, as the kernel hands them out: python-evdev drops the rest of a divided one."""
    for start in range(0, len(data), READ):
        os.write(fd, data[start : start + READ])
    os.close(fd)


CALLS = {"read": read}

"""Runs in Odoo's interpreter, with an X display (DISPLAY): Odoo's keyboard driver reads key events.

The driver is unchanged. Around it: its device is a pipe with the kernel's bytes, read by python-evdev; its display is
ours (it would take ":0.0", maybe somebody's desktop) and is passed as the pointer that it is; its codes end in a list.
"""

import base64
import ctypes
import os
import subprocess
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


class Shell:
    """Sets the layout of our display."""

    @staticmethod
    def call(command: list[str]) -> int:
        return subprocess.call(["setxkbmap", "-display", os.environ["DISPLAY"], command[-1]])


class Enough(Exception):
    """All codes were read."""


class Codes:
    """Takes the place of the event manager."""

    def __init__(self, count: int) -> None:
        self.seen: list[str] = []
        self.times: list[float] = []
        self.news = threading.Semaphore(0)
        self._count = count

    def device_changed(self, device: Any) -> None:
        self.times.append(time.monotonic())
        self.seen.append(device.data["value"])
        self.news.release()
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


driver.xlib, driver.subprocess = Xlib(driver.xlib), Shell


def _keyboard(reading: int, count: int, layout: str) -> driver.KeyboardUSBDriver:
    """Reads from the pipe until that many codes have come."""
    driver.KeyboardUSBDriver.keyboard_layout_groups = []
    driver.KeyboardUSBDriver.input_devices = [PipeDevice(reading)]
    driver.event_manager = Codes(count)
    keyboard = driver.KeyboardUSBDriver("bench", UsbDevice())
    if layout != "us":
        keyboard._change_keyboard_layout({"layout": layout})
    return keyboard


def read(events: str, count: int, layout: str = "us") -> dict[str, Any]:
    """Reads input events (base64) until that many codes have come; the codes, and milliseconds of processor."""
    data = base64.b64decode(events)
    reading, writing = os.pipe()
    keyboard = _keyboard(reading, count, layout)
    feeder = threading.Thread(target=_write, args=(writing, data))
    feeder.start()
    start = time.thread_time()
    keyboard.run()
    used = time.thread_time() - start
    feeder.join()
    os.close(reading)
    return {"codes": driver.event_manager.seen, "processor": used * 1000}


def one_by_one(scans: list[str], layout: str) -> dict[str, Any]:
    """Each scan (input events, base64) once the code before it has come; the codes, and how many milliseconds each
    took. It ends at a code that does not come."""
    reading, writing = os.pipe()
    keyboard = _keyboard(reading, len(scans), layout)
    reader = threading.Thread(target=keyboard.run)
    reader.start()
    codes, starts = driver.event_manager, []
    for scan in scans:
        time.sleep(0.01)
        starts.append(time.monotonic())
        os.write(writing, base64.b64decode(scan))
        if not codes.news.acquire(timeout=2):
            break
    os.close(writing)
    reader.join()
    os.close(reading)
    times = [(came - start) * 1000 for start, came in zip(starts, codes.times, strict=False)]
    return {"codes": codes.seen, "times": times}


def _write(fd: int, data: bytes) -> None:
    """In whole events, as the kernel hands them out: python-evdev drops the rest of a divided one."""
    for start in range(0, len(data), READ):
        os.write(fd, data[start : start + READ])
    os.close(fd)


CALLS = {"read": read, "one_by_one": one_by_one}

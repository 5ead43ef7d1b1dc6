"""A kernel's /sys and /dev with the devices a test plugs in, as folders, files and links."""

from __future__ import annotations

import shutil
from pathlib import Path


class Machine:
    """`sys` and `dev` are the roots to scan."""

    def __init__(self, folder: Path) -> None:
        self.sys, self.dev = folder / "sys", folder / "dev"
        for place in ("sys/bus/usb/devices", "sys/class/tty", "sys/class/input", "dev"):
            (folder / place).mkdir(parents=True)

    def usb(self, port: str, *, vendor: int, product: int, **attributes: str) -> Path:
        """A USB device at a port such as "1-1.2"."""
        device = self.sys / f"devices/usb1/{port}"
        device.mkdir(parents=True)
        self._write(device, idVendor=f"{vendor:04x}", idProduct=f"{product:04x}", busnum="1", devnum="9", **attributes)
        (self.sys / "bus/usb/devices" / port).symlink_to(device)
        return device

    def interface(self, device: Path, number: int, class_: int, *, driver: str = "", lp: str = "", **more: str) -> Path:
        """One interface of a USB device; with `lp` the kernel's printer driver has it."""
        interface = device / f"{device.name}:1.{number}"
        interface.mkdir()
        self._write(interface, bInterfaceClass=f"{class_:02x}", bInterfaceNumber=f"{number:02x}", **more)
        if driver:
            (interface / "driver").mkdir()
        if lp:
            (interface / "usbmisc" / lp).mkdir(parents=True)
        return interface

    def tty(self, name: str, behind: Path | None, **attributes: str) -> None:
        """A terminal, with the device behind it if there is one."""
        port = self.sys / "class/tty" / name
        port.mkdir()
        self._write(port, **attributes)
        if behind is not None:
            (port / "device").symlink_to(behind)

    def by_id(self, name: str, node: str) -> None:
        """udev's lasting name of a serial port."""
        (self.dev / "serial/by-id").mkdir(parents=True, exist_ok=True)
        (self.dev / node).touch()
        (self.dev / "serial/by-id" / name).symlink_to(self.dev / node)

    def input(self, event: str, *, name: str, keys: str, vendor: int = 0, product: int = 0, **attributes: str) -> None:
        """An input device; `keys` is its bit mask in the kernel's words."""
        device = self.sys / "class/input" / event / "device"
        (device / "id").mkdir(parents=True)
        (device / "capabilities").mkdir()
        self._write(device / "id", vendor=f"{vendor:04x}", product=f"{product:04x}", bustype="0003")
        self._write(device / "capabilities", key=keys)
        self._write(device, name=name, **attributes)

    def video(self, node_name: str, behind: Path, /, **attributes: str) -> None:
        """A node of a camera, with the device behind it."""
        node = self.sys / "class/video4linux" / node_name
        node.mkdir(parents=True)
        self._write(node, **attributes)
        (node / "device").symlink_to(behind)

    def unplug_video(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(self.sys / "class/video4linux" / name)

    @staticmethod
    def _write(folder: Path, **attributes: str) -> None:
        for name, value in attributes.items():
            (folder / name).write_text(value + "\n")

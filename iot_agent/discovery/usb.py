"""USB printers as the kernel lists them; nothing is opened unless a printer must be asked what it is."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..codecs import ieee1284
from ..core.match import Candidate
from ..errors import MissingLibrary, TransportError
from ..transports.usb import PRINTER_CLASS, device_id
from . import marks
from .sysfs import SYS, attribute, children, number, safe


class Usb:
    """Printers (class 7), told apart by their serial number, or by the port they are plugged into."""

    name = "usb"

    def __init__(self, root: Path = SYS, dev: Path = Path("/dev")) -> None:
        self._root = root
        self._dev = dev
        self._told: dict[str, str] = {}

    async def scan(self) -> list[Candidate]:
        found = [(device, interface) for device, interface in self._printers()]
        seen: dict[str, Candidate] = {}
        for device, interface in found:
            candidate = self._candidate(device, interface, await self._device_id(device, interface))
            if candidate.identifier in seen:
                candidate = self._candidate(device, interface, self._told.get(device.name, ""), by_port=True)
            seen[candidate.identifier] = candidate
        self._told = {device.name: self._told[device.name] for device, _ in found if device.name in self._told}
        return list(seen.values())

    def _printers(self) -> Iterator[tuple[Path, Path]]:
        for device in children(self._root / "bus/usb/devices", "[0-9]*-*"):
            for interface in children(device, f"{device.name}:*"):
                if number(interface, "bInterfaceClass") == PRINTER_CLASS:
                    yield device, interface
                    break

    def _candidate(self, device: Path, interface: Path, told: str, *, by_port: bool = False) -> Candidate:
        says = ieee1284.parse(told)
        vendor, product = number(device, "idVendor"), number(device, "idProduct")
        serial = "" if by_port else attribute(device, "serial")
        bus, address = self._where(device, interface)
        name = says.get("MDL") or attribute(device, "product")
        return Candidate(
            identifier=safe("usb", f"{vendor or 0:04x}", f"{product or 0:04x}", serial or f"port{device.name}"),
            bus=bus,
            address=address,
            name=name,
            manufacturer=says.get("MFG") or attribute(device, "manufacturer"),
            vendor=vendor,
            product=product,
            hints={"class": "7", "CMD": says.get("CMD", "").upper()},
            marks=marks.usb(serial, name) | marks.usb("", name),
        )

    def _where(self, device: Path, interface: Path) -> tuple[str, str]:
        """Through pyusb, or where that is not installed through the kernel's own printer driver."""
        nodes = [self._dev / "usb" / node.name for node in children(interface, "usbmisc/lp*")]
        if nodes and not _has_pyusb():
            return "file", str(nodes[0])
        return "usb", f"{number(device, 'busnum', 10)}:{number(device, 'devnum', 10)}"

    async def _device_id(self, device: Path, interface: Path) -> str:
        """From the kernel's printer driver if it has the printer, else asked once per plug."""
        if told := attribute(interface, "ieee1284_id"):
            self._told[device.name] = told
        elif device.name not in self._told and not (interface / "driver").exists():
            self._told[device.name] = await asyncio.to_thread(_ask, self._where(device, interface)[1])
        return self._told.get(device.name, "")


def _ask(address: str) -> str:
    try:
        return device_id(address)
    except (TransportError, MissingLibrary):
        return ""


@cache
def _has_pyusb() -> bool:
    return importlib.util.find_spec("usb") is not None

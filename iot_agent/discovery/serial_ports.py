"""Serial ports as the kernel lists them. A port is never written to here: what is behind it, a driver finds out.

A Bluetooth port (/dev/rfcomm*) stands once its owner has bound it. Opening one calls the device over the air, so no
driver claims it by itself: whoever types it into the settings says what is there.
"""

from __future__ import annotations

from pathlib import Path

from ..core.match import Candidate
from .sysfs import SYS, attribute, children, number, safe


class SerialPorts:
    """Ports of USB adapters, of the board and of Bluetooth, told by serial number, by name and by address."""

    name = "serial"

    def __init__(self, root: Path = SYS, dev: Path = Path("/dev")) -> None:
        self._root = root
        self._dev = dev

    async def scan(self) -> list[Candidate]:
        by_id = {link.resolve().name: link for link in children(self._dev / "serial/by-id")}
        found: dict[str, Candidate] = {}
        consoles = attribute(self._root / "class/tty/console", "active").split()
        for port in children(self._root / "class/tty"):
            if port.name not in consoles and self._real(port):
                candidate = self._candidate(port, by_id.get(port.name))
                found.setdefault(candidate.identifier, candidate)
        return list(found.values())

    @staticmethod
    def _real(port: Path) -> bool:
        """A virtual console has no device behind it, and an absent 8250 port has type 0."""
        return port.name.startswith("rfcomm") or ((port / "device").exists() and attribute(port, "type") != "0")

    def _candidate(self, port: Path, link: Path | None) -> Candidate:
        if port.name.startswith("rfcomm"):
            return self._bluetooth(port)
        usb = _above(port, "idVendor")
        if usb is None:
            return Candidate(safe("serial", port.name), "serial", str(self._dev / port.name), port.name)
        vendor, product = number(usb, "idVendor"), number(usb, "idProduct")
        plugged = attribute(usb, "serial") or f"port{usb.name}"
        interface = number(_above(port, "bInterfaceNumber") or usb, "bInterfaceNumber")
        which = f"if{interface}" if interface else ""
        return Candidate(
            identifier=safe("serial", f"{vendor or 0:04x}", f"{product or 0:04x}", plugged, which),
            bus="serial",
            address=str(link or self._dev / port.name),
            name=attribute(usb, "product"),
            manufacturer=attribute(usb, "manufacturer"),
            vendor=vendor,
            product=product,
        )

    def _bluetooth(self, port: Path) -> Candidate:
        """Told by the device's own address and channel (net/bluetooth/rfcomm/tty.c); another binding, same device."""
        device, channel = attribute(port, "address").upper(), attribute(port, "channel")
        told = (device.replace(":", ""), channel) if device else (port.name,)
        name = f"Bluetooth {device}" if device else port.name
        return Candidate(safe("bluetooth", *told), "serial", str(self._dev / port.name), name)


def _above(port: Path, name: str) -> Path | None:
    """The nearest device behind the port that has this attribute: its interface, or the USB device as a whole."""
    device = (port / "device").resolve()
    return next((folder for folder in (device, *device.parents) if (folder / name).exists()), None)

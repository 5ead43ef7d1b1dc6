"""Keyboards as the kernel lists them: barcode scanners are among them, and look no different from here."""

from __future__ import annotations

import struct
from pathlib import Path

from ..core.match import Candidate
from .sysfs import SYS, attribute, children, number, safe

_BUILT_IN = 0x11
"""BUS_I8042 of linux/input.h: a laptop's own keyboard, or a plug that is older than scanners."""
_BUTTON = 1 << 0x100
"""BTN_0: some pedals are three buttons and no keyboard."""
_DIGITS_AND_ENTER = sum(1 << key for key in (*range(2, 12), 28))


class InputDevices:
    """Everything with digits and Enter, and foot pedals; who types what is decided by what drivers claim."""

    name = "input"

    def __init__(self, root: Path = SYS, dev: Path = Path("/dev")) -> None:
        self._root = root
        self._dev = dev

    async def scan(self) -> list[Candidate]:
        found: dict[str, Candidate] = {}
        for event in children(self._root / "class/input", "event*"):
            device = event / "device"
            if number(device, "id/bustype") != _BUILT_IN and _types(device):
                candidate = self._candidate(event.name, device)
                found.setdefault(candidate.identifier, candidate)
        return list(found.values())

    def _candidate(self, event: str, device: Path) -> Candidate:
        vendor, product = number(device, "id/vendor"), number(device, "id/product")
        plugged = attribute(device, "uniq") or f"port{attribute(device, 'phys')}"
        return Candidate(
            identifier=safe("hid", f"{vendor or 0:04x}", f"{product or 0:04x}", plugged),
            bus="hid",
            address=str(self._dev / "input" / event),
            name=attribute(device, "name"),
            manufacturer="",
            vendor=vendor,
            product=product,
            hints={"bustype": f"{number(device, 'id/bustype') or 0:04x}"},
        )


def _types(device: Path) -> bool:
    keys = _keys(device)
    pedal = "foot" in attribute(device, "name").lower() and keys & _BUTTON
    return bool(pedal) or keys & _DIGITS_AND_ENTER == _DIGITS_AND_ENTER


def _keys(device: Path) -> int:
    """The bit mask of keys: words of the kernel's long, highest first, without leading zeros."""
    words = attribute(device, "capabilities/key").split()
    bits = 64 if any(len(word) > 8 for word in words) else _long_bits()
    value = 0
    for word in words:
        value = value << bits | int(word, 16)
    return value


def _long_bits() -> int:
    return struct.calcsize("@l") * 8

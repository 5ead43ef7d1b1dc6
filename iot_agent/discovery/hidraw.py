"""Human interface devices that are no keyboards, mice or controls, told by what their report descriptor says they are.

Source: USB Implementers' Forum, "Device Class Definition for HID" 1.11, 6.2.2 (report descriptor, short items).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..core.match import Candidate
from .sysfs import SYS, attribute, children, safe

_ID = re.compile(r"HID_ID=[0-9A-F]{4}:([0-9A-F]{8}):([0-9A-F]{8})")
_LONG = 0xFE
_APPLICATION = 1
ORDINARY = frozenset({0x01, 0x0C, 0x0D})
"""Usage pages of keyboards and mice, of media keys, and of tablets: the system's own."""


class HidRaw:
    """Told by serial number, else by the port."""

    name = "hidraw"

    def __init__(self, root: Path = SYS, dev: Path = Path("/dev")) -> None:
        self._root = root
        self._dev = dev

    async def scan(self) -> list[Candidate]:
        found = (self._candidate(node) for node in children(self._root / "class/hidraw", "hidraw*"))
        return list({seen.identifier: seen for seen in found if seen is not None}.values())

    def _candidate(self, node: Path) -> Candidate | None:
        device = node / "device"
        uses = list(applications(_descriptor(device)))
        about = attribute(device, "uevent")
        ids = _ID.search(about)
        if ids is None or not uses or any(page in ORDINARY for page, _ in uses):
            return None
        vendor, product = (int(one, 16) for one in ids.groups())
        said = dict(line.partition("=")[::2] for line in about.splitlines())
        plugged = said.get("HID_UNIQ") or f"port{said.get('HID_PHYS', node.name)}"
        return Candidate(
            identifier=safe("hidraw", f"{vendor:04x}", f"{product:04x}", plugged),
            bus="hidraw",
            address=str(self._dev / node.name),
            name=said.get("HID_NAME", ""),
            vendor=vendor,
            product=product,
            hints={"usages": " ".join(f"{page:x}:{usage:x}" for page, usage in uses)},
        )


def _descriptor(device: Path) -> bytes:
    try:
        return (device / "report_descriptor").read_bytes()
    except OSError:
        return b""


def applications(descriptor: bytes) -> Iterator[tuple[int, int]]:
    """Usage page and usage of each application collection; what is cut short ends them."""
    page = usage = at = 0
    while at < len(descriptor):
        head = descriptor[at]
        if head == _LONG:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[head & 3]
        value = int.from_bytes(descriptor[at + 1 : at + 1 + size], "little")
        at += 1 + size
        match head & 0xFC:
            case 0x04:  # usage page
                page = value
            case 0x08:  # usage, with a page of its own where it has four bytes
                usage = value
            case 0xA0 if value == _APPLICATION:  # collection
                yield (usage >> 16 or page, usage & 0xFFFF)

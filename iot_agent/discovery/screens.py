"""Screens at the connectors of this machine, as the kernel's graphics drivers see them.

Source: the kernel's Documentation/ABI/testing/sysfs-class-drm: status and edid of each connector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..codecs import edid
from ..core.match import Candidate
from ..errors import ProtocolError
from ..settings import DeviceSetting
from .static import candidate
from .sysfs import SYS, attribute, children, safe

BUS = "hdmi"


@dataclass(frozen=True)
class Kiosk:
    """What shows pages: where its profiles are, the page of the box itself, and a command other than the usual."""

    profiles: Path
    home: Callable[[], str]
    browser: str = ""

    def on(self, seen: Candidate) -> Candidate:
        """The screen with what it takes to show pages on it."""
        profile = str(self.profiles / safe(seen.identifier))
        return replace(seen, hints={"profile": profile, "home": self.home(), "browser": self.browser})


class Screens:
    """Those that are plugged in, told by their serial number, else by their connector; and what was typed."""

    name = "screens"

    def __init__(self, kiosk: Kiosk, typed: Iterable[DeviceSetting] = (), root: Path = SYS) -> None:
        self._kiosk = kiosk
        self._typed = [candidate(device) for device in typed if device.bus == BUS]
        self._root = root

    async def scan(self) -> list[Candidate]:
        found = {seen.identifier: seen for seen in self._typed}
        typed = {seen.address for seen in self._typed}
        for connector in children(self._root / "class/drm", "card*-*"):
            seen = self._candidate(connector)
            if attribute(connector, "status") == "connected" and seen.address not in typed:
                twin = seen.identifier in found  # makers that give all their screens one serial number
                seen = replace(seen, identifier=safe(seen.identifier, seen.address)) if twin else seen
                found[seen.identifier] = seen
        return [self._kiosk.on(seen) for seen in found.values()]

    def _candidate(self, connector: Path) -> Candidate:
        """Nobody but the driver of screens can claim what the kernel calls one, so it is listed at once."""
        at = connector.name.partition("-")[2]
        try:
            monitor = edid.parse(_read(connector / "edid"))
        except ProtocolError:
            return Candidate(safe("screen", at), BUS, at, f"Screen {at}", driver="screen")
        told = (f"{monitor.product:04x}", monitor.serial) if monitor.serial else (at,)
        identifier = safe("screen", monitor.maker, *told)
        return Candidate(identifier, BUS, at, monitor.name or f"Screen {at}", monitor.maker, driver="screen")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""

"""Devices the owner typed into the settings: always candidates, whether they answer or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlsplit

from ..core.match import Candidate
from ..settings import DeviceSetting
from . import marks


class Static:
    """What the settings name, and what was typed on the homepage or in Odoo since."""

    name = "settings"

    def __init__(self, devices: Iterable[DeviceSetting], typed: Typed) -> None:
        self._devices = [candidate(device) for device in devices if not device.pins_only]
        self._typed = typed

    async def scan(self) -> list[Candidate]:
        named = {seen.identifier for seen in self._devices}
        later = (candidate(device) for device in self._typed.devices())
        return [*self._devices, *(seen for seen in later if seen.identifier not in named)]


class Typed(Protocol):
    """Who knows what was typed."""

    def devices(self) -> Iterable[DeviceSetting]: ...


def candidate(device: DeviceSetting) -> Candidate:
    """What was typed, as if it had been seen."""
    port = device.address.rpartition(":")[2] if device.bus == "tcp" else ""
    return Candidate(
        identifier=device.identifier,
        bus=device.bus,
        address=device.address,
        name=device.name,
        manufacturer=device.manufacturer,
        hints={"typed": "yes"} | ({"port": port} if port.isdigit() else {}),
        driver=device.driver,
        marks=_marks(device),
    )


def _marks(device: DeviceSetting) -> frozenset[str]:
    """The address of what is on the network."""
    if device.bus not in ("tcp", "ipp"):
        return frozenset()
    try:
        to = urlsplit(device.address if "://" in device.address else f"tcp://{device.address}")
        port = to.port or (9100 if device.bus == "tcp" else 631)
        return marks.network(host=to.hostname or "", port=port, bus=device.bus, resource=to.path)
    except ValueError:
        return frozenset()

"""Devices the owner typed into the settings: always candidates, whether they answer or not."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.match import Candidate
from ..settings import DeviceSetting


class Static:
    """A fixed list."""

    name = "settings"

    def __init__(self, devices: Iterable[DeviceSetting]) -> None:
        self._devices = [candidate(device) for device in devices if not device.pins_only]

    async def scan(self) -> list[Candidate]:
        return list(self._devices)


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
    )

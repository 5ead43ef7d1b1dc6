"""Devices the owner typed into the settings: always candidates, whether they answer or not."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.match import Candidate


class Static:
    """A fixed list."""

    name = "settings"

    def __init__(self, devices: Iterable[Candidate]) -> None:
        self._devices = list(devices)

    async def scan(self) -> list[Candidate]:
        return list(self._devices)

"""Where devices are looked for. A source yields candidates; which driver fits is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..core.match import Candidate
from .static import Static


class Source(Protocol):
    """One place to look. `scan` is called again and again, returns what is there at the moment, and never raises."""

    name: str

    async def scan(self) -> list[Candidate]: ...


class HasDevices(Protocol):
    """The part of the settings that discovery reads."""

    @property
    def devices(self) -> Sequence[Candidate]: ...


def sources(settings: HasDevices) -> list[Source]:
    """Every source this machine has, the devices typed by hand first."""
    return [Static(settings.devices)]

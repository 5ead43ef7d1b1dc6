"""Where devices are looked for. A source yields candidates; which driver fits is decided elsewhere."""

from __future__ import annotations

from typing import Protocol

from ..core.match import Candidate
from ..settings import Settings
from .static import Static


class Source(Protocol):
    """One place to look. `scan` is called again and again, returns what is there at the moment, and never raises."""

    name: str

    async def scan(self) -> list[Candidate]: ...


def sources(settings: Settings) -> list[Source]:
    """Every source this machine has, the devices typed by hand first."""
    return [Static(settings.devices)]

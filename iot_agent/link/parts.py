"""The parts of the agent that its line to the database works with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .. import wire
from ..core.by_hand import ByHand
from ..core.clock import Clock
from ..core.events import Events
from ..core.jobs import Jobs
from ..core.journal import Journal
from ..core.options import Options
from ..core.pairing_code import PairingCode
from ..core.store import Announced, Store


class Renewing(Protocol):
    """Drivers from the database, as the link sees them; see bundle/renewal.py."""

    def online(self) -> None: ...

    def wish(self, *, forced: bool = False) -> None: ...

    def leave(self) -> None: ...


@dataclass(frozen=True)
class Parts:
    """What the link speaks about and for."""

    store: Store
    clock: Clock
    code: PairingCode
    journal: Journal
    jobs: Jobs
    events: Events
    box: Callable[[], wire.Box]
    devices: Callable[[], tuple[wire.Device, ...]]
    settled: asyncio.Event
    devices_changed: asyncio.Event
    restart: Callable[[], None]
    by_hand: ByHand
    options: Options
    renewal: Callable[[], Renewing]
    server: Announced

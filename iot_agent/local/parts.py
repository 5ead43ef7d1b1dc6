"""What the LAN side needs of the rest of the agent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .. import wire
from ..core.by_hand import ByHand
from ..core.clock import Clock
from ..core.events import Events
from ..core.jobs import Jobs
from ..core.logs import Logs
from ..core.pairing_code import PairingCode
from ..core.serial_choice import SerialChoice
from ..core.store import Announced, Pairing


class Line(Protocol):
    """The line to Odoo, as the LAN side sees it."""

    @property
    def pairing(self) -> Pairing | None: ...

    @property
    def online(self) -> bool: ...

    @property
    def announced(self) -> Announced: ...

    async def pair(self, token: str) -> None: ...

    def know(self, server: str, database: str) -> None: ...

    async def disconnect(self) -> None: ...


@dataclass(frozen=True)
class Parts:
    """The agent's parts that the routes use."""

    seed: bytes
    clock: Clock
    code: PairingCode
    jobs: Jobs
    events: Events
    line: Line
    box: Callable[[], wire.Box]
    devices: Callable[[], tuple[wire.Device, ...]]
    facts: Callable[[], dict[str, Any]]
    restart: Callable[[], None]
    update_drivers: Callable[[], None]
    by_hand: ByHand
    serial: SerialChoice
    logs: Logs
    status_ticket: Callable[[], Awaitable[None]]
    """Print the status ticket; raises WireError."""
    ways: Callable[[], list[dict[str, Any]]]
    """Every printer with the ways it is seen, for whoever sits at this machine."""
    first_time: Callable[[str, float], Awaitable[bool]]
    """Whether a key was never seen before, not even before a restart; it is remembered until the given time."""

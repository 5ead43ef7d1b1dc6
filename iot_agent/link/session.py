"""Where the box stands with its database: what happened goes in, what to do and how long to wait comes out.

  unpaired -> announcing -> hello -> online <-> lost        forgotten or disconnected: back to unpaired

Rule 1: everything that decides the state stands in this file.   Rule 2: nothing here waits, sends or logs.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from ..core.backoff import Backoff, jittered

RETRY, LAST_RETRY = 0.3, 3.0
REFUSED_RETRY = 30.0
QUICK_POLL = 5.0
TRUST = 60.0
"""Seconds until a bell may be relied upon: Odoo's bus begins to listen a while after the first who subscribes, and only
50 s after an error."""


class Phase(enum.Enum):
    UNPAIRED = "unpaired"
    ANNOUNCING = "announcing"
    HELLO = "hello"
    ONLINE = "online"
    LOST = "lost"


class Turn(enum.Enum):
    """What a change is worth telling: each only once."""

    NONE = "none"
    LOST = "lost"
    BACK = "back"
    CONNECTED = "connected"


@dataclass
class Session:
    """One box and its database."""

    phase: Phase = Phase.UNPAIRED
    poll: float = 30.0
    bell_since: float | None = None
    """Since when the websocket is up, by the machine's uptime; None = it is down."""
    refused: bool = False
    bell_retry: Backoff = field(default_factory=lambda: Backoff(RETRY, LAST_RETRY))
    retry: Backoff = field(default_factory=lambda: Backoff(RETRY, LAST_RETRY))

    def announcing(self) -> None:
        self.phase = Phase.ANNOUNCING

    def paired(self) -> None:
        """From here on, hello comes first."""
        self.phase = Phase.HELLO
        self.refused = False
        self.bell_since = None
        self.retry.reset()

    def forgotten(self) -> None:
        self.phase = Phase.UNPAIRED
        self.bell_since = None

    def welcomed(self, poll: float) -> Turn:
        turn = Turn.BACK if self.phase is Phase.LOST else Turn.CONNECTED
        turn = turn if self.phase is not Phase.ONLINE else Turn.NONE
        self.phase, self.poll, self.refused = Phase.ONLINE, poll, False
        self.retry.reset()
        return turn

    def failed(self, *, refused: bool = False) -> Turn:
        """The server did not answer, or does not want us (`refused`)."""
        news = self.phase is not Phase.LOST or refused > self.refused
        self.phase, self.refused = Phase.LOST, refused
        return Turn.LOST if news else Turn.NONE

    def next_hello(self) -> float:
        """Seconds until the next try: soon when the line is at fault, slow when the server said no."""
        return jittered(REFUSED_RETRY) if self.refused else self.retry.next()

    def next_ask(self, uptime: float) -> float:
        """Seconds until the box asks by itself, so that a lost doorbell does no harm."""
        trusted = self.bell_since is not None and uptime >= self.bell_since + TRUST
        return jittered(self.poll if trusted else min(QUICK_POLL, self.poll))

    @property
    def online(self) -> bool:
        return self.phase is Phase.ONLINE

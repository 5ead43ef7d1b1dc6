"""Fan-out of what devices do by themselves.

A publisher never waits. Each listener has its own bounded memory: of a stream (`weight`, `state`) it keeps the latest
value per device, of single happenings (`scan`) each one; who falls too far behind is cut off and told so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import AgentError
from ..wire import Event

STREAMS = frozenset({"weight", "state"})
BACKLOG = 1024
LEASE_LIMIT = 120.0


class Lagging(AgentError):
    """A listener let its backlog overflow; it has to start afresh."""


class Subscription:
    """One listener's view."""

    def __init__(self, devices: Collection[str]) -> None:
        self._devices = devices
        self._waiting: dict[str, Event] = {}
        self._ready = asyncio.Event()
        self._lagging = False

    def hears(self, device: str) -> bool:
        return "*" in self._devices or device in self._devices

    def put(self, event: Event) -> None:
        slot = f"{event.name} {event.device}" if event.name in STREAMS else event.id
        if slot not in self._waiting and len(self._waiting) >= BACKLOG:
            self._lagging = True
            self._waiting.clear()
        if not self._lagging:
            self._waiting[slot] = event
        self._ready.set()

    async def next(self) -> Event:
        """The oldest event not taken yet; raises Lagging once some were lost."""
        while not self._waiting:
            if self._lagging:
                raise Lagging("backlog")
            self._ready.clear()
            await self._ready.wait()
        return self._waiting.pop(next(iter(self._waiting)))


class Events:
    """Where devices publish, and who looks at which of them."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._subscriptions: set[Subscription] = set()
        self._lookers: set[Subscription] = set()
        self._leases: dict[str, float] = {}
        self._latest: dict[tuple[str, str], Event] = {}
        self._heard: set[str] = set()
        self.on_interest: Callable[[str], None] = lambda _device: None
        """Called when somebody begins to look at a device ("*" = at all)."""

    def publish(self, device: str, name: str, value: dict[str, Any]) -> None:
        event = Event(id=secrets.token_hex(12), device=device, name=name, value=value, at=self._now())
        if name in STREAMS:
            self._latest[device, name] = event
        else:
            self._heard.add(device)
        for subscription in self._subscriptions:
            if subscription.hears(device):
                subscription.put(event)

    def latest(self, device: str, name: str) -> Event | None:
        return self._latest.get((device, name))

    def heard(self, device: str) -> bool:
        """Whether it has done something by itself."""
        return device in self._heard

    def forget(self, device: str) -> None:
        """What is known of a device that is gone is no longer true."""
        self._latest.pop((device, "weight"), None)
        self._heard.discard(device)

    @contextmanager
    def subscribe(self, devices: Collection[str], *, looks: bool = True) -> Iterator[Subscription]:
        """Listen to `devices` ("*" = all); `looks` asks their streams to run, starting with their latest value."""
        subscription = Subscription(frozenset(devices))
        if looks:
            for (device, _name), event in self._latest.items():
                if subscription.hears(device):
                    subscription.put(event)
            self._lookers.add(subscription)
        self._subscriptions.add(subscription)
        try:
            if looks:
                for device in devices:
                    self.on_interest(device)
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            self._lookers.discard(subscription)

    def watch(self, device: str, until: float) -> None:
        """Somebody in Odoo looks at this device for a while."""
        self._leases[device] = min(until, self._now() + LEASE_LIMIT)
        self.on_interest(device)

    def watched(self, device: str) -> bool:
        """Whether Odoo wants this device's stream."""
        return self._leases.get(device, 0.0) > self._now()

    def wanted(self, device: str) -> bool:
        """Whether anybody wants this device's stream."""
        return self.watched(device) or any(looker.hears(device) for looker in self._lookers)

"""The short commands: they talk to the agent that runs on the state folder, or do without it; each yields its lines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import discovery, drivers, seal, wire
from .agent import identity
from .bundle import look
from .core.by_hand import ByHand
from .core.clock import Clock
from .core.match import Candidate, Match, best_driver
from .core.pairing_code import PairingCode
from .core.store import Announced, Store
from .discovery.once import Memory
from .discovery.printers import read
from .errors import LinkError
from .link.http import Http
from .link.pairing import Pairer
from .local import client
from .settings import FILE, Settings, server_address
from .wire import Code, WireError


def pair(settings: Settings, token: str) -> Iterator[str]:
    """Pair with a connection token, through the running agent if there is one."""
    store = Store(settings.state)
    if url := store.running():
        client.post(url, "/setup/pair", wire.Setup(token=token))
    else:
        asyncio.run(_pair(settings, store, token))
    yield "paired"


async def _pair(settings: Settings, store: Store, token: str) -> None:
    if store.pairing():
        raise WireError(Code.ALREADY_PAIRED)
    clock = Clock()
    with store.lock():
        async with Http(store.seed, clock) as http:
            pairer = Pairer(store.seed, PairingCode(clock), lambda: identity(settings, ()), http)
            store.pair(await pairer.by_token(token))


def announce(settings: Settings, server: str, database: str) -> Iterator[str]:
    """Tell a server about this box, so that its code can be typed there."""
    store = Store(settings.state)
    at = server_address(server)
    if url := store.running():
        client.post(url, "/setup/server", wire.KnowServer(server=at, database=database))
        yield f"announced at {at}; type the code {_shown(client.status(url)['code'])} in its IoT app"
    else:
        store.announce(Announced(at, database))
        yield f"will announce itself at {at} once it runs"


def code(settings: Settings) -> Iterator[str]:
    """The pairing code of a free box; the owner code of a paired one, as its form in Odoo shows it."""
    store = Store(settings.state)
    if pairing := store.pairing():
        yield f"owner code {seal.owner_code(seal.shared_key(store.seed, pairing.exchange))}"
        return
    url = store.running()
    if url is None:
        raise LinkError("the agent does not run, so there is no pairing code; start it with: iot-agent run")
    yield _shown(client.status(url)["code"])


def _shown(found: dict[str, object] | None) -> str:
    if found is None:
        return "(expired; ask the homepage for a new one)"
    left = int(float(str(found["expires"])) - time.time()) // 60
    return f"{found['text']} (for {left} minutes)"


def devices(settings: Settings, *, explain: bool) -> Iterator[str]:
    """What discovery sees at this moment, and what the running agent says of it."""
    there = survey(settings)
    table = there.claims
    pins = {device.identifier: device.driver for device in settings.devices if device.pins_only}
    for seen in there.found:
        decision = best_driver(seen, table) if not pins.get(seen.identifier) else None
        driver = pins.get(seen.identifier) or (decision.driver if decision else None)
        health = there.said.get(seen.identifier, {}).get("health", "")
        yield f"{seen.identifier:40} {driver or '-':16} {health:11} {seen.name} ({seen.bus} {seen.place})"
        if explain:
            yield from _explain(seen, table, "pinned in the settings" if decision is None else decision.reason)
            yield from _ways(there.ways.get(seen.identifier, []))
    if not there.found:
        yield f"nothing is plugged in, and {settings.state / FILE} names nothing"
    for name, remedy in {**drivers.missing(), **there.resting}.items():
        yield f"driver {name} is not there: {remedy}"


def _explain(seen: Candidate, table: Mapping[str, tuple[Match, ...]], reason: str) -> Iterator[str]:
    yield f"    {reason}"
    for name, matches in table.items():
        for match in matches:
            if match.fits(seen):
                yield f"    {name} claims it with weight {match.weight}: {match}"
    yield f"    seen as {seen}"


def _ways(ways: list[Candidate]) -> Iterator[str]:
    """The ways to one printer, the best first, and what makes them the same printer's."""
    for place, way in enumerate(ways, 1):
        known = ", ".join(sorted(way.marks)) or "nothing"
        yield f"    way {place}: {way.bus} {way.place}, known by {known}"
    if len(ways) > 1:
        yield f"    {ways[0].bus} {ways[0].place} is served: {PREFERENCE}"


PREFERENCE = "typed, then a queue with its owner's driver, USB, network, IPP, a raw queue"


@dataclass(frozen=True)
class Survey:
    """What discovery sees at this moment, and what the agent that runs says of its devices, by identifier."""

    found: list[Candidate]
    ways: Mapping[str, list[Candidate]]
    url: str
    said: Mapping[str, dict[str, Any]]
    claims: Mapping[str, tuple[Match, ...]]
    resting: Mapping[str, str]


def survey(settings: Settings) -> Survey:
    store = Store(settings.state)
    url = store.running() or ""
    status = client.status(url) if url else {"devices": []}
    shelf = asyncio.run(look.shelf(store))
    found, ways = asyncio.run(_scan(settings, store, shelf.claims, status.get("printers")))
    said = {device["identifier"]: device for device in status["devices"]}
    return Survey(found, ways, url, said, shelf.claims, shelf.resting)


async def _scan(
    settings: Settings, store: Store, table: Mapping[str, tuple[Match, ...]], held: list[dict[str, Any]] | None
) -> tuple[list[Candidate], dict[str, list[Candidate]]]:
    """What is there, and the ways to printers. `held`: what the agent that runs has of them, who alone can ask them."""
    found = discovery.discovery(settings, table, ByHand(store, table.keys()), Unwritten(store))
    there = []
    for source in found.sources:
        if source is not found.printers or held is None:
            there += await source.scan()
    told = held if held is not None else found.printers.told()
    if held is not None:
        seen = [read(device) for printer in told for device in printer["devices"]]
        there += [device for device in seen if "typed" not in device.hints]
    ways = {device["identifier"]: one["ways"] for one in told for device in one["devices"]}
    return there, {identifier: [read(way) for way in found_by] for identifier, found_by in ways.items()}


class Unwritten:
    """The names of printers, of which a look from outside keeps nothing."""

    def __init__(self, store: Store) -> None:
        self.printers = store.printers

    def know_printers(self, _memory: Memory) -> None:
        """Forget it."""

"""Printers that announce themselves on the local network (mDNS and DNS-SD, RFC 6762 and 6763).

Found is not adopted. What is announced is a stranger's word: it is bounded, must come from an address of a local
network, and is only listed with the type it says it has. A wire is opened to it when a driver claims it, and then to
ask how it is: by IPP, which prints nothing, or on the raw port of what names the language of a receipt or label
printer, whose drivers ask with real-time commands that print nothing either. A raw port that names none of these
languages stays closed: bytes that it does not know could come out on paper.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

from ..codecs import bonjour
from ..codecs.bonjour import Advert, Service
from ..core.match import Candidate
from ..errors import MissingLibrary
from ..libraries import need
from . import marks
from .sysfs import safe

MOST = 64
"""Announced ways that are kept; who floods the network with more shows no more."""
PATIENCE = 3000
"""Milliseconds for the rest of what was announced."""
REFRESH = 20_000
"""Milliseconds between two times that the browser looks whether to ask for something again before it expires: what is
announced for two minutes, the least there is, is asked for after one and a half."""
SETTLE = 0.2

_logger = logging.getLogger(__name__)


class Mdns:
    """One browser for the life of the agent, which `changed` runs; `scan` tells what it knows at the moment."""

    name = "network"

    def __init__(self, *, interfaces: list[str] | None = None, loopback: bool = False) -> None:
        self._interfaces = interfaces
        self._loopback = loopback
        self._found: dict[tuple[str, str], Advert] = {}
        self._moved = asyncio.Event()
        self._asking: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def scan(self) -> list[Candidate]:
        return list(candidates(list(self._found.values())))

    async def changed(self) -> AsyncIterator[None]:
        """Yields after printers came, went or changed; without the library or a network, never."""
        try:
            opened = self._open(*await asyncio.to_thread(_libraries))
        except MissingLibrary as error:
            _logger.info("printers on the network are not looked for: %s", error)
            await asyncio.get_running_loop().create_future()
            return
        except OSError as error:
            _logger.warning("printers on the network are not looked for: %s", error)
            await asyncio.get_running_loop().create_future()
            return
        try:
            while True:
                await self._moved.wait()
                await asyncio.sleep(SETTLE)
                self._moved.clear()
                yield None
        finally:
            for task in list(self._asking.values()):
                task.cancel()
            await asyncio.gather(*self._asking.values(), return_exceptions=True)
            self._found.clear()
            await opened.async_close()

    def _open(self, library: Any, lively: Any) -> Any:
        """The responder that listens, with its browser; raises OSError."""
        where = {"interfaces": self._interfaces} if self._interfaces else {}
        opened = lively.AsyncZeroconf(ip_version=library.IPVersion.V4Only, **where)
        change = library.ServiceStateChange

        def heard(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
            self._heard(lively.AsyncServiceInfo, zeroconf, service_type, name, gone=state_change is change.Removed)

        services = [service.value for service in Service]
        lively.AsyncServiceBrowser(opened.zeroconf, services, handlers=[heard], delay=REFRESH)
        return opened

    def _heard(self, info: Any, zeroconf: Any, service: str, name: str, *, gone: bool) -> None:
        key = (service, name)
        if task := self._asking.pop(key, None):
            task.cancel()
        if gone:
            if self._found.pop(key, None):
                self._moved.set()
        elif key in self._found or len(self._found) + len(self._asking) < MOST:
            self._asking[key] = asyncio.ensure_future(self._ask(info(service, name), zeroconf, key))

    async def _ask(self, info: Any, zeroconf: Any, key: tuple[str, str]) -> None:
        """Read the whole announcement; one that cannot be read is none."""
        try:
            advert = _read(info, key, loopback=self._loopback) if await info.async_request(zeroconf, PATIENCE) else None
        except (ValueError, LookupError, OSError) as error:
            _logger.debug("an announcement that cannot be read: %s", error)
            advert = None
        self._asking.pop(key, None)
        before = self._found.pop(key, None)
        if advert:
            self._found[key] = advert
        if advert != before:
            self._moved.set()


def _libraries() -> tuple[Any, Any]:
    """Blocking: loading them takes a while, which the first answer of an agent that starts need not wait for."""
    return need("zeroconf", "network"), need("zeroconf.asyncio", "network")


def _read(info: Any, key: tuple[str, str], *, loopback: bool) -> Advert | None:
    service, name = key
    address = bonjour.local(info.parsed_scoped_addresses(), loopback=loopback)
    instance = name.removesuffix(f".{service}")
    return bonjour.advert(Service(service), instance, address, info.port or 0, info.properties) if address else None


def candidates(adverts: list[Advert]) -> Iterator[Candidate]:
    """A way for each advert that the agent has a wire for; LPD, which cannot tell how a printer is, is none."""
    for advert in sorted(adverts, key=lambda one: (one.instance, one.service.value)):
        bus = {Service.RAW: "tcp", Service.IPP: "ipp", Service.IPPS: "ipp"}.get(advert.service)
        twin = any(one.instance == advert.instance and one.service is Service.IPP for one in adverts)
        if bus is None or (advert.service is Service.IPPS and twin):
            continue
        yield Candidate(
            identifier=safe(bus, advert.uuid or advert.mac or advert.instance),
            bus=bus,
            address=_address(advert),
            name=advert.name,
            manufacturer=advert.maker,
            hints=_hints(advert),
            marks=marks.network(
                uuid=advert.uuid,
                mac=advert.mac,
                instance=advert.instance,
                host=advert.host,
                port=advert.port,
                bus=bus,
                resource="" if bus == "tcp" else _resource(advert),
            ),
        )


def _address(advert: Advert) -> str:
    host = f"[{advert.host}]" if ":" in advert.host else advert.host
    if advert.service is Service.RAW:
        return f"{host}:{advert.port}"
    scheme = "ipps" if advert.service is Service.IPPS else "ipp"
    return f"{scheme}://{host}:{advert.port}/{_resource(advert)}"


def _resource(advert: Advert) -> str:
    return advert.resource or "ipp/print"


def _hints(advert: Advert) -> dict[str, str]:
    """What drivers match on. `port` only where the language is known: by it drivers claim raw ports."""
    hints = {"found": "mdns", "CMD": advert.language, "purpose": advert.purpose}
    if advert.service is Service.RAW and advert.language:
        hints["port"] = "9100"
    return hints

"""What is behind a serial port, as the box's owner says on the homepage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .. import wire
from ..wire import Code, WireError
from .events import Events
from .match import Match
from .options import Options


class SerialChoice:
    """The ports at which nothing was recognised, or for which a driver was chosen; not those of agent.toml, which has
    the last word. `claims` are the drivers there are, `fixed` the devices of agent.toml that name one."""

    def __init__(
        self,
        options: Options,
        events: Events,
        devices: Callable[[], Iterable[wire.Device]],
        claims: Mapping[str, Iterable[Match]],
        fixed: Collection[str],
    ) -> None:
        self._options = options
        self._events = events
        self._devices = devices
        self._claims = claims
        self._fixed = fixed

    def ports(self) -> list[dict[str, Any]]:
        """What the homepage shows of each port: who chose which driver, and whether anything was heard since."""
        return [self._port(device.identifier) for device in self._devices() if self._choosable(device)]

    def drivers(self) -> list[str]:
        """Those that speak to something behind a serial port without being told more."""
        return sorted(name for name, matches in self._claims.items() if any(map(_serial, matches)))

    def choose(self, wish: wire.SerialPort) -> None:
        """Take the owner's word; raises WireError for another port or driver than those."""
        if wish.identifier not in {port["identifier"] for port in self.ports()}:
            raise WireError(Code.UNKNOWN_DEVICE, "identifier")
        if wish.driver and wish.driver not in (wire.ANY_DRIVER, *self.drivers()):
            raise WireError(Code.NOT_SUPPORTED, "driver")
        self._options.choose(wish.identifier, wish.driver)
        self._events.forget(wish.identifier)

    def _choosable(self, device: wire.Device) -> bool:
        unknown = device.code == Code.UNRECOGNISED.value
        chosen = bool(self._options.driver(device.identifier))
        return device.connection == "serial" and device.identifier not in self._fixed and (unknown or chosen)

    def _port(self, identifier: str) -> dict[str, Any]:
        driver, own = self._options.driver(identifier), bool(self._options.chosen(identifier))
        heard = self._events.heard(identifier)
        return {"identifier": identifier, "driver": driver, "own": own, "heard": heard}


def _serial(match: Match) -> bool:
    return match.bus == "serial" and "described" not in match.hints

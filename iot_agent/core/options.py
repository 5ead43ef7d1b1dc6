"""What is settled for the devices of the box: by Odoo, such as a scanner's keyboard layout, and by the box's owner.

What the owner chose on the homepage counts before what Odoo says, and stays when the box changes hands; what Odoo
settles goes. Odoo sends its whole list each time, so that an order that is lost or arrives twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..wire import Code, DeviceOptions, WireError
from .store import Settled, Store

MOST = 64
"""Devices for which the owner may choose."""


class Options:
    """The latest list and the owner's choices, kept in the state folder."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._take(store.settled())
        self._chosen = store.chosen()
        self.on_changed: Callable[[], None] = lambda: None
        """Called when something else is in force."""

    def driver(self, identifier: str) -> str:
        """The driver that was chosen; "" = none was."""
        told = self._told.get(identifier)
        return self.chosen(identifier) or (told.driver if told else "")

    def chosen(self, identifier: str) -> str:
        """The driver that the box's owner chose; "" = he left it to Odoo and the box."""
        return self._chosen.get(identifier, "")

    def choose(self, identifier: str, driver: str) -> None:
        """The owner's choice, "" to take it back; raises WireError where there are too many."""
        others = {name: chosen for name, chosen in self._chosen.items() if name != identifier}
        if driver == self.chosen(identifier):
            return
        if driver and len(others) >= MOST:
            raise WireError(Code.TOO_MANY, "devices")
        self._store.choose({**others, identifier: driver} if driver else others)
        self._chosen = self._store.chosen()
        self.on_changed()

    def of(self, identifier: str) -> Mapping[str, str]:
        """The options as a driver reads them; what is no text, number or switch is left out."""
        told = self._told.get(identifier)
        return {name: _plain(value) for name, value in told.options.items() if _is_plain(value)} if told else {}

    def order(self, devices: Iterable[DeviceOptions], issued: float) -> None:
        """All that Odoo settles; an older list than the one that is kept is none."""
        if issued > self._settled.issued:
            self._keep(Settled(tuple(devices), issued))

    def leave(self) -> None:
        """The box changes hands."""
        if self._settled.issued:
            self._keep(Settled())

    def _keep(self, settled: Settled) -> None:
        self._store.settle(settled)
        self._take(settled)
        self.on_changed()

    def _take(self, settled: Settled) -> None:
        self._settled = settled
        self._told = {one.identifier: one for one in settled.devices}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

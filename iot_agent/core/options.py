"""What Odoo settles for the devices of the box, such as a scanner's keyboard layout.

It goes when the box changes hands. Odoo sends its whole list each time, so that an order that is lost or arrives twice
does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..wire import DeviceOptions
from .store import Settled, Store


class Options:
    """The latest list, kept in the state folder."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._take(store.settled())
        self.on_changed: Callable[[], None] = lambda: None
        """Called when another list is in force."""

    def driver(self, identifier: str) -> str:
        """The driver that was chosen; "" = none was."""
        told = self._told.get(identifier)
        return told.driver if told else ""

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

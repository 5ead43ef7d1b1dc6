"""What the box asks its database about drivers."""

from __future__ import annotations

from collections.abc import Callable

from .. import wire
from ..bundle.renewal import Server
from ..core.store import Pairing
from ..errors import LinkError
from ..wire import Code, WireError
from .http import Http, Oversized

ASK, FETCH, TELL = (f"/iot/box/{name}" for name in ("drivers", "driver_files", "drivers_taken"))


def server(http: Http, pairing: Callable[[], Pairing | None]) -> Server:
    """The database that the box belongs to."""

    def paired() -> Pairing:
        found = pairing()
        if found is None:
            raise LinkError("not paired")
        return found

    def key() -> str:
        found = pairing()
        return found.key if found else ""

    async def ask(asked: wire.AskDrivers) -> wire.OfferedDrivers:
        return await http.ask(paired(), ASK, asked, wire.OfferedDrivers)

    async def fetch(wanted: wire.FetchDrivers) -> bytes:
        try:
            return await http.raw(paired(), FETCH, wanted, 2 * wire.MAX_DRIVERS)
        except Oversized as error:
            raise WireError(Code.DRIVERS_TOO_LARGE, "on the way") from error

    async def tell(taken: wire.DriversTaken) -> None:
        await http.ask(paired(), TELL, taken, wire.Done)

    return Server(key=key, ask=ask, fetch=fetch, tell=tell)

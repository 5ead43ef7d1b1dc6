"""Reading sealed orders: only what the paired database signed, for this box, is obeyed.

The box's name is made afresh at each pairing, so no order of an earlier one can be replayed.
"""

from __future__ import annotations

from .. import seal, wire
from ..core.store import Pairing
from ..wire import Code, WireError

Order = (
    wire.Job
    | wire.Cancel
    | wire.Release
    | wire.Watch
    | wire.Restart
    | wire.Forget
    | wire.NetworkPrinters
    | wire.AllOptions
    | wire.UpdateDrivers
)


def read(pairing: Pairing, sealed: wire.Sealed, now: float) -> Order:
    """The order; anything that is not for us, or too late to be obeyed, raises WireError."""
    order = seal.unseal(pairing.key, sealed, wire.Message)
    if not isinstance(order, Order):
        raise WireError(Code.UNKNOWN_TYPE, type(order).__name__)
    if order.box != pairing.box:
        raise WireError(Code.UNKNOWN_BOX, "box")
    if isinstance(order, wire.Restart | wire.UpdateDrivers) and order.deadline <= now:
        raise WireError(Code.EXPIRED, "deadline")
    if isinstance(order, wire.Watch) and order.until <= now:
        raise WireError(Code.EXPIRED, "until")
    return order

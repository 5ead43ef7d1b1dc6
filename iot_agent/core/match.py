"""Which driver speaks to what was found: data in, decision out, no I/O."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..wire import shown

ADAPTERS = (0x0403, 0x067B, 0x10C4, 0x1A86, 0x110A, 0x9710)
"""Makers of the chips that turn RS-232 into USB: FTDI, Prolific, Silicon Labs, QinHeng, Moxa, MosChip. Anything may be
behind one: who claims them asks only what does no harm there. A port of the board may be a console, and is asked only
where its owner typed it in."""
USED = 100
"""Weight of what a user says."""


@dataclass(frozen=True)
class Candidate:
    """Something discovery saw. `identifier` survives a replug; `address` is where its transport opens it."""

    identifier: str
    bus: str
    address: str
    name: str = ""
    manufacturer: str = ""
    vendor: int | None = None
    product: int | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    driver: str = ""
    use: str = ""
    """What its user says it is for, one of wire.USES; "" = nobody has said."""
    marks: frozenset[str] = frozenset()
    """What tells the very thing ("serial:J5ZF000001", "uuid:…"), whichever way it is seen; of discovery/once.py."""

    @property
    def place(self) -> str:
        """The address as it may be shown: without the user name and password that may stand in it."""
        return shown(self.address)


@dataclass(frozen=True)
class Match:
    """What a driver claims; every given field must fit, and the more are given the more specific it is."""

    bus: str
    vendor: int | None = None
    product: int | None = None
    name: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    turn: int = 0
    """Its driver's place among those who ask in turn what is behind the same port; 0 = it shares with nobody. To ask
    must be harmless to whatever else may be there."""
    use: str = ""
    """One of wire.USES: only for what its user says it is for, which counts more than all a device says of itself."""

    def fits(self, seen: Candidate) -> bool:
        return (
            self.bus == seen.bus
            and self.vendor in (None, seen.vendor)
            and self.product in (None, seen.product)
            and self.use in ("", seen.use)
            and (not self.name or fnmatch.fnmatchcase(seen.name.lower(), self.name.lower()))
            and all(fnmatch.fnmatchcase(seen.hints.get(key, ""), value) for key, value in self.hints.items())
        )

    @property
    def weight(self) -> int:
        said = sum((self.vendor is not None, self.product is not None, bool(self.name))) + len(self.hints)
        return said + (USED if self.use else 0)


@dataclass(frozen=True)
class Claim:
    """One driver's best match for a candidate."""

    driver: str
    weight: int
    turn: int = 0


@dataclass(frozen=True)
class Decision:
    """The driver chosen, or why none was; `claims` explains it, best first. Where several ask in turn, `queue` has all
    of them, the one chosen first."""

    driver: str | None
    claims: tuple[Claim, ...]
    reason: str
    queue: tuple[str, ...] = ()


def best_driver(seen: Candidate, table: Mapping[str, Iterable[Match]]) -> Decision:
    """The most specific driver, or who is pinned; who need not ask before those who do; another tie chooses nobody."""
    claims = tuple(
        sorted(
            (
                _claim(name, fitting)
                for name, matches in table.items()
                if (fitting := [m for m in matches if m.fits(seen)])
            ),
            key=lambda claim: (-claim.weight, claim.turn, claim.driver),
        )
    )
    if seen.driver:
        known = seen.driver in table
        return Decision(seen.driver if known else None, claims, "pinned" if known else f"no driver {seen.driver}")
    if not claims:
        return Decision(None, claims, "no driver claims it")
    best = [claim for claim in claims if claim.weight == claims[0].weight]
    alone = [claim.driver for claim in best if not claim.turn]
    if len(alone) > 1:
        return Decision(None, claims, f"{alone[0]} and {alone[1]} claim it equally")
    if len(best) > 1 and not alone:
        queue = tuple(claim.driver for claim in best)
        return Decision(queue[0], claims, f"they ask in turn: {', '.join(queue)}", queue)
    return Decision(best[0].driver, claims, "most specific")


def _claim(driver: str, fitting: list[Match]) -> Claim:
    weight = max(match.weight for match in fitting)
    return Claim(driver, weight, min(match.turn for match in fitting if match.weight == weight))

"""Checks what a request shows: a ticket of the paired database or the owner code, and the proof that goes with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from .. import seal, wire
from ..core.clock import Clock
from ..core.store import Pairing
from ..wire import Code, WireError
from .parts import Parts

MAX_NONCES = 50_000
MAX_TICKETS = 64


class Nonces:
    """Remembers each proof for as long as it could be replayed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def once(self, nonce: str) -> None:
        now = self._clock.uptime()
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        if nonce in self._seen:
            raise WireError(Code.REPLAYED, "nonce")
        if len(self._seen) >= MAX_NONCES:
            raise WireError(Code.TOO_MANY, "proofs")
        self._seen[nonce] = now + 2 * seal.WINDOW


class Tickets:
    """What of a ticket's check can be remembered is: a till shows the same one a thousand times."""

    def __init__(self, seed: bytes, clock: Clock, pairing: Callable[[], Pairing | None]) -> None:
        self._seed = seed
        self._clock = clock
        self._pairing = pairing
        self._nonces = Nonces(clock)
        self._known: OrderedDict[tuple[str, str], tuple[wire.Claims, str]] = OrderedDict()

    def check(self, ticket: str, proof: str, method: str, path: str, body: bytes) -> wire.Claims:
        """The claims of a ticket that is in force and whose holder made this request; raises WireError."""
        pairing = self._paired()
        claims, secret = self._read(pairing, ticket)
        if claims.box != pairing.box:
            raise WireError(Code.UNAUTHORIZED, "box")
        if claims.expires <= self._clock.now():
            raise WireError(Code.UNAUTHORIZED, "expired")
        self._prove(secret, proof, method, path, body)
        return claims

    def check_owner(self, proof: str, method: str, path: str, body: bytes) -> None:
        """Return if the request was made by somebody who knows the owner code."""
        pairing = self._paired()
        code = seal.owner_code(seal.shared_key(self._seed, pairing.exchange))
        self._prove(seal.owner_secret(code), proof, method, path, body)

    def _paired(self) -> Pairing:
        pairing = self._pairing()
        if pairing is None:
            raise WireError(Code.NOT_PAIRED)
        return pairing

    def _read(self, pairing: Pairing, ticket: str) -> tuple[wire.Claims, str]:
        known = self._known.get((pairing.key, ticket))
        if known is None:
            claims = seal.read_ticket(pairing.key, ticket)
            known = claims, seal.ticket_secret(seal.shared_key(self._seed, pairing.exchange), ticket)
            self._known[pairing.key, ticket] = known
            if len(self._known) > MAX_TICKETS:
                self._known.popitem(last=False)
        return known

    def _prove(self, secret: str, proof: str, method: str, path: str, body: bytes) -> None:
        seen = seal.read_proof(proof)
        seal.check_proof(secret, seen, method, path, body, self._clock.now())
        self._nonces.once(seen.nonce)


async def spend(parts: Parts, proof: str) -> None:
    """Refuse a proof that was shown before, be it before a restart: what it asks for has no key that would tell."""
    nonce = seal.read_proof(proof).nonce
    if not await parts.first_time(f"proof {nonce}", parts.clock.now() + 2 * seal.WINDOW):
        raise WireError(Code.REPLAYED, "nonce")


def allows(claims: wire.Claims, device: str, action: str | None = None) -> None:
    """Return if the ticket is for this device (and action); raises `forbidden`."""
    if not {"*", device} & set(claims.devices):
        raise WireError(Code.FORBIDDEN, "device")
    if action is not None and not {"*", action} & set(claims.actions):
        raise WireError(Code.FORBIDDEN, "action")

"""How a box comes to its database: by a connection token, or by its code typed at a server it announced itself to."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from .. import seal, wire
from ..core.pairing_code import PairingCode
from ..core.store import Announced, Pairing
from ..errors import LinkError
from ..wire import Code, WireError
from .http import Http, Refused
from .session import LAST_RETRY, REFUSED_RETRY, RETRY

PAIR, ANNOUNCE = "/iot/box/pair", "/iot/box/announce"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Proof:
    """Costly to make, so it is kept as long as the code lives."""

    code: str
    salt: str
    proof: str


class Pairer:
    """Speaks for a box that belongs to nobody yet."""

    def __init__(self, seed: bytes, code: PairingCode, box: Callable[[], wire.Box], http: Http) -> None:
        self._code = code
        self._box = box
        self._http = http
        self._seed = seed
        self._key = seal.public_key(seed)
        self._exchange = seal.exchange_key(seed)
        self._proof: _Proof | None = None

    async def by_token(self, text: str) -> Pairing:
        """Raises WireError: `bad_token`, `server_unreachable`, or what the server says."""
        token = seal.ConnectionToken.read(text)
        nonce = secrets.token_hex(16)
        asked = wire.Pair(
            token=token.secret,
            box=self._box(),
            code=self._code.text if self._code.left else "",
            key=self._key,
            exchange=self._exchange,
            nonce=nonce,
        )
        try:
            raw = await self._http.open(token.server.rstrip("/"), token.database, PAIR, asked)
        except Refused as refusal:
            raise WireError(refusal.code, refusal.detail) from refusal
        except LinkError as error:
            raise WireError(Code.SERVER_UNREACHABLE, str(error)[:200]) from error
        paired = seal.unseal(token.key, wire.loads(raw, wire.Sealed), wire.Paired)
        if paired.nonce != nonce or paired.key != token.key:
            raise WireError(Code.REPLAYED, "pairing")
        return self._pairing(paired)

    async def until_typed(self, at: Announced, announcing: Callable[[], None]) -> Pairing:
        """Announce the box at a server for as long as the code is good, until it was typed there."""
        while True:
            wait = LAST_RETRY
            if self._code.left:
                announcing()
                try:
                    found = await self.by_code(at)
                    if isinstance(found, Pairing):
                        return found
                    wait = found
                except (LinkError, WireError) as error:
                    _logger.debug("announcing at %s: %s", at.server, error)
                    if isinstance(error, Refused):
                        wait = RETRY if self._http.stale(error) else REFUSED_RETRY
            await asyncio.sleep(wait)

    async def by_code(self, at: Announced) -> Pairing | float:
        """Announce the box at a server: the pairing once its code was typed there, else when to ask again."""
        known = await self._known()
        asked = wire.Announce(
            box=self._box(),
            key=self._key,
            exchange=self._exchange,
            salt=known.salt,
            proof=known.proof,
            expires=self._code.expires,
        )
        said = seal.seal(self._seed, asked)
        answer = wire.loads(await self._http.open(at.server, at.database, ANNOUNCE, said), wire.Message)
        if isinstance(answer, wire.Waiting):
            return answer.retry
        if not isinstance(answer, wire.Sealed):
            raise WireError(Code.UNKNOWN_TYPE, "announce")
        return await self._recognise(answer, known)

    async def _recognise(self, sealed: wire.Sealed, known: _Proof) -> Pairing:
        """The server shows that it was told the code; only then its key is trusted."""
        paired = seal.unseal_own(sealed, wire.Paired)
        about = paired.key + paired.exchange + self._key
        expected = await asyncio.to_thread(seal.code_proof, known.code, known.salt, about)
        if not secrets.compare_digest(expected, paired.proof):
            raise WireError(Code.BAD_SIGNATURE, "code")
        return self._pairing(paired)

    async def _known(self) -> _Proof:
        code = self._code.text
        if self._proof is None or self._proof.code != code:
            salt = secrets.token_hex(16)
            proof = await asyncio.to_thread(seal.code_proof, code, salt, self._key + self._exchange)
            self._proof = _Proof(code, salt, proof)
        return self._proof

    @staticmethod
    def _pairing(paired: wire.Paired) -> Pairing:
        return Pairing(
            server=paired.server.rstrip("/"),
            database=paired.database,
            box=paired.box,
            key=paired.key,
            exchange=paired.exchange,
            name=paired.name,
            origins=paired.origins,
        )

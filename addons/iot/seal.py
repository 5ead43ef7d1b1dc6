"""Who says what: signatures, tickets and proofs of everything on the wire, for both sides.

Box and database each own one 32-byte seed. From it come an Ed25519 key (signs) and an X25519 key (agrees on a
shared ticket key), so no secret ever travels: a listener on the shop's network learns nothing it can use.

  box -> database       Authorization: IoT <box>.<at>.<nonce>.<signature over the request>
  database -> box       Sealed messages, signed
  browser -> box        Authorization: Ticket <ticket>   IoT-Proof: <at>.<nonce>.<hmac over the request>
  box's owner -> box    Authorization: Owner             IoT-Proof: the same, keyed by the owner code
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import math
import secrets
from dataclasses import dataclass
from typing import TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import wire

WINDOW = 300.0
"""Seconds a signed request stays valid, so clocks may differ by this much."""
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
CODE_LIFE = 7200.0
OWNER_LENGTH = 12

M = TypeVar("M", bound=wire.Message)
K = TypeVar("K", wire.Announce, wire.Paired)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes; anything but unpadded URL-safe base64 raises `bad_message`."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise wire.WireError(wire.Code.BAD_MESSAGE, "base64") from None


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal: names a document, hides a token."""
    return hashlib.sha256(data).hexdigest()


# --- keys ----------------------------------------------------------------------------------------------------------


def new_seed() -> bytes:
    return secrets.token_bytes(32)


def _signing(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _agreeing(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(hashlib.sha256(b"iot exchange" + seed).digest())


def public_key(seed: bytes) -> str:
    """The key others verify our signatures with."""
    return b64(_signing(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def exchange_key(seed: bytes) -> str:
    """The key others need to agree on a ticket key with us."""
    return b64(_agreeing(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(seed: bytes, text: str) -> str:
    return b64(_signing(seed).sign(text.encode()))


def verify(key: str, text: str, signature: str) -> None:
    """Return if `signature` over `text` is of `key`, else raise `bad_signature`."""
    try:
        Ed25519PublicKey.from_public_bytes(unb64(key)).verify(unb64(signature), text.encode())
    except (InvalidSignature, ValueError, wire.WireError):
        raise wire.WireError(wire.Code.BAD_SIGNATURE) from None


def shared_key(seed: bytes, exchange: str) -> bytes:
    """The key that both ends of a pairing compute and that never travels."""
    try:
        shared = _agreeing(seed).exchange(X25519PublicKey.from_public_bytes(unb64(exchange)))
    except ValueError:
        raise wire.WireError(wire.Code.BAD_MESSAGE, "exchange") from None
    return hmac.digest(shared, b"iot ticket key", "sha256")


# --- sealed messages -----------------------------------------------------------------------------------------------


def seal(seed: bytes, message: wire.Message) -> wire.Sealed:
    body = wire.dumps(message)
    return wire.Sealed(body=body, signature=sign(seed, body))


def unseal(key: str, sealed: wire.Sealed, cls: type[M]) -> M:
    """The message in `sealed` if `key` signed it; the body is parsed only after the signature holds."""
    verify(key, sealed.body, sealed.signature)
    return wire.loads(sealed.body, cls)


def unseal_own(sealed: wire.Sealed, cls: type[K]) -> K:
    """The message in `sealed`, signed with the `key` it names: shows who has that key, not who that is."""
    claimed = wire.loads(sealed.body, cls)
    verify(claimed.key, sealed.body, sealed.signature)
    return claimed


# --- requests ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Credentials:
    """What a request shows: who, when, once, and the signature or proof."""

    who: str
    at: float
    nonce: str
    mark: str


def _canonical(method: str, path: str, body: bytes, at: str, nonce: str) -> str:
    return "\n".join(("iot", method.upper(), path, at, nonce, digest(body)))


def authorize(seed: bytes, box: str, method: str, path: str, body: bytes, at: float) -> str:
    """The Authorization header of a box's request to its database."""
    when, nonce = f"{at:.3f}", secrets.token_hex(12)
    mark = sign(seed, _canonical(method, path, body, when, nonce))
    return f"IoT {box}:{when}:{nonce}:{mark}"


def read_authorization(header: str) -> Credentials:
    scheme, _, rest = header.partition(" ")
    parts = rest.split(":")
    if scheme != "IoT" or len(parts) != 4 or len(header) > 400:
        raise wire.WireError(wire.Code.UNAUTHORIZED, "authorization")
    return _credentials(*parts)


def check_authorization(key: str, seen: Credentials, method: str, path: str, body: bytes, now: float) -> None:
    """Return if the box with public `key` made this very request within the window; the caller refuses repeats."""
    _check_window(seen.at, now)
    verify(key, _canonical(method, path, body, f"{seen.at:.3f}", seen.nonce), seen.mark)


def prove(secret: str, method: str, path: str, body: bytes, at: float) -> str:
    """The IoT-Proof header of a ticket's or owner's holder."""
    when, nonce = f"{at:.3f}", secrets.token_hex(12)
    return f"{when}:{nonce}:{_mac(secret, _canonical(method, path, body, when, nonce))}"


def read_proof(header: str) -> Credentials:
    parts = header.split(":")
    if len(parts) != 3 or len(header) > 300:
        raise wire.WireError(wire.Code.UNAUTHORIZED, "proof")
    return _credentials("", *parts)


def check_proof(secret: str, seen: Credentials, method: str, path: str, body: bytes, now: float) -> None:
    """Return if the holder of `secret` made this very request within the window; the caller refuses repeats."""
    _check_window(seen.at, now)
    expected = _mac(secret, _canonical(method, path, body, f"{seen.at:.3f}", seen.nonce))
    if not hmac.compare_digest(expected.encode(), seen.mark.encode()):
        raise wire.WireError(wire.Code.UNAUTHORIZED, "proof")


def _credentials(who: str, at: str, nonce: str, mark: str) -> Credentials:
    try:
        when = float(at)
    except ValueError:
        raise wire.WireError(wire.Code.UNAUTHORIZED, "time") from None
    if not math.isfinite(when) or f"{when:.3f}" != at or not 8 <= len(nonce) <= wire.KEY:
        raise wire.WireError(wire.Code.UNAUTHORIZED, "nonce")
    return Credentials(who, when, nonce, mark)


def _check_window(at: float, now: float) -> None:
    """A stale request learns our clock, so that a box without a battery clock can correct itself."""
    if not abs(now - at) <= WINDOW:
        raise wire.WireError(wire.Code.STALE, f"{now:.3f}")


def _mac(secret: str, text: str) -> str:
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


# --- tickets and the owner -----------------------------------------------------------------------------------------


def mint(seed: bytes, claims: wire.Claims) -> str:
    """A ticket: the claims and the database's signature, readable by anyone, useful to its holder alone."""
    body = b64(wire.dumps(claims).encode())
    return f"{body}.{sign(seed, body)}"


def read_ticket(key: str, ticket: str) -> wire.Claims:
    """The claims of a ticket signed by `key`; times, box and origin are the caller's to check."""
    body, _, signature = ticket.partition(".")
    verify(key, body, signature)
    return wire.loads(unb64(body), wire.Claims)


def ticket_secret(shared: bytes, ticket: str) -> str:
    """What the holder proves it knows: given by the database, recomputed by the box."""
    return hmac.digest(shared, b"ticket " + ticket.encode(), "sha256").hex()


def owner_code(shared: bytes) -> str:
    """The code on the box's form in Odoo that lets its owner disconnect or restart it on the homepage."""
    mark = hmac.digest(shared, b"owner code", "sha256")
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in mark[:OWNER_LENGTH])


def owner_secret(code: str) -> str:
    return digest(b"iot owner " + _typed(code).encode())


# --- pairing -------------------------------------------------------------------------------------------------------


def new_code() -> str:
    """A pairing code: 40 bits, no look-alike characters."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _typed(code: str) -> str:
    return "".join(c for c in code.upper() if c not in "- \t")


def same_code(left: str, right: str) -> bool:
    return hmac.compare_digest(_typed(left).encode(), _typed(right).encode())


def code_proof(code: str, salt: str, about: str) -> str:
    """Binds a pairing code to `about` (public keys); scrypt makes guessing from the proof too slow for its 2 h."""
    secret = hashlib.scrypt(_typed(code).encode(), salt=salt.encode(), n=1 << 14, r=8, p=1)
    return hmac.digest(secret, about.encode(), "sha256").hex()


@dataclass(frozen=True)
class ConnectionToken:
    """What an administrator pastes on the homepage: where, and proof for both sides that it is meant."""

    server: str
    database: str
    secret: str
    key: str

    def write(self) -> str:
        return "iot1." + b64(json.dumps([self.server, self.database, self.secret, self.key]).encode())

    @classmethod
    def read(cls, text: str) -> ConnectionToken:
        """The token in `text`; anything else raises `bad_token`."""
        try:
            mark, _, body = text.strip().partition(".")
            server, database, secret, key = json.loads(unb64(body))
        except (ValueError, TypeError, wire.WireError):
            raise wire.WireError(wire.Code.BAD_TOKEN) from None
        parts = (server, database, secret, key)
        if mark != "iot1" or not all(isinstance(part, str) for part in parts) or not server.startswith("http"):
            raise wire.WireError(wire.Code.BAD_TOKEN)
        return cls(*parts)

"""How a user name and password are shown to a camera that asks for them: as a proof where it knows how to check one.

Source: RFC 7616 and RFC 2617 (Digest, with and without qop), RFC 7617 (Basic).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORDS = re.compile(r'(\w+) *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_ALGORITHMS = {"": "md5", "MD5": "md5", "SHA-256": "sha256"}
BASIC: Mapping[str, str] = {}
"""What it asks of who shall show the password itself."""


@dataclass(frozen=True)
class Login:
    """Who asks; its text tells nothing."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Login(***)"


def challenge(asks: Iterable[str]) -> Mapping[str, str] | None:
    """What the camera wants a proof of, the strongest it offers that we know; BASIC = the password; None = neither."""
    proofs, basic = [], False
    for line in asks:
        scheme, _, rest = line.strip().partition(" ")
        words = {name.lower(): quoted or plain for name, quoted, plain in _WORDS.findall(rest)}
        if scheme.lower() == "digest" and words.get("algorithm", "").upper() in _ALGORITHMS and words.get("nonce"):
            proofs.append(words)
        basic |= scheme.lower() == "basic"
    proofs.sort(key=lambda words: words.get("algorithm", "").upper() == "SHA-256", reverse=True)
    return proofs[0] if proofs else BASIC if basic else None


def shown(login: Login, asked: Mapping[str, str], method: str, url: str, count: int, once: str) -> str:
    """The header that answers; `count` says how often this was proved, `once` is a word of ours that is new."""
    if not asked:
        return "Basic " + base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
    algorithm = asked.get("algorithm", "")
    realm, nonce = asked.get("realm", ""), asked["nonce"]
    user = login.user.replace("\\", "\\\\").replace('"', '\\"')
    parts = {"username": user, "realm": realm, "nonce": nonce, "uri": url}
    secret = _hash(algorithm, f"{login.user}:{realm}:{login.password}")
    what = _hash(algorithm, f"{method}:{url}")
    if "auth" in re.split(r"[\s,]+", asked.get("qop", "")):
        told = f"{nonce}:{count:08x}:{once}:auth"
        plain = f', qop=auth, nc={count:08x}, cnonce="{once}"'
    else:
        told, plain = nonce, ""
    parts["response"] = _hash(algorithm, f"{secret}:{told}:{what}")
    if "opaque" in asked:
        parts["opaque"] = asked["opaque"]
    plain += f", algorithm={algorithm}" if algorithm else ""
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in parts.items()) + plain


def _hash(algorithm: str, text: str) -> str:
    return hashlib.new(_ALGORITHMS[algorithm.upper()], text.encode(), usedforsecurity=False).hexdigest()

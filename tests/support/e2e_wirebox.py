"""A box made of nothing but its keys: sends to the real server whatever a test wants to see refused."""

import time
from typing import Any

from iot_agent import seal, wire
from tests.support import malformed
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Answer, send


class WireBox:
    """Pairs like a box and signs like a box; it has no device and does nothing by itself."""

    def __init__(self, shop: Shop, identifier: str) -> None:
        self.seed = seal.new_seed()
        self.identifier = identifier
        self.reference = ""
        self._shop = shop

    @property
    def key(self) -> str:
        return seal.public_key(self.seed)

    def me(self) -> wire.Box:
        return wire.Box(
            identifier=self.identifier, name=self.identifier, agent="0", oldest=wire.VERSION, newest=wire.VERSION
        )

    def pair(self) -> "WireBox":
        """With a fresh token of the shop."""
        token = seal.ConnectionToken.read(self._shop.token())
        answer = self.post("/iot/box/pair", wire.dumps(self.pairing(token.secret)).encode())
        assert answer.status == 200, answer
        paired = seal.unseal(token.key, wire.from_json(answer.body, wire.Sealed), wire.Paired)
        self.reference = paired.box
        return self

    def pairing(self, secret: str) -> wire.Pair:
        return wire.Pair(
            token=secret,
            box=self.me(),
            key=self.key,
            exchange=seal.exchange_key(self.seed),
            nonce="nonce",
        )

    def sign(
        self, path: str, body: bytes, *, method: str = "POST", at: float = 0.0, who: str = "", seed: bytes = b""
    ) -> str:
        """An Authorization header; anything about it may be wrong."""
        return seal.authorize(seed or self.seed, who or self.reference, method, path, body, at or time.time())

    def ask(self, path: str, body: bytes) -> Answer:
        """A request with the right signature."""
        return self.post(path, body, Authorization=self.sign(path, body))

    def post(self, path: str, body: bytes, method: str = "POST", **headers: str) -> Answer:
        """A request with these headers."""
        sent = {"Content-Type": "application/json", "X-Odoo-Database": self._shop.database, "User-Agent": "IotAgent/0"}
        return send(self._shop.url + path, method, body, {**sent, **headers})


def refusal(answer: Answer) -> wire.Refusal:
    """The refusal in an answer; anything else fails."""
    assert 400 <= answer.status < 500, answer
    return wire.from_json(answer.body, wire.Refusal)


def example(cls: type[wire.Message], **fields: Any) -> bytes:
    """A message of `cls` that is well formed."""
    return wire.dumps(wire.from_json({**malformed.example(cls), **fields}, cls)).encode()

"""A till: what a browser of the shop sends to a box on the LAN under its ticket, without a screen."""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iot_agent import seal, wire

LIFE = 120.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def new_key() -> str:
    """An intent key, as a client makes one for each wish of its user."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Answer:
    """What the box said, and with which status."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


class Till:
    """Holds a ticket of Odoo for one box."""

    def __init__(self, url: str, ticket: dict[str, Any], origin: str) -> None:
        self.url = url
        self.ticket = str(ticket["ticket"])
        self.secret = str(ticket["secret"])
        self.origin = origin

    def perform(
        self,
        device: str,
        action: str,
        document: wire.Document | None = None,
        *,
        key: str = "",
        wait: float = 10.0,
        **params: Any,
    ) -> dict[str, Any]:
        """The outcome of an action, or that it still waits (`queued`)."""
        message = wire.Perform(
            key=key or new_key(),
            device=device,
            action=action,
            params=params,
            document=document,
            deadline=time.time() + LIFE,
            wait=wait,
        )
        return self._outcome("/api/perform", message)

    def inquire(self, key: str, wait: float = 0.0) -> dict[str, Any]:
        """How the job with that key ended."""
        return self._outcome("/api/inquire", wire.Inquire(key=key, wait=wait))

    def _outcome(self, path: str, message: wire.Message) -> dict[str, Any]:
        answer = self.post(path, wire.dumps(message).encode())
        assert answer.status in (200, 202), f"{path}: {answer}"
        return answer.body

    def post(self, path: str, body: bytes, **changed: str) -> Answer:
        """A request with this ticket; `changed` headers replace the right ones."""
        headers = {
            "Authorization": f"Ticket {self.ticket}",
            "IoT-Proof": seal.prove(self.secret, "POST", path, body, time.time()),
            "Origin": self.origin,
            "Content-Type": "application/json",
            **changed,
        }
        return send(self.url + path, "POST", body, headers)

    def listen_message(self, *devices: str) -> wire.Listen:
        """The first message on a websocket to the box."""
        proof = seal.prove(self.secret, "GET", "/api/listen", b"", time.time())
        return wire.Listen(ticket=self.ticket, proof=proof, devices=devices)


def send(url: str, method: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    """Any request, any answer."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with _direct.open(request, timeout=60) as response:
            return Answer(response.status, _json(response.read()), dict(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _json(error.read()), dict(error.headers))


def _json(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}

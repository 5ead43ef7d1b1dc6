"""What a till does: presses and listens, at our agent and at Odoo's box, each in its own way."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from iot_agent import seal
from iot_agent.wire import Document, Format
from tests.support.e2e_till import Answer, Till

from .receipts import WIDTH, Receipt, text64

SESSION = "bench-till"


class KeptTill(Till):
    """A till with a ticket whose connections stay open, as a browser's do: one for each thread."""

    def __init__(self, till: Till) -> None:
        super().__init__(till.url, {"ticket": till.ticket, "secret": till.secret}, till.origin)
        self._kept = threading.local()

    def post(self, path: str, body: bytes, **changed: str) -> Answer:
        if not hasattr(self._kept, "connection"):
            self._kept.connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        headers = {
            "Authorization": f"Ticket {self.ticket}",
            "IoT-Proof": seal.prove(self.secret, "POST", path, body, time.time()),
            "Origin": self.origin,
            "Content-Type": "application/json",
            **changed,
        }
        self._kept.connection.request("POST", path, body, headers)
        response = self._kept.connection.getresponse()
        return Answer(response.status, json.loads(response.read()))


class OdooTill:
    """Speaks to Odoo's box as Odoo's own browser code does: JSON-RPC, a connection per request (the box closes it)."""

    def __init__(self, url: str, session: str = SESSION) -> None:
        self._host = url.removeprefix("http://")
        self.session = session

    def post(self, path: str, params: Mapping[str, Any], timeout: float = 60) -> Any:
        connection = http.client.HTTPConnection(self._host, timeout=timeout)
        try:
            body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "error" in answer:
            raise RuntimeError(f"Odoo's box: {answer['error']}")
        return answer.get("result")

    def act(self, device: str, **data: Any) -> bool:
        """An action of a device; Odoo's box answers when it was carried out."""
        call = {"session_id": self.session, "device_identifier": device, "data": data}
        return bool(self.post("/iot_drivers/action", call))

    def print(self, source: Receipt) -> bool:
        return self.act("printer", action="print_receipt", receipt=text64(source.jpeg))


class OdooListener:
    """Long polling, as Odoo's own browser code does it: one request after the other, from the last event on."""

    def __init__(self, url: str, session: str, *devices: str) -> None:
        self.events: list[tuple[float, dict[str, Any]]] = []
        self._till = OdooTill(url, session)
        self._devices = {device: {"device_identifier": device} for device in devices}
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._poll, name=session, daemon=True)

    def __enter__(self) -> "OdooListener":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """The request that waits is left to its own end."""
        self._ended = True

    def _poll(self) -> None:
        last = time.time()
        while not self._ended:
            listener = {"session_id": self._till.session, "devices": self._devices, "last_event": last}
            with suppress(OSError, http.client.HTTPException):
                event = self._till.post("/iot_drivers/event", {"listener": listener})
                if event and not self._ended:
                    last = event["time"]
                    with self._news:
                        self.events.append((time.monotonic(), event))
                        self._news.notify()

    def wait(self, fits: Callable[[dict[str, Any]], bool], within: float = 10.0) -> float | None:
        """When the first event that fits arrived; None when none came in time."""
        deadline = time.monotonic() + within
        with self._news:
            while True:
                while self.events:
                    at, event = self.events.pop(0)
                    if fits(event):
                        return at
                if not self._news.wait(deadline - time.monotonic()):
                    return None


def document(source: Receipt) -> Document:
    """What our browser sends."""
    return Document(
        format=Format.RASTER, width=WIDTH, height=source.height, data=text64(source.raster), size=len(source.raster)
    )

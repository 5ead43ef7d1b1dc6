"""A browser at the other end of a debugging pipe: it says what page it shows, and can hang or crash.

As a program (`python -m iot_agent.simulators.screen FILE`) it is what the agent starts for a screen of `iot-agent
simulate`, and writes to FILE which page it shows.
Source: "Chrome DevTools Protocol": Target, Page.navigate and Runtime.evaluate; it reads file 3 and writes file 4.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

PAGE, SESSION = "7A1C", "S-1"


class Screen:
    """The browser: orders in, answers out. `away`: pages that cannot be reached."""

    def __init__(self) -> None:
        self.url = "about:blank"
        self.visits: list[str] = []
        self.away: set[str] = set()
        self.hung = self.crashed = False
        self._pending = bytearray()

    def receive(self, data: bytes) -> bytes:
        self._pending += data
        *whole, rest = bytes(self._pending).split(b"\x00")
        self._pending[:] = rest
        return b"".join(self._answer(json.loads(order)) for order in whole)

    def _answer(self, order: dict[str, Any]) -> bytes:
        method, params = order["method"], order["params"]
        on_page = order.get("sessionId") == SESSION
        if self.hung and on_page:
            return b""
        if self.crashed and on_page:
            return self._say(order, error={"code": -32000, "message": "Target crashed"})
        match method:
            case "Target.getTargets":
                kinds = (("browser", "B"), ("page", PAGE))
                return self._say(order, {"targetInfos": [{"type": kind, "targetId": at} for kind, at in kinds]})
            case "Target.attachToTarget" if params == {"targetId": PAGE, "flatten": True}:
                event = {"method": "Target.attachedToTarget", "params": {"sessionId": SESSION}}
                return json.dumps(event).encode() + b"\x00" + self._say(order, {"sessionId": SESSION})
            case "Runtime.evaluate" if on_page:
                return self._say(order, {"result": {"type": "number", "value": 1}})
            case "Page.enable" | "Page.handleJavaScriptDialog" if on_page:
                return self._say(order, {})
            case "Page.navigate" if on_page:
                return self._navigate(order, params["url"])
        return self._say(order, error={"code": -32601, "message": f"'{method}' wasn't found"})

    def _navigate(self, order: dict[str, Any], url: str) -> bytes:
        self.visits.append(url)
        if url in self.away:
            return self._say(order, {"frameId": PAGE, "errorText": "net::ERR_CONNECTION_REFUSED"})
        self.url = url
        return self._say(order, {"frameId": PAGE, "loaderId": "L"})

    @staticmethod
    def _say(order: dict[str, Any], result: dict[str, Any] | None = None, **more: Any) -> bytes:
        said = {"id": order["id"], **({"result": result} if result is not None else {}), **more}
        if "sessionId" in order:
            said["sessionId"] = order["sessionId"]
        return json.dumps(said).encode() + b"\x00"


def serve(file: Path, orders: int = 3, answers: int = 4) -> None:
    """Until its pipe is closed."""
    screen = Screen()
    while data := os.read(orders, 1 << 16):
        said = screen.receive(data)
        part = file.with_name(f"{file.name}.part")
        part.write_text(screen.url)
        part.replace(file)
        while said:
            said = said[os.write(answers, said) :]


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

"""What a browser is told through its debugging pipe: JSON messages, each ended by a zero byte.

Source: "Chrome DevTools Protocol", and content/browser/devtools/devtools_pipe_handler.cc for the zero byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import ProtocolError

END = b"\0"
LONGEST = 1 << 20
"""Bytes of the longest message that is waited for."""


def command(number: int, method: str, params: Mapping[str, Any], session: str = "") -> bytes:
    """One order; `session` says which page is meant, "" = the browser."""
    message: dict[str, Any] = {"id": number, "method": method, "params": dict(params)}
    if session:
        message["sessionId"] = session
    return json.dumps(message).encode() + END


def parse(message: bytes) -> dict[str, Any]:
    """One message without its end; anything but a JSON object raises ProtocolError."""
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        raise ProtocolError("the browser speaks no JSON") from None
    if not isinstance(found, dict):
        raise ProtocolError("not a message of a browser")
    return found


def page(answer: Mapping[str, Any]) -> str:
    """The page among the browser's targets; ProtocolError if there is none."""
    targets = answer.get("targetInfos")
    for target in targets if isinstance(targets, list) else ():
        if isinstance(target, dict) and target.get("type") == "page" and isinstance(target.get("targetId"), str):
            return str(target["targetId"])
    raise ProtocolError("the browser has no page")

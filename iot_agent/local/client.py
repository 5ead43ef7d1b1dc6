"""Calls to the agent that runs on this machine, for the command line."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from .. import wire
from ..errors import LinkError
from ..wire import WireError

PATIENCE = 30.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def status(url: str) -> dict[str, Any]:
    """What GET /status says."""
    found: dict[str, Any] = json.loads(_call(urllib.request.Request(f"{url}/status")))  # noqa: S310 - our own address
    return found


def post(url: str, path: str, message: wire.Message) -> None:
    """Ask the agent; raises WireError if it says no."""
    headers = {"Content-Type": "application/json"}
    body = wire.dumps(message).encode()
    _call(urllib.request.Request(url + path, body, headers))  # noqa: S310 - our own address


def _call(request: urllib.request.Request) -> bytes:
    try:
        with _direct.open(request, timeout=PATIENCE) as response:
            data: bytes = response.read()
            return data
    except urllib.error.HTTPError as error:
        with error:
            said = wire.loads(error.read(), wire.Refusal)
        raise WireError(said.code, said.detail) from error
    except OSError as error:
        raise LinkError(f"the agent does not answer at {request.full_url}: {error}") from error

"""What the box does for browsers on the LAN."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from .. import wire
from ..core import documents
from ..wire import Code, State, WireError
from .call import Call, answer
from .tickets import allows

PRIVATE = (".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".intranet")


async def status(call: Call, _: None) -> web.Response:
    """How the box is; no secret and no device's values."""
    parts = call.parts
    pairing = parts.line.pairing
    box = parts.box()
    shown = {
        "identifier": box.identifier,
        "name": (pairing.name if pairing else "") or box.name,
        "agent": box.agent,
        "wire": [box.oldest, box.newest],
        "now": parts.clock.now(),
        "paired": pairing is not None,
        "online": parts.line.online,
        "server": pairing.server if pairing else None,
        "database": pairing.database if pairing else None,
        "announced": None if pairing else parts.line.announced.server,
        "code": _code(call),
        "devices": [
            {"identifier": d.identifier, "name": d.name, "kind": d.kind.value, "health": d.health.value, "code": d.code}
            for d in parts.devices()
        ],
        "levels": parts.logs.told(),
        "typed": [setting.identifier for setting in parts.by_hand.homepage()],
        "serial": {"drivers": parts.serial.drivers(), "ports": parts.serial.ports()},
        **({"printers": parts.ways()} if _here(call.request) else {}),
        **parts.facts(),
    }
    return web.json_response(shown)


def _code(call: Call) -> dict[str, object] | None:
    """The pairing code, which pairs the box: any page of the internet that a colleague visits must not read it."""
    code = call.parts.code
    if call.parts.line.pairing or not code.left or not _near(call.request):
        return None
    return {"text": code.text, "expires": code.expires}


def _here(request: web.Request) -> bool:
    """Whether somebody at this machine asks, and no page for them."""
    try:
        at = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    return at.is_loopback and not {hdrs.ORIGIN, "Sec-Fetch-Site", "X-Forwarded-For"} & set(request.headers)


def _near(request: web.Request) -> bool:
    """Whether no page asks, or one of this network."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    try:
        name = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(PRIVATE) or (bool(name) and "." not in name)
    return address.is_private or address.is_loopback


async def perform(call: Call, wish: wire.Perform) -> web.Response:
    """A job under a ticket: 200 with its end, or 202 while it is still under way."""
    claims = call.claims
    allows(claims, wish.device, wish.action)
    job = wire.Job(
        key=wish.key,
        box=claims.box,
        device=wish.device,
        action=wish.action,
        params=wish.params,
        deadline=wish.deadline,
        issued=call.parts.clock.now(),
        user=claims.user,
        ask_after=wish.ask_after,
    )
    sheet = documents.sheet_of(wish.document) if wish.document else None
    await call.parts.jobs.submit(job, sheet, wire.Path.DIRECT)
    return await _outcome(call, wish.key, wish.wait)


async def inquire(call: Call, asked: wire.Inquire) -> web.Response:
    """How a job ended; of a job on a device the ticket is not for, nothing is known."""
    entry = await call.parts.jobs.outcome(asked.key)
    if entry is None or not {"*", entry.device} & set(call.claims.devices):
        raise WireError(Code.UNKNOWN_JOB)
    return await _outcome(call, asked.key, asked.wait)


async def _outcome(call: Call, key: str, wait: float) -> web.Response:
    entry = await call.parts.jobs.outcome(key, wait)
    if entry is None:
        raise WireError(Code.UNKNOWN_JOB)
    return answer(entry.outcome(), 202 if entry.state is State.QUEUED else 200)

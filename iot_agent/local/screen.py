"""The page of a screen that shows nothing else: who the box is, how to reach it, and its code while it is free."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ..codecs import qr
from ..errors import MissingLibrary
from .call import Call
from .pages import file


async def page(_call: Call, _: None) -> web.Response:
    return file("screen.html")


async def code(call: Call, _: None) -> web.Response:
    """The QR code of the homepage or of the database; there may be none."""
    to = _address(call, call.request.match_info["name"])
    if not to:
        raise web.HTTPNotFound
    try:
        drawn = await asyncio.to_thread(qr.svg, to)
    except MissingLibrary:
        raise web.HTTPNotFound from None
    return web.Response(text=drawn, content_type="image/svg+xml")


def _address(call: Call, name: str) -> str:
    line = call.parts.line
    match name:
        case "homepage.svg":
            return next(iter(call.parts.box().addresses), "")
        case "odoo.svg":
            return line.pairing.server if line.pairing else line.announced.server
    return ""

"""The homepage: static files, no inline script, nothing from elsewhere."""

from __future__ import annotations

import functools
from importlib import resources

from aiohttp import web

from .call import Call

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def homepage(_call: Call, _: None) -> web.Response:
    return file("index.html")


async def static(call: Call, _: None) -> web.Response:
    return file(call.request.match_info["name"])


def file(name: str) -> web.Response:
    body = _files().get(name)
    if body is None:
        raise web.HTTPNotFound
    response = web.Response(body=body, content_type=TYPES[name.rpartition(".")[2]], charset="utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache"
    return response


@functools.cache
def _files() -> dict[str, bytes]:
    folder = resources.files(__package__).joinpath("homepage")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in TYPES}

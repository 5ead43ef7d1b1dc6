"""The HTTP side of the simulated devices; loopback only."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from .control_page import PAGE
from .devices import Simulated
from .printers import Printer

Devices = Mapping[str, Simulated]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def serve(devices: Devices, port: int) -> tuple[str, Callable[[], Awaitable[None]]]:
    """Start; the answers are the base URL and how to stop."""
    control = Control(devices)
    app = web.Application(client_max_size=1 << 16)
    app.add_routes(
        [
            web.get("/", control.index),
            web.get("/{name}", control.one),
            web.post("/{name}", control.change),
            web.get("/{name}/receipts", control.receipts),
            web.get("/{name}/last.png", control.last),
            web.get("/{name}/receipts/{number:[0-9]{1,9}}.png", control.picture),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}", runner.cleanup


class Control:
    """What each route does."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    async def index(self, request: web.Request) -> web.Response:
        if "text/html" in request.headers.get("Accept", ""):
            return web.Response(text=PAGE, content_type="text/html")
        return web.json_response({name: self._state(device) for name, device in self._devices.items()})

    async def one(self, request: web.Request) -> web.Response:
        return web.json_response(self._state(self._device(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Only JSON is taken, so that no web page can send it unasked."""
        device = self._device(request)
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="application/json, please")
        try:
            wish = json.loads(await request.read())
            if "plugged" in wish:
                await (device.plug if wish["plugged"] else device.unplug)()
            else:
                device.change(**wish)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise web.HTTPBadRequest(text=f"{error} - {type(device).__doc__}") from None
        return web.json_response(self._state(device))

    async def receipts(self, request: web.Request) -> web.Response:
        return web.json_response(self._printer(request).receipts())

    async def last(self, request: web.Request) -> web.Response:
        printer = self._printer(request)
        return self._png(printer, len(printer.receipts()))

    async def picture(self, request: web.Request) -> web.Response:
        return self._png(self._printer(request), int(request.match_info["number"]))

    def _device(self, request: web.Request) -> Simulated:
        try:
            return self._devices[request.match_info["name"]]
        except KeyError:
            raise web.HTTPNotFound(text="no such device") from None

    def _printer(self, request: web.Request) -> Printer:
        device = self._device(request)
        if not isinstance(device, Printer):
            raise web.HTTPNotFound(text="not a printer")
        return device

    @staticmethod
    def _state(device: Simulated) -> dict[str, Any]:
        made = {"kind": device.kind, "title": device.title, "manufacturer": device.manufacturer}
        return {**made, "address": device.address, **device.state()}

    @staticmethod
    def _png(printer: Printer, number: int) -> web.Response:
        try:
            return web.Response(body=printer.picture(number), content_type="image/png")
        except LookupError:
            raise web.HTTPNotFound(text="no such receipt") from None

import asyncio
import ctypes
import json
import socket
import struct
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from iot_agent import seal
from iot_agent.core.clock import Clock
from iot_agent.core.store import Pairing
from iot_agent.errors import LinkError
from iot_agent.link import websocket as module
from iot_agent.link.http import Http
from iot_agent.link.websocket import Bell, SessionExpired
from tests.support.loop import in_loop

SEED = seal.new_seed()
SO_ATTACH_FILTER = 26


class Bus:
    """An end of the bus that does what the test says once the box subscribed."""

    def __init__(self):
        self.request = None
        self.subscription = None
        self.then = self.nothing

    async def nothing(self, socket):
        async for _ in socket:
            pass

    async def serve(self, request):
        self.request = request
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.subscription = json.loads((await socket.receive()).data)
        await self.then(socket)
        return socket


@asynccontextmanager
async def ringing():
    bus = Bus()
    app = web.Application()
    app.router.add_get("/websocket", bus.serve)
    app.router.add_get("/sub/websocket", bus.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    pairing = Pairing(server=url, database="shop", box="b1", key="", exchange="", name="", origins=())
    async with Http(SEED, Clock()) as http:
        http.session = "s3cret"
        yield bus, Bell(http), pairing
    await runner.cleanup()


def cut(line):
    """Have the kernel drop whatever arrives: neither does the other end hear that it came, nor that nobody is there.

    Source: socket(7), SO_ATTACH_FILTER, and linux/filter.h: one instruction, BPF_RET with 0, which keeps 0 bytes.
    """
    nothing = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
    line.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(nothing)))


def frame(*notifications):
    return json.dumps([{"id": n, "message": {"type": name, "payload": p}} for n, name, p in notifications])


async def listen(bell, pairing, count=99):
    heard = []
    async with aclosing(bell.rings(pairing, lambda: None)) as rings:
        async for ring in rings:
            heard.append(ring)
            if len(heard) == count:
                break
    return heard


@in_loop
async def test_subscribes_with_a_signature_that_the_cookie_shows_too():
    async with ringing() as (bus, bell, pairing):

        async def close(socket):
            await socket.close()

        bus.then = close
        assert await listen(bell, pairing) == []
        assert bus.subscription["event_name"] == "subscribe"
        (channel,) = bus.subscription["data"]["channels"]
        shown = channel.removeprefix("iot.box:")
        seen = seal.read_authorization(f"IoT {shown}")
        seal.check_authorization(seal.public_key(SEED), seen, "SUBSCRIBE", "/websocket", b"", Clock().now())
        assert bus.request.cookies == {"session_id": "s3cret", "iot_box": shown}
        assert bus.request.headers["Origin"] == pairing.server
        assert bus.request.headers["User-Agent"].startswith("IotAgent/")


@in_loop
async def test_the_origin_has_no_path():
    async with ringing() as (bus, bell, pairing):

        async def close(socket):
            await socket.close()

        bus.then = close
        await listen(bell, replace(pairing, server=f"{pairing.server}/sub"))
        assert bus.request.headers["Origin"] == pairing.server


@in_loop
async def test_passes_on_what_is_rung():
    async with ringing() as (bus, bell, pairing):

        async def ring(socket):
            await socket.send_str(frame((5, "iot.look", {}), (6, "iot.order", {"sealed": {}})))
            await socket.close()

        bus.then = ring
        assert await listen(bell, pairing) == [("iot.look", {}), ("iot.order", {"sealed": {}})]
        await listen(bell, pairing)
        assert bus.subscription["data"]["last"] == 6


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[1]", '[{"id": 1}]', '[{"id": "x", "message": {"type": "t"}}]', "[" * 100_000]
)
@in_loop
async def test_what_is_none_of_ours_is_skipped(text):
    async with ringing() as (bus, bell, pairing):

        async def ring(socket):
            await socket.send_str(text)
            await socket.send_bytes(b"\x00")
            await socket.send_str(frame((1, "iot.look", {})))
            await socket.close()

        bus.then = ring
        assert await listen(bell, pairing) == [("iot.look", {})]


@in_loop
async def test_says_when_it_is_up():
    async with ringing() as (_bus, bell, pairing):
        up = asyncio.Event()

        async def run():
            async with aclosing(bell.rings(pairing, up.set)) as rings:
                async for _ in rings:
                    pass

        task = asyncio.ensure_future(run())
        await asyncio.wait_for(up.wait(), 5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@in_loop
async def test_a_server_that_falls_silent_behind_its_proxy_is_noticed(monkeypatch):
    monkeypatch.setattr(module, "PING", 0.2)
    async with ringing() as (bus, bell, pairing):
        cut = asyncio.Event()

        async def say_nothing_more(_socket):
            await cut.wait()

        bus.then = say_nothing_more
        assert await asyncio.wait_for(listen(bell, pairing), 2) == []
        cut.set()


@in_loop
async def test_a_line_that_was_cut_silently_is_noticed_by_the_kernel(monkeypatch):
    monkeypatch.setattr(module, "QUIET", 1)
    monkeypatch.setattr(module, "PROBES", 1)
    async with ringing() as (bus, bell, pairing):
        noticed = asyncio.Event()

        async def vanish(_socket):
            cut(bus.request.transport.get_extra_info("socket"))
            await noticed.wait()
            bus.request.transport.abort()  # or it would wait for a farewell

        bus.then = vanish
        start = asyncio.get_running_loop().time()
        assert await asyncio.wait_for(listen(bell, pairing), 30) == []
        assert asyncio.get_running_loop().time() - start < module.PING
        noticed.set()


@in_loop
async def test_an_expired_session_is_told():
    async with ringing() as (bus, bell, pairing):

        async def expire(socket):
            await socket.close(code=4001)

        bus.then = expire
        with pytest.raises(SessionExpired):
            await listen(bell, pairing)


@in_loop
async def test_nobody_there_and_no_websocket_there():
    async with ringing() as (_bus, bell, pairing):
        for server in ("http://127.0.0.1:1", f"{pairing.server}/nothing"):
            with pytest.raises(LinkError):
                await listen(bell, replace(pairing, server=server))

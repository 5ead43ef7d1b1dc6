import asyncio
import base64
import json
import socket
import struct

import aiohttp
import pytest

from iot_agent import seal, wire
from iot_agent.core.events import BACKLOG
from iot_agent.local import listen as module
from tests.support import malformed
from tests.support.lan import ORIGIN, lan
from tests.support.loop import in_loop
from tests.support.waiting import until


def ask(at, devices=("p1",), *, ticket=None, **changes):
    """The first message of a listener."""
    text, secret = ticket or at.ticket()
    proof = seal.prove(secret, "GET", "/api/listen", b"", at.clock.now())
    return wire.dumps(wire.Listen(**{"ticket": text, "proof": proof, "devices": devices, **changes}))


async def open_(at, first=None, **headers):
    ears = await at.http.ws_connect(f"{at.url}/api/listen", headers=headers)
    if first is not None:
        await ears.send_str(first)
    return ears


async def closed(ears):
    while (message := await ears.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
        pass
    return ears.close_code, message.extra


@in_loop
async def test_hears_what_happens(tmp_path):
    async with lan(tmp_path) as at:
        ears = await open_(at, ask(at, ("c1",)), Origin=ORIGIN)
        await until(lambda: at.events.wanted("c1"))
        at.events.publish("c1", "scan", {"text": "1"})
        at.events.publish("c2", "scan", {"text": "2"})
        at.events.publish("c1", "scan", {"text": "3"})
        heard = [wire.loads((await ears.receive()).data, wire.Event).value for _ in range(2)]
        assert heard == [{"text": "1"}, {"text": "3"}]
        await ears.close()
        await until(lambda: not at.events.wanted("c1"))


@in_loop
async def test_sees_the_latest_value_at_once(tmp_path):
    async with lan(tmp_path) as at:
        at.events.publish("s1", "weight", {"value": 2.5})
        ears = await open_(at, ask(at, ("s1",)))
        assert json.loads((await ears.receive()).data)["value"] == {"value": 2.5}
        await ears.close()


@in_loop
async def test_two_listeners_each_hear_everything(tmp_path):
    async with lan(tmp_path) as at:
        sockets = [await open_(at, ask(at, ("c1",))) for _ in range(2)]
        await until(lambda: len(at.events._subscriptions) == 2)
        for number in range(50):
            at.events.publish("c1", "scan", {"text": str(number)})
        for ears in sockets:
            heard = [json.loads((await ears.receive()).data)["value"]["text"] for _ in range(50)]
            assert heard == [str(number) for number in range(50)]
            await ears.close()


@pytest.mark.parametrize(
    ("claims", "changes", "code"),
    [
        ({"life": -1}, {}, "unauthorized"),
        ({"box": "another"}, {}, "unauthorized"),
        ({"by": seal.new_seed()}, {}, "bad_signature"),
        ({"devices": ("p2",)}, {}, "forbidden"),
        ({}, {"proof": "1.000:aaaaaaaa:00"}, "stale"),
        ({}, {"proof": ""}, "unauthorized"),
        ({}, {"ticket": "x.y"}, "bad_signature"),
    ],
)
@in_loop
async def test_who_may_not_hears_nothing(tmp_path, claims, changes, code):
    async with lan(tmp_path) as at:
        text, secret = at.ticket(**claims)
        ears = await open_(at, ask(at, ticket=(changes.pop("ticket", text), secret), **changes))
        at.events.publish("p1", "scan", {"text": "secret"})
        assert await closed(ears) == (4401, code)
        assert not at.events.wanted("p1")


@in_loop
async def test_a_proof_opens_one_socket(tmp_path):
    async with lan(tmp_path) as at:
        first = ask(at)
        ears = await open_(at, first)
        await until(lambda: at.events.wanted("p1"))
        assert await closed(await open_(at, first)) == (4401, "replayed")
        await ears.close()


@pytest.mark.parametrize("origin", ["https://evil.example.com", "null"])
@in_loop
async def test_a_foreign_page_hears_nothing(tmp_path, origin):
    async with lan(tmp_path) as at:
        assert await closed(await open_(at, ask(at), Origin=origin)) == (4401, "foreign_origin")


@in_loop
async def test_who_says_nothing_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FIRST_MESSAGE", 0.05)
    async with lan(tmp_path) as at:
        assert await closed(await open_(at)) == (4401, "bad_message")


@in_loop
async def test_what_is_no_listen(tmp_path):
    async with lan(tmp_path) as at:
        for body in malformed.variants(wire.Listen, 7, 60):
            ears = await at.http.ws_connect(f"{at.url}/api/listen")
            await ears.send_str(body.decode(errors="replace"))
            code, _ = await closed(ears)
            assert code in (4401, 1009), body[:100]
        ears = await at.http.ws_connect(f"{at.url}/api/listen")
        await ears.send_bytes(b"\x00")
        assert (await closed(ears))[0] == 4401


@in_loop
async def test_a_plain_request_is_refused(tmp_path):
    async with lan(tmp_path) as at:
        status, _, body = await at.get("/api/listen")
        assert (status, json.loads(body)["code"]) == (400, "bad_message")


@in_loop
async def test_a_ticket_that_ends_ends_the_listening(tmp_path):
    async with lan(tmp_path) as at:
        ears = await open_(at, ask(at, ticket=at.ticket(life=0.2)))
        assert (await closed(ears))[0] == 1000


@in_loop
async def test_a_box_that_changes_hands_ends_the_listening(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GLANCE", 0.02)
    async with lan(tmp_path) as at:
        ears = await open_(at, ask(at))
        await until(lambda: at.events.wanted("p1"))
        at.line.pairing = None
        assert (await closed(ears))[0] == 1000


@in_loop
async def test_listeners_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_LISTENERS", 1)
    async with lan(tmp_path) as at:
        ears = await open_(at, ask(at))
        await until(lambda: at.events.wanted("p1"))
        assert (await closed(await open_(at)))[0] == 4429
        await ears.close()


def deaf(at, first):
    """A listener that subscribes and never reads."""
    address = (at.url.rpartition("/")[2].partition(":")[0], int(at.url.rpartition(":")[2]))
    line = socket.create_connection(address)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    key = base64.b64encode(b"0" * 16).decode()
    ask = "GET /api/listen HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    line.sendall(f"{ask}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
    text = first.encode()
    line.sendall(struct.pack("!BBH", 0x81, 0x80 | 126, len(text)) + b"\0\0\0\0" + text)
    return line


@in_loop
async def test_a_listener_that_does_not_read_holds_up_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SEND", 0.3)
    monkeypatch.setattr(module, "PARTING", 0.1)
    async with lan(tmp_path) as at:
        with deaf(at, ask(at, ("c1",))):
            quick = await open_(at, ask(at, ("c1",)))
            await until(lambda: len(at.events._subscriptions) == 2)
            text = "x" * 20_000
            for number in range(BACKLOG):
                at.events.publish("c1", "scan", {"text": f"{number} {text}"})
                heard = json.loads((await quick.receive(timeout=5)).data)["value"]["text"]
                assert heard.startswith(f"{number} ")
            await until(lambda: len(at.events._subscriptions) == 1)
            await quick.close()


@in_loop
async def test_a_listener_that_does_not_read_does_not_keep_the_agent_from_stopping(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PARTING", 0.1)
    async with lan(tmp_path) as at:
        line = deaf(at, ask(at, ("c1",)))
        await until(lambda: at.events._subscriptions)
        for number in range(BACKLOG // 2):
            at.events.publish("c1", "scan", {"text": f"{number} {'x' * 20_000}"})
            await asyncio.sleep(0)
    line.close()


@in_loop
async def test_an_agent_that_stops_says_so(tmp_path):
    async with aiohttp.ClientSession() as client:
        async with lan(tmp_path) as at:
            ears = await client.ws_connect(f"{at.url}/api/listen")
            await ears.send_str(ask(at))
            await until(lambda: at.events.wanted("p1"))
            leaving = asyncio.ensure_future(closed(ears))
        assert (await leaving)[0] == 1001

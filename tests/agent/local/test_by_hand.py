"""Printers and cameras typed on the homepage: what answers is kept, nothing is sent to it, and it can be removed."""

import asyncio
import socket

from iot_agent import wire
from iot_agent.wire import Code
from tests.support.lan import lan
from tests.support.loop import in_loop
from tests.support.waiting import until

ADD, FORGET = "/owner/printer", "/owner/forget_printer"


def typed(port):
    return wire.dumps(wire.NetworkPrinter(address=f"127.0.0.1:{port}", name="Bar")).encode()


@in_loop
async def test_what_answers_is_kept_and_not_a_byte_is_sent_to_it(tmp_path):
    heard = []

    async def take(reader, writer):
        heard.append(await reader.read())
        writer.close()

    async with lan(tmp_path) as at, await asyncio.start_server(take, "127.0.0.1", 0) as printer:
        body = typed(printer.sockets[0].getsockname()[1])
        assert (await at.post(ADD, body, at.owned(ADD, body))).status == 200
        (kept,) = at.by_hand.devices()
        assert kept.name == "Bar"
        await until(lambda: heard)
        assert heard == [b""]

        body = wire.dumps(wire.ForgetPrinter(identifier=kept.identifier)).encode()
        assert (await at.post(FORGET, body, at.owned(FORGET, body))).status == 200
        assert at.by_hand.devices() == []


@in_loop
async def test_a_camera_is_refused_where_none_may_be(tmp_path, caplog):
    async with lan(tmp_path) as at:
        for address in ("http://admin:s3cret@127.0.0.1/", "http://admin:s3cret@169.254.169.254/", "file:///etc/passwd"):
            body = wire.dumps(wire.NetworkCamera(address=address)).encode()
            assert (await at.post("/owner/camera", body, at.owned("/owner/camera", body))).refused is Code.BAD_PARAMS
        assert at.by_hand.typed == ()
    assert "s3cret" not in caplog.text


@in_loop
async def test_a_camera_that_answers_is_kept(tmp_path, monkeypatch):
    """Its place is this machine, which nobody may type: only its name is let through."""
    monkeypatch.setattr(wire, "is_apart", lambda host: host == "127.0.0.1")
    async with lan(tmp_path) as at, await asyncio.start_server(lambda _reader, w: w.close(), "127.0.0.1", 0) as camera:
        port = camera.sockets[0].getsockname()[1]
        body = wire.dumps(wire.NetworkCamera(address=f"http://admin:s3cret@127.0.0.1:{port}/snap.jpg")).encode()
        assert (await at.post("/owner/camera", body, at.owned("/owner/camera", body))).status == 200
        (kept,) = at.by_hand.homepage()
        assert kept.driver == "http_camera"
        body = wire.dumps(wire.NetworkCamera(address="http://127.0.0.1:9/")).encode()
        assert (await at.post("/owner/camera", body, at.owned("/owner/camera", body))).refused is Code.OFFLINE


@in_loop
async def test_what_does_not_answer_or_cannot_be_is_refused(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with lan(tmp_path) as at:
            body = typed(unused.getsockname()[1])
            assert (await at.post(ADD, body, at.owned(ADD, body))).refused is Code.OFFLINE
            body = wire.dumps(wire.NetworkPrinter(address="8.8.8.8")).encode()
            assert (await at.post(ADD, body, at.owned(ADD, body))).refused is Code.BAD_PARAMS
            assert at.by_hand.typed == ()

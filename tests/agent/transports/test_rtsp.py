"""Cameras that stream by RTSP as a wire, against a server on this machine; passwords stay where they are."""

import asyncio
import contextlib

import pytest

from iot_agent.codecs import http_camera as codec
from iot_agent.codecs import sdp
from iot_agent.core.match import Candidate
from iot_agent.core.reading import read_exactly, read_line
from iot_agent.errors import TransportError
from iot_agent.simulators.rtsp import Rtsp, Served
from iot_agent.transports import open_transport, rtsp
from tests.support.loop import in_loop
from tests.support.waiting import until


@contextlib.asynccontextmanager
async def camera(login="", drip=0, **state):
    """A camera, and the wire to it."""
    served = Served(Rtsp(**state), drip)
    base = await served.start()
    wire = await open_transport(seen(f"{base.replace('://', f'://{login}@' if login else '://')}/live"), "")
    try:
        yield served, wire
    finally:
        await wire.close()
        await served.stop()


@contextlib.asynccontextmanager
async def saying(*answers):
    """A server that gives one answer to each question, whatever it is, and the wire to it."""

    async def come(reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            for answer in answers:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer)
            await reader.read()
        writer.close()

    asked = []
    async with await asyncio.start_server(come, "127.0.0.1", 0) as server:
        wire = await open_transport(seen(f"rtsp://127.0.0.1:{server.sockets[0].getsockname()[1]}/live"), "")
        try:
            yield asked, wire
        finally:
            await wire.close()


def seen(address):
    return Candidate("c", "rtsp", address)


async def head(wire, path=""):
    await wire.write(codec.ask_picture(path))
    return codec.read_head(await read_line(wire, b"\n", most=400, seconds=10)).status


async def piece(wire):
    size = codec.read_size(await read_line(wire, b"\n", most=400, seconds=10))
    return await read_exactly(wire, size, seconds=10)


@pytest.mark.parametrize("drip", [0, 1, 7])
@in_loop
async def test_a_description_and_packets_however_they_arrive(drip):
    async with camera(drip=drip) as (served, wire):
        assert await head(wire) == 200
        track = sdp.video(await piece(wire))
        assert track.encoding == "JPEG"
        for _ in range(3):
            assert (await piece(wire))[1] & 127 == track.payload
        assert [line.split()[0] for line in served.asked] == ["DESCRIBE", "SETUP", "PLAY"]


@pytest.mark.parametrize("proof", ["digest", "basic"])
@in_loop
async def test_a_password(proof):
    async with camera("admin:s3cr%3At%2F", password="s3cr:t/", proof=proof) as (served, wire):
        assert await head(wire) == 200
        assert len(served.asked) == 4, "it is asked for a proof once"
        if proof == "digest":
            assert not any("Basic" in line for line in served.asked)
        assert not any("s3cr" in line for line in served.asked)
    for login in ("admin:other", ""):
        async with camera(login, password="s3cr:t/", proof=proof) as (_, wire):
            assert await head(wire) == 401
            assert await piece(wire) == b""


@pytest.mark.parametrize("trouble", ["nothing", "foreign"])
@in_loop
async def test_no_such_path_and_no_stream_that_we_can_show(trouble):
    async with camera(trouble=trouble) as (served, wire):
        assert await head(wire, "/other") == {"nothing": 404, "foreign": rtsp.UNSUPPORTED}[trouble]
        assert await piece(wire) == b""
        assert "/other" in served.asked[0]


DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 24\r\n\r\nv=0\nm=video 0 RTP/AVP 26\n"


@in_loop
async def test_a_camera_that_refuses_to_play_to_many():
    async with saying(DESCRIBED, b"RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: 2\r\n\r\n") as (asked, wire):
        assert await head(wire) == 453
        assert await piece(wire) == b""
        assert asked[1].startswith(b"SETUP")


@in_loop
async def test_packets_that_come_before_it_says_that_it_plays_and_of_other_channels():
    early = b"$\x05\x00\x05other$\x04\x00\x05early"
    set_up = b"RTSP/1.0 200 OK\r\nTransport: RTP/AVP/TCP;interleaved=4-5\r\n\r\n"
    async with saying(DESCRIBED, set_up, early + b"RTSP/1.0 200 OK\r\n\r\n$\x04\x00\x00$\x04\x00\x04late") as (_, wire):
        assert await head(wire) == 200
        await piece(wire)
        assert [await piece(wire), await piece(wire)] == [b"early", b"late"]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        bytes(1000),
        b"RTSP/1.0 200 OK\r\nX: " + b"y" * 20_000,
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
        b"$\x00\x00\x01x" * 5000,
    ],
)
@in_loop
async def test_garbage_is_a_transport_error(answer):
    async with saying(answer) as (_, wire):
        with pytest.raises(TransportError, match="ProtocolError"):
            await head(wire)


@in_loop
async def test_a_camera_that_hangs(monkeypatch):
    monkeypatch.setattr(rtsp, "SILENCE", 0.1)
    async with camera(trouble="silent") as (_, wire):
        with pytest.raises(TransportError, match="TimeoutError"):
            await head(wire)


@in_loop
async def test_who_says_stop_hears_nothing_more_and_the_camera_neither():
    async with camera() as (served, wire):
        assert await head(wire) == 200
        await wire.write(codec.STOP)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await wire.read()
        await until(lambda: not served.looking)
        await wire.write(codec.ASK_HERE)
        assert await wire.read() == codec.HERE


@in_loop
async def test_a_reader_who_is_slow_holds_the_camera_up_and_not_the_memory():
    async with camera(pace=0.0) as (_, wire):
        await wire.write(codec.ask_picture(""))
        await until(wire._answers.full)

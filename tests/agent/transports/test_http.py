"""Cameras of the network as a wire, against a real HTTP server; passwords stay where they are."""

import asyncio

import aiohttp
import pytest

from iot_agent.codecs import http_camera as codec
from iot_agent.core.match import Candidate
from iot_agent.core.reading import read_exactly, read_line
from iot_agent.errors import MissingLibrary, TransportError
from iot_agent.simulators.http_camera import HttpCamera, Served
from iot_agent.transports import open_transport
from tests.support.loop import in_loop
from tests.support.waiting import until


def seen(address):
    return Candidate("c", "http", address)


async def fetched(wire, path=""):
    """The status, and all pieces."""
    await wire.write(codec.ask_picture(path))
    head = codec.read_head(await read_line(wire, b"\n", most=400, seconds=2))
    body = b""
    while size := codec.read_size(await read_line(wire, b"\n", most=400, seconds=2)):
        body += await read_exactly(wire, size, seconds=2)
    return head.status, body


def with_login(base, login):
    return base.replace("://", f"://{login}@") + "/snapshot.jpg"


@pytest.mark.parametrize("proof", ["digest", "basic"])
@in_loop
async def test_a_password(proof):
    served = Served(HttpCamera(password="s3cr:t/", proof=proof))
    base = await served.start()
    right = await open_transport(seen(with_login(base, "admin:s3cr%3At%2F")), "")
    wrong = await open_transport(seen(with_login(base, "admin:other")), "")
    none = await open_transport(seen(base + "/snapshot.jpg"), "")

    assert (await fetched(right))[0] == 200
    assert (await fetched(wrong))[0] == 401
    assert (await fetched(none))[0] == 401
    if proof == "digest":
        assert not any("Basic" in asked for asked in served.asked), "the password was shown to who wants a proof"
    for wire in (right, wrong, none):
        await wire.close()
    await served.stop()


@in_loop
async def test_another_path_of_the_same_camera_and_no_other_machine():
    served = Served()
    base = await served.start()
    wire = await open_transport(seen(base + "/video.mjpg"), "")

    assert (await fetched(wire, "/snapshot.jpg"))[1].startswith(b"\xff\xd8")
    assert (await fetched(wire, "/moved.jpg"))[0] == 302
    with pytest.raises(TransportError):
        await wire.write(b"get //other.example/snapshot.jpg\n")
    await wire.close()
    await served.stop()


@in_loop
async def test_who_says_stop_hears_nothing_more():
    served = Served()
    wire = await open_transport(seen(await served.start() + "/video.mjpg"), "")
    await wire.write(codec.ask_picture(""))
    await wire.read(10)
    await wire.write(codec.STOP)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await wire.read()
    number = served.machine.number
    await wire.write(codec.ASK_HERE)
    assert await wire.read() == codec.HERE
    assert served.machine.number - number < 20
    await wire.close()
    await served.stop()


@in_loop
async def test_a_reader_who_is_slow_holds_the_camera_up_and_not_the_memory():
    served = Served(HttpCamera(pace=0.0))
    wire = await open_transport(seen(await served.start() + "/video.mjpg"), "")
    await wire.write(codec.ask_picture(""))
    await until(lambda: wire._answers.full())
    await wire.close()
    await served.stop()


@in_loop
async def test_closed():
    wire = await open_transport(seen("http://127.0.0.1:9/"), "")
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    await wire.close()
    await wire.close()
    with pytest.raises(TransportError):
        await reading
    for use in (wire.read(), wire.write(b"here\n")):
        with pytest.raises(TransportError):
            await use


@pytest.mark.parametrize("question", [b"get nowhere\n", b"x" * 500])
@in_loop
async def test_what_is_no_question(question):
    wire = await open_transport(seen("http://127.0.0.1:9/"), "")
    with pytest.raises(TransportError):
        await wire.write(question)
    await wire.close()


@in_loop
async def test_an_old_library_is_named(monkeypatch):
    monkeypatch.delattr(aiohttp, "DigestAuthMiddleware")
    wire = await open_transport(seen("http://a:b@127.0.0.1:9/"), "")
    with pytest.raises(MissingLibrary, match="cameras"):
        await wire.write(codec.ask_picture(""))
    await wire.close()

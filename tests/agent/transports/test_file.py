"""Device files: a terminal's end stands for one that answers, a plain file for one that does not."""

import asyncio
import os
import tty

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.transports import open_transport
from tests.support.loop import in_loop


@in_loop
async def test_a_device_that_answers():
    far, near = os.openpty()
    tty.setraw(near)
    wire = await open_transport(Candidate("x", "file", os.ttyname(near)), "")
    await wire.write(b"page")
    os.write(far, b"\x16")

    assert os.read(far, 10) == b"page"
    assert await wire.read() == b"\x16"
    await wire.close()
    await wire.close()
    os.close(far)
    os.close(near)


@in_loop
async def test_an_empty_packet_is_no_end(tmp_path):
    wire = await open_transport(Candidate("x", "file", "/dev/null"), "")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.12):
            await wire.read()
    await wire.close()


@in_loop
async def test_a_device_that_only_takes(tmp_path):
    path = tmp_path / "lp0"
    path.write_bytes(b"before ")
    wire = await open_transport(Candidate("x", "file", str(path)), "")
    await wire.write(b"page")
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    assert not reading.done()
    await wire.close()

    with pytest.raises(TransportError):
        await reading
    assert path.read_bytes() == b"before page"


@in_loop
async def test_a_pipe_whose_reader_went_away(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(TransportError):
        await open_transport(Candidate("x", "file", str(path)), "")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    wire = await open_transport(Candidate("x", "file", str(path)), "")
    os.close(reader)

    with pytest.raises(TransportError):
        await wire.write(b"x")
    await wire.close()


@in_loop
async def test_a_pipe_that_is_full_waits_until_there_is_room(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    wire = await open_transport(Candidate("x", "file", str(path)), "")
    writing = asyncio.create_task(wire.write(bytes(200_000)))
    got = 0
    while got < 200_000:
        await asyncio.sleep(0)
        try:
            got += len(os.read(reader, 65536))
        except BlockingIOError:
            continue

    await writing
    await wire.close()
    os.close(reader)


@in_loop
async def test_a_device_one_may_only_write(monkeypatch):
    """Where the printer's group may write alone; root, who may all, is told no by the test."""
    far, near = os.openpty()
    tty.setraw(near)
    really = os.open

    def may_only_write(path, flags, *more):
        if flags & os.O_RDWR:
            raise PermissionError(13, "Permission denied")
        return really(path, flags, *more)

    monkeypatch.setattr(os, "open", may_only_write)
    wire = await open_transport(Candidate("x", "file", os.ttyname(near)), "")
    await wire.write(b"page")

    assert os.read(far, 10) == b"page"
    await wire.close()
    os.close(far)
    os.close(near)

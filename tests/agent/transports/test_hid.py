"""Input events from a socket, a pipe and a recording; a real device is grabbed."""

import asyncio
import errno
import fcntl
import os

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.simulators.hid_keyboard import Served, typed
from iot_agent.transports import hid, open_transport
from tests.support.loop import in_loop
from tests.support.waiting import until

EVENTS = typed("4006381333931")


def seen(path):
    return Candidate("x", "hid", str(path))


async def take(wire, count):
    got = b""
    while len(got) < count:
        got += await wire.read(240)
    return got


@in_loop
async def test_a_socket(tmp_path):
    served = Served()
    wire = await open_transport(seen(await served.start(tmp_path / "scanner")), "")
    await until(lambda: served.send(EVENTS))

    assert await take(wire, len(EVENTS)) == EVENTS
    await served.stop()
    with pytest.raises(TransportError):
        await wire.read()
    await wire.close()
    await wire.close()


@in_loop
async def test_a_pipe_has_no_end(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    wire = await open_transport(seen(tmp_path / "pipe"), "")
    for _ in range(2):
        writer = os.open(tmp_path / "pipe", os.O_WRONLY)
        os.write(writer, EVENTS)
        os.close(writer)
        assert await take(wire, len(EVENTS)) == EVENTS

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await wire.read()
    await wire.close()


@in_loop
async def test_a_recording_is_played_once(tmp_path):
    (tmp_path / "recording").write_bytes(EVENTS)
    wire = await open_transport(seen(tmp_path / "recording"), "")

    assert await take(wire, len(EVENTS)) == EVENTS
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await wire.read()
    await wire.close()


@in_loop
async def test_what_is_no_input_device():
    with pytest.raises(TransportError):
        await open_transport(seen("/dev/null"), "")


@in_loop
async def test_an_input_device_is_ours_alone_with_a_clock_nobody_sets(monkeypatch):
    asked = []
    monkeypatch.setattr(fcntl, "ioctl", lambda fd, request, value: asked.append((request, value)))

    wire = await open_transport(seen("/dev/null"), "")

    assert asked == [(hid.EVIOCSCLOCKID, b"\x01\x00\x00\x00"), (hid.EVIOCGRAB, 1)]
    await wire.close()


@in_loop
async def test_a_device_somebody_else_holds(monkeypatch):
    def busy(fd, request, value):
        if request == hid.EVIOCGRAB:
            raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(fcntl, "ioctl", busy)

    with pytest.raises(TransportError, match="busy"):
        await open_transport(seen("/dev/null"), "")

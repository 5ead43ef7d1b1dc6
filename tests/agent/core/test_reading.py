"""Reading with bounds, over every good cable."""

from functools import partial

import pytest

from iot_agent.core.reading import arrived, drain, line_or_pause, read_exactly, read_line, read_until, read_within
from iot_agent.errors import ProtocolError, TransportError
from tests.support.cables import GOOD, Cable
from tests.support.loop import in_loop


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_up_to_the_end_and_not_beyond(cable):
    wire = cable()
    wire.arrive(b"one\r")

    assert await read_until(wire, b"\r", most=10, seconds=1) == b"one\r"


@in_loop
async def test_no_end_in_time_is_none():
    wire = Cable()
    wire.arrive(b"on")

    assert await read_until(wire, b"\r", most=10, seconds=0.01) is None


@pytest.mark.parametrize("read", [read_until, read_line, partial(line_or_pause, pause=1)])
@in_loop
async def test_no_end_within_bounds_is_a_protocol_error(read):
    wire = Cable()
    wire.arrive(b"x" * 100)

    with pytest.raises(ProtocolError):
        await read(wire, b"\r", most=10, seconds=1)


@in_loop
async def test_drained_what_arrived_is_gone():
    wire = Cable()
    wire.arrive(b"old" * 5000)
    await drain(wire)
    wire.arrive(b"new\r")

    assert await read_until(wire, b"\r", most=10, seconds=1) == b"new\r"


@in_loop
async def test_a_broken_wire_is_told():
    wire = Cable()
    wire.pull()

    with pytest.raises(TransportError):
        await drain(wire)


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_a_line_and_so_many_bytes_and_none_of_what_follows(cable):
    wire = cable()
    wire.arrive(b"two 3\nabcrest")

    assert await read_line(wire, b"\n", most=10, seconds=1) == b"two 3\n"
    assert await read_exactly(wire, 3, seconds=1) == b"abc"
    assert await read_exactly(wire, 0, seconds=1) == b""
    assert await wire.read(1) == b"r"


@in_loop
async def test_what_does_not_come_in_time_is_a_timeout():
    wire = Cable()
    wire.arrive(b"tw")
    with pytest.raises(TimeoutError):
        await read_line(wire, b"\n", most=10, seconds=0.01)
    wire.arrive(b"tw")
    with pytest.raises(TimeoutError):
        await read_exactly(wire, 3, seconds=0.01)


@in_loop
async def test_of_what_arrived_the_last_is_kept():
    wire = Cable()
    wire.arrive(b"old" * 5000 + b"new")

    got = await arrived(wire)
    assert (len(got), got[-3:]) == (4096, b"new")
    assert await arrived(wire) == b""


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_a_line_ends_with_one_of_its_ends_or_with_silence(cable):
    wire = cable()
    wire.arrive(b"\r\none\r\ntwo")

    assert await line_or_pause(wire, b"\r\n", most=10, seconds=1, pause=0.1) == b"one"
    assert await line_or_pause(wire, b"\r\n", most=10, seconds=1, pause=0.1) == b"two"
    assert await line_or_pause(wire, b"\r\n", most=10, seconds=0.02, pause=0.1) == b""


@in_loop
async def test_what_comes_in_time():
    wire = Cable()
    assert await read_within(wire, 0.01) == b""
    wire.arrive(b"one")
    assert await read_within(wire, 0.01) == b"one"
    wire.arrive(b"two")
    assert await read_within(wire, None) == b"two"

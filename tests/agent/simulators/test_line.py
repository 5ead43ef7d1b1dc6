"""The line of simulated scales: as slow as a real one, and gone when it is unplugged."""

import asyncio
import contextlib
import os

import pytest

from iot_agent.simulators.line import Served
from iot_agent.simulators.toledo_8217 import Toledo8217
from tests.support.loop import in_loop
from tests.support.waiting import until


async def answer(near, count):
    loop = asyncio.get_running_loop()
    got = b""
    while len(got) < count:
        ready = loop.create_future()
        loop.add_reader(near, lambda ready=ready: ready.done() or ready.set_result(None))
        await ready
        loop.remove_reader(near)
        got += os.read(near, 100)
    return got


@in_loop
async def test_its_line_is_as_slow_as_a_real_one(tmp_path):
    served = Served(Toledo8217(kg=1.5))
    near = os.open(served.start(tmp_path / "scale"), os.O_RDWR | os.O_NOCTTY)
    clock = asyncio.get_running_loop().time
    start = clock()
    os.write(near, b"W")

    assert await answer(near, 8) == b"\x0201.500\r"
    assert clock() - start >= 9 * 10 / 9600
    os.close(near)
    served.stop()
    served.stop()


@in_loop
async def test_unplugged_it_is_gone_and_plugged_it_is_where_it_was(tmp_path):
    served = Served(Toledo8217(), baud=0)
    path = served.start(tmp_path / "scale")
    near = os.open(path, os.O_RDWR | os.O_NOCTTY)
    served.stop()
    with pytest.raises(OSError, match="Input/output"):
        os.write(near, b"W")
    os.close(near)
    assert not (tmp_path / "scale").exists()

    assert served.start(tmp_path / "scale") == path
    near = os.open(path, os.O_RDWR | os.O_NOCTTY)
    os.write(near, b"W")
    assert await answer(near, 8) == b"\x0200.000\r"
    os.close(near)
    served.stop()


@in_loop
async def test_a_machine_may_speak_by_itself(tmp_path):
    served = Served(Toledo8217(), baud=0)
    served.say(b"nobody is there")
    near = os.open(served.start(tmp_path / "scale"), os.O_RDWR | os.O_NOCTTY)
    served.say(b"ST\r\n")

    assert await answer(near, 4) == b"ST\r\n"
    os.close(near)
    served.stop()


class Echo:
    def receive(self, data):
        return data.upper()


@in_loop
async def test_it_answers_and_speaks_by_itself(tmp_path):
    port = Served(Echo(), baud=0)
    end = os.open(port.start(tmp_path / "port"), os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    os.write(end, b"hello")
    got = bytearray()

    def heard(what):
        with contextlib.suppress(BlockingIOError):
            got.extend(os.read(end, 100))
        return what in got

    await until(lambda: heard(b"HELLO"))
    port.say(b"news")
    await until(lambda: heard(b"news"))
    os.close(end)
    port.stop()
    port.stop()
    port.say(b"nobody hears it")
    assert not (tmp_path / "port").is_symlink()

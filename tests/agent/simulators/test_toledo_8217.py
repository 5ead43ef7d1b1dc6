"""The simulated scale: its answers by the manual, and its line."""

import asyncio
import os

import pytest

from iot_agent.simulators.toledo_8217 import Served, Toledo8217
from tests.support.loop import in_loop


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 1.234}, b"W", b"\x0201.234\r"),
        ({}, b"W", b"\x0200.000\r"),
        ({"kg": 2.5, "net": True}, b"W", b"\x0202.500N\r"),
        ({"kg": 1.0, "moving": True}, b"W", b"\x02?A\r"),
        ({"kg": 31.0}, b"W", b"\x02?B\r"),
        ({"kg": -0.1}, b"W", b"\x02?D\r"),
        ({"kg": 1.0, "under": True, "net": True}, b"W", b"\x02?d\r"),
        ({}, b"Z", b"\x02?P\r"),
        ({}, b"A", b"\x02\r"),
        ({}, b"B", b"\x02?@\r"),
        ({}, b"EheWloF", b"\x02E\rheWlo\x02F\r"),
        ({"silent": True}, b"W", b""),
        ({}, b"x\r\n", b""),
        ({"kg": 1.0}, b"WW", b"\x0201.000\r\x0201.000\r"),
    ],
)
def test_answers(state, asked, answer):
    assert Toledo8217(**state).receive(asked) == answer


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
    served = Served(baud=0)
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

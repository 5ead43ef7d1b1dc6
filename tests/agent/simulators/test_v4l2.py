"""The simulated camera: its wall shows the number of the frame."""

import pytest

from iot_agent.simulators.v4l2 import BITS, Served, V4l2, number_on, wall
from tests.support.loop import in_loop
from tests.support.waiting import until


@pytest.mark.parametrize("number", [0, 1, 2, 1000, 2**BITS - 1])
@pytest.mark.parametrize("size", [(96, 64), (320, 240), (650, 491)])
def test_the_number_can_be_read_off_the_picture(number, size):
    machine = V4l2(number=number - 1)

    head, _, jpeg = machine.receive(b"frame MJPG %d %d\n" % size).partition(b"\n")

    assert head == b"frame MJPG %d %d 0 %d" % (*size, len(jpeg))
    assert number_on(jpeg) == number


def test_the_wall_is_as_large_as_the_picture():
    assert len(wall(5, 101, 33)) == 101 * 33
    assert wall(5, 100, 20) != wall(6, 100, 20)


def test_it_hears_lines_in_pieces_and_says_what_it_can():
    machine = V4l2(modes=("MJPG 1 2",))
    assert machine.receive(b"mod") == b""
    assert machine.receive(b"es\n") == b"modes 9\nMJPG 1 2\n"
    assert machine.receive(b"what now please yes\n") == b"?\n"
    machine.trouble = "silent"
    assert machine.receive(b"modes\n") == b""


@in_loop
async def test_the_plug_is_pulled_twice(tmp_path):
    served = Served()
    path = await served.start(tmp_path / "camera")
    assert path == str(tmp_path / "camera")
    await served.stop()
    await served.stop()
    await until(lambda: not (tmp_path / "camera").exists())

"""A camera as a wire, against a made-up kernel: each picture was begun after it was asked for."""

import asyncio
import time

import pytest

from iot_agent.codecs import v4l2 as codec
from iot_agent.codecs.v4l2 import Mode
from iot_agent.core.match import Candidate
from iot_agent.core.reading import read_exactly, read_line
from iot_agent.errors import TransportError
from iot_agent.simulators.v4l2 import Served
from iot_agent.transports import open_transport, v4l2, video_node
from tests.support.fake_video import FakeVideo
from tests.support.loop import in_loop
from tests.support.waiting import until

SMALL = Mode("MJPG", 640, 480)


@pytest.fixture
def kernel(monkeypatch):
    monkeypatch.setattr(v4l2, "SETTLE", 0.05)
    monkeypatch.setattr(v4l2, "FRAME", 0.5)
    return lambda: FakeVideo(monkeypatch, video_node)


async def opened(monkeypatch=None):
    return await v4l2.Camera.opened("/dev/video0")


async def frame(wire, mode=SMALL):
    await wire.write(codec.ask_frame(mode))
    head = codec.read_head(await read_line(wire, b"\n", most=80, seconds=1))
    return head, int(await read_exactly(wire, head.size, seconds=1))


async def put_away(wire, video):
    await wire.close()
    await wire.close()
    assert (video.maps, video.streaming) == (0, False)
    video.close()


@in_loop
async def test_it_says_what_it_can_send(kernel):
    video = kernel()
    wire = await opened()
    await wire.write(codec.ASK_MODES)

    size = codec.size_of_modes(await read_line(wire, b"\n", most=80, seconds=1))

    assert len(codec.read_modes(await read_exactly(wire, size, seconds=1))) == 3
    assert not video.streaming
    await put_away(wire, video)


@pytest.mark.parametrize("clock", [0x2000, 0])
@in_loop
async def test_a_picture_is_never_older_than_the_wish(kernel, clock):
    video = kernel()
    video.stale, video.clock = 3, clock
    wire = await opened()
    last = 0
    for _ in range(3):
        asked = time.monotonic()
        head, number = await frame(wire)
        assert head == codec.Head(SMALL, 0, 4)
        assert number > last
        assert video.taken_at[number] >= asked
        assert not video.streaming
        last = number
    assert video.started == 3
    await put_away(wire, video)


@in_loop
async def test_the_exposure_settles_first(kernel):
    video = kernel()
    wire = await opened()
    asked = time.monotonic()

    _, number = await frame(wire)

    assert video.taken_at[number] - asked >= v4l2.SETTLE
    await put_away(wire, video)


@in_loop
async def test_a_raw_format_says_how_long_its_rows_are(kernel):
    video = kernel()
    wire = await opened()

    head, _ = await frame(wire, Mode("YUYV", 640, 480))

    assert (head.row, video.set) == (1280, b"YUYV")
    await put_away(wire, video)


@in_loop
async def test_damaged_frames_are_left_out(kernel):
    video = kernel()
    video.damaged = 8
    wire = await opened()

    _, number = await frame(wire)

    assert number > 8
    await put_away(wire, video)


@in_loop
async def test_a_camera_that_sends_nothing_is_a_transport_error_and_off_again(kernel):
    video = kernel()
    video.hung = True
    wire = await opened()
    with pytest.raises(TransportError, match="no picture"):
        await frame(wire)
    video.hung = False

    await frame(wire)

    await put_away(wire, video)


@in_loop
async def test_unplugged_in_the_middle_is_a_transport_error_in_time(kernel):
    video = kernel()
    video.hung = True
    wire = await opened()
    asked = asyncio.create_task(frame(wire))
    await until(lambda: video.streaming)

    video.unplug()

    async with asyncio.timeout(0.3):
        with pytest.raises(TransportError, match="No such device"):
            await asked
    video.gone, video.streaming = False, False
    await put_away(wire, video)


@in_loop
async def test_a_picture_that_is_given_up_leaves_the_camera_off(kernel):
    video = kernel()
    video.hung = True
    wire = await opened()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await frame(wire)
    assert not video.streaming
    video.hung = False
    _, number = await frame(wire)
    assert number
    await put_away(wire, video)


@in_loop
async def test_closed_in_the_middle(kernel):
    video = kernel()
    wire = await opened()
    await wire.close()

    for use in (wire.write(b"modes\n"), wire.read()):
        with pytest.raises(TransportError):
            await use
    video.close()


@pytest.mark.parametrize("line", [b"picture\n", b"frame MJPG 1 0\n", b"frame ABCD 640 480\n", b"x" * 100, b"\xff\n"])
@in_loop
async def test_what_is_no_question_is_refused(kernel, line):
    video = kernel()
    wire = await opened()
    with pytest.raises(TransportError):
        await wire.write(line)
    assert not video.started
    await put_away(wire, video)


@in_loop
async def test_a_node_that_gives_no_pictures_is_not_opened(kernel):
    video = kernel()
    video.caps = 0
    with pytest.raises(TransportError, match="no camera"):
        await opened()
    assert not v4l2.captures("/dev/video0")
    video.close()


@in_loop
async def test_a_socket_serves_as_well(tmp_path):
    served = Served()
    wire = await open_transport(Candidate("c", "v4l2", await served.start(tmp_path / "camera")), "")
    await wire.write(codec.ASK_MODES)
    assert codec.size_of_modes(await read_line(wire, b"\n", most=80, seconds=1)) > 0
    await wire.close()
    await served.stop()

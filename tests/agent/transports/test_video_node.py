"""The kernel's calls to a camera: their numbers on a 64-bit machine, and what is made of the answers."""

import ctypes
import struct

import pytest

from iot_agent.codecs.v4l2 import Mode
from iot_agent.errors import TransportError
from iot_agent.transports import video_node
from iot_agent.transports.video_node import Node
from tests.support import fake_video
from tests.support.fake_video import FakeVideo
from tests.support.loop import in_loop

NAMES = (
    "QUERYCAP", "ENUM_FMT", "S_FMT", "REQBUFS", "QUERYBUF", "QBUF", "DQBUF", "STREAMON", "STREAMOFF", "ENUM_FRAMESIZES"
)  # fmt: skip


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_long) != 8, reason="the numbers hold the sizes of a 64-bit kernel's shapes")
@pytest.mark.parametrize("name", NAMES)
def test_a_call_has_the_number_of_the_header(name):
    assert getattr(video_node, name) == getattr(fake_video, name)


@pytest.fixture
def kernel(monkeypatch):
    def make():
        return FakeVideo(monkeypatch, video_node)

    return make


@in_loop
async def test_modes(kernel):
    video = kernel()
    node = Node("/dev/video0")

    assert list(node.modes()) == [Mode("MJPG", 640, 480), Mode("MJPG", 1280, 720), Mode("YUYV", 640, 480)]
    node.close()
    video.close()


@in_loop
async def test_a_camera_of_any_size_is_asked_for_the_usual_ones(kernel):
    video = kernel()
    video.between = (16, 1928, 8, 16, 1208, 8)
    node = Node("/dev/video0")

    modes = [(mode.width, mode.height) for mode in node.modes() if mode.format == "MJPG"]

    assert modes == [(640, 480), (800, 600), (1280, 720), (1280, 960), (1920, 1080), (1928, 1208)]
    node.close()
    video.close()


@pytest.mark.parametrize(
    ("caps", "gives"), [(fake_video.CAPTURE_AND_STREAMING, True), (fake_video.METADATA, False), (1, False)]
)
@in_loop
async def test_a_node_without_pictures_is_told(kernel, caps, gives):
    video = kernel()
    video.caps = caps

    node = Node("/dev/video1")

    assert node.captures() is gives
    node.close()
    video.close()


@in_loop
async def test_stopping_twice_is_harmless_and_a_camera_that_is_gone_says_so(kernel):
    video = kernel()
    node = Node("/dev/video0")
    node.start(Mode("MJPG", 640, 480))
    node.stop()
    node.stop()
    assert video.maps == 0
    video.gone = True
    with pytest.raises(TransportError, match="No such device"):
        node.start(Mode("MJPG", 640, 480))
    node.close()
    video.close()


def test_a_node_that_is_not_there():
    with pytest.raises(TransportError):
        Node("/dev/none")


def test_what_is_no_camera_at_all():
    node = Node("/dev/null")
    with pytest.raises(TransportError):
        node.captures()
    node.close()
    node.close()


def test_the_shape_of_a_buffer_on_this_machine():
    assert struct.calcsize("IIIII ll 4I II P III") <= ctypes.sizeof(video_node.Buffer)

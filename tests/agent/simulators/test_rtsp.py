"""The simulated camera that streams by RTSP, with the demuxer of a library that we do not use for it."""

import asyncio
import io

import av
import pytest

from iot_agent.simulators.rtsp import Rtsp, Served, jpeg_pieces
from iot_agent.simulators.v4l2 import number_on
from tests.support.loop import in_loop


def looked(address, many):
    """What FFmpeg makes of a stream."""
    with av.open(address, options={"rtsp_transport": "tcp", "analyzeduration": "200000"}, timeout=10) as stream:
        for count, frame in enumerate(stream.decode(video=0), 1):
            if count == many:
                jpeg = io.BytesIO()
                frame.to_image().save(jpeg, "JPEG")
                return stream.streams.video[0].codec_context.name, number_on(jpeg.getvalue())
    raise AssertionError("no such picture")


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ({}, "mjpeg"),
        ({"encoding": "H264"}, "h264"),
        ({"encoding": "H264", "in_band": False}, "h264"),
        ({"encoding": "H265"}, "hevc"),
    ],
)
@in_loop
async def test_others_see_the_same(state, name):
    served = Served(Rtsp(password="s3cret", **state))
    base = await served.start()
    found, number = await asyncio.to_thread(looked, f"{base.replace('://', '://admin:s3cret@')}/live", 3)
    assert found == name
    assert 3 <= number <= served.machine.number
    await served.stop()
    await served.stop()


def test_at_the_end_of_a_cable():
    machine = Rtsp()
    assert machine.receive(b"he") == b""
    assert machine.receive(b"re\nstop\n") == b"here\n"
    assert machine.receive(b"get \n").startswith(b"200 application/sdp\n")
    machine.trouble = "refuses"
    assert machine.receive(b"get \n") == b"401 \n0\n"
    machine.trouble = "nothing"
    assert machine.receive(b"get \n") == b"404 \n0\n"
    machine.trouble = "silent"
    assert machine.receive(b"here\n") == b""


def test_a_jpeg_in_pieces_has_its_scan_once():
    jpeg = Rtsp()._jpeg()
    first, *others = jpeg_pieces(jpeg, 1)
    assert jpeg.endswith(first[8 + 4 + 128 :] + b"".join(piece[8:] for piece in others))

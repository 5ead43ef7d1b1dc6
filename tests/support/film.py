"""Coded pictures, as the simulated camera streams them."""

from iot_agent.codecs import sdp
from iot_agent.codecs.rtp import Stream
from iot_agent.simulators.rtsp import Rtsp


def coded(encoding, many, **state):
    """The first so many pictures."""
    machine = Rtsp(encoding=encoding, **state)
    stream = Stream(sdp.video(machine.describe()))
    return [one.data for _ in range(many) for packet in machine.packets() for one in stream.feed(packet)]

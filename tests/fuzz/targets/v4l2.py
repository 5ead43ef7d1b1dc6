"""What a camera says on its wire, and what it is asked."""

from iot_agent.codecs import v4l2
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    for read in (v4l2.read_ask, v4l2.read_head, v4l2.size_of_modes):
        try:
            read(data)
        except ProtocolError:
            continue
    try:
        modes = v4l2.read_modes(data)
    except ProtocolError:
        return
    if modes:
        chosen = v4l2.best(modes, len(data) % 4096, len(data) % 1000)
        assert v4l2.read_ask(v4l2.ask_frame(chosen)) == chosen

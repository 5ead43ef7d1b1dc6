"""What the kernel says of a scanner's keys, on any layout and with any end."""

from iot_agent.codecs.keyboards import NAMES
from iot_agent.codecs.keymap import EVENT, LONGEST, Decoder
from iot_agent.errors import ProtocolError

from ..pieces import pieces

ENDS = (frozenset(), frozenset({"tab"}), frozenset({"time"}), frozenset({"tab", "time"}))


def fuzz(data: bytes) -> None:
    number = data[0] if data else 0
    settled = (NAMES[number % len(NAMES)], ENDS[number % len(ENDS)], "1")
    decoder, codes, broken = Decoder(*settled), [], False
    for piece in pieces(data):
        try:
            codes += decoder.feed(piece)
        except ProtocolError:
            broken = True
            break
        assert len(decoder._events._bytes) < EVENT.size
        assert len(decoder._text) <= LONGEST + 1
    assert all(0 < len(code) <= LONGEST + 2 for code in codes)
    whole = Decoder(*settled)
    try:
        at_once = whole.feed(data[1:])
    except ProtocolError:
        assert broken, "the pieces matter"
    else:
        assert not broken
        assert at_once == codes, "the pieces matter"
        assert whole.pause() == decoder.pause()

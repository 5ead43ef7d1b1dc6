"""What the kernel says of a scanner's keys."""

from iot_agent.codecs.keymap import EVENT, LONGEST, Decoder
from iot_agent.errors import ProtocolError

from ..pieces import pieces


def fuzz(data: bytes) -> None:
    decoder, codes, broken = Decoder(), [], False
    for piece in pieces(data):
        try:
            codes += decoder.feed(piece)
        except ProtocolError:
            broken = True
            break
        assert len(decoder._bytes) < EVENT.size
        assert len(decoder._text) <= LONGEST
    assert all(0 < len(code) <= LONGEST for code in codes)
    try:
        whole = Decoder().feed(data[1:])
    except ProtocolError:
        assert broken, "the pieces matter"
    else:
        assert not broken
        assert whole == codes, "the pieces matter"

"""What a scanner on a serial line sends."""

from iot_agent.codecs.serial_scanner import LONGEST, Decoder

from ..pieces import pieces

ENDS = (frozenset(), frozenset({"tab"}), frozenset({"time"}), frozenset({"tab", "time"}))


def fuzz(data: bytes) -> None:
    settled = (ENDS[(data[0] if data else 0) % 4], "1")
    decoder, codes = Decoder(*settled), []
    for piece in pieces(data):
        codes += decoder.feed(piece)
        assert len(decoder._got) <= LONGEST
    assert all(0 < len(code) <= LONGEST and "\0" not in code for code in codes)
    whole = Decoder(*settled)
    assert whole.feed(data[1:]) == codes, "the pieces matter"
    assert whole.pause() == decoder.pause()

"""What a Star printer says: automatic status of seven bytes and more."""

from iot_agent.codecs.star import Answers

from ..pieces import pieces

LONGEST = 31


def fuzz(data: bytes) -> None:
    piecemeal, whole = Answers(), Answers()
    for piece in pieces(data):
        piecemeal.feed(piece)
        assert len(piecemeal._bytes) <= LONGEST, "it keeps what can be no answer"
    whole.feed(data[1:])
    status = whole.next()
    assert status == piecemeal.next(), "the pieces matter"
    assert status is None or status.count is None or 0 <= status.count < 32
    assert whole.next() is None

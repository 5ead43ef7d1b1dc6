"""What a ZPL printer answers to ~HS: three strings of numbers."""

from iot_agent.codecs.zpl import Answers, is_label, plain, status

from ..pieces import pieces, strings

LONGEST = 256 + 16


def fuzz(data: bytes) -> None:
    answers = Answers()
    for piece in pieces(data):
        answers.feed(piece)
        assert len(answers._bytes) <= LONGEST, "it keeps what can be no answer"
    if seen := answers.next():
        _ = seen.state, seen.idle
    first, _, second = data.partition(b"\n")
    status(first, second)
    [text] = strings(data, 1)
    is_label((text,))
    assert not set("^~") & set(plain(text)), "letters became a command"

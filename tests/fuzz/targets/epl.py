"""What an EPL printer answers to ^ee: codes in two digits."""

from iot_agent.codecs.epl import Answers, is_label, plain, report

from ..pieces import pieces, strings

LONGEST = 64


def fuzz(data: bytes) -> None:
    answers = Answers()
    for piece in pieces(data):
        answers.feed(piece)
        assert len(answers._bytes) <= LONGEST, "it keeps what can be no answer"
    if seen := answers.next():
        _ = seen.state
    report(data)
    [text] = strings(data, 1)
    is_label((text,))
    bare = plain(text).replace(b"\\\\", b"").replace(b'\\"', b"")
    assert not set(b'"\\\r\n') & set(bare), "letters ended the text"

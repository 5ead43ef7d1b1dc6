"""What an ESC/POS printer says: status bytes, automatic status, blocks."""

from iot_agent.codecs.escpos import LONGEST_BLOCK, Answer, Answers, Said, state
from iot_agent.values import PrinterState

from ..pieces import pieces


def fuzz(data: bytes) -> None:
    piecemeal, whole = Answers(), Answers()
    for piece in pieces(data):
        piecemeal.feed(piece)
        assert len(piecemeal._bytes) <= LONGEST_BLOCK, "it keeps what can be no answer"
    whole.feed(data[1:])
    said = _said(whole)
    assert said == _said(piecemeal), "the pieces matter"
    for answer in said:
        assert isinstance(answer.state, PrinterState)
    state(*(list(data[:3]) + [None] * 3)[:3])


def _said(answers: Answers) -> list[Answer]:
    return [answer for said in Said for answer in iter(lambda said=said: answers.next(said), None)]

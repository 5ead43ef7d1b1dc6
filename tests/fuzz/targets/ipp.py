"""An answer by IPP, and what is read from its attributes."""

from iot_agent.codecs import driverless, ipp, spooler
from iot_agent.discovery import cups
from iot_agent.errors import ProtocolError
from iot_agent.values import Finish, Raster

from ..pieces import pieces


def fuzz(data: bytes) -> None:
    try:
        answer = ipp.decode(data[1:])
    except ProtocolError:
        answer = None
    assert _first(data) == answer, "the pieces matter"
    if answer is None:
        return
    for group in ipp.Group:
        for attributes in answer.of(group):
            _read(attributes)
    spooler.refusal(answer)
    spooler.is_forgotten(answer)
    list(cups.candidates(answer.of(ipp.Group.PRINTER)))


def _first(data: bytes) -> ipp.Answer | None:
    answers = ipp.Answers()
    for piece in pieces(data, 16):
        answers.feed(piece)
        try:
            if answer := answers.next():
                return answer
        except ProtocolError:
            return None
    return None


def _read(attributes: ipp.Attributes) -> None:
    for itself in (True, False):
        spooler.state(attributes, itself=itself)
    spooler.is_stopped(attributes)
    spooler.stopped_by_itself(attributes, [attributes])
    spooler.is_untouched(attributes, attributes)
    spooler.is_unreached(attributes)
    spooler.hears(attributes)
    spooler.failure(attributes)
    assert isinstance(spooler.subtype(attributes), str)
    able = driverless.takes(attributes)
    driverless.purpose(attributes)
    driverless.wishes(Raster(8, 1, b"\xff"), Finish(), able)

"""What the kernel says of a pedal's keys."""

from iot_agent.codecs.keypad import MODIFIERS, Keypad
from iot_agent.errors import ProtocolError

from ..pieces import pieces


def fuzz(data: bytes) -> None:
    keypad, names = Keypad(), []
    for piece in pieces(data):
        try:
            names += keypad.feed(piece)
        except ProtocolError:
            return
        assert keypad._held.keys() <= MODIFIERS.keys()
    assert Keypad().feed(data[1:]) == names, "the pieces matter"

"""Key events to the names of keys."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.keypad import MODIFIERS, NAMES, Keypad
from iot_agent.errors import ProtocolError
from iot_agent.simulators.hid_keyboard import event, key
from iot_agent.simulators.hid_pedal import HELD, KEYS, pressed


def press(*codes, at=1.0):
    return b"".join(key(code, down, at) for down, order in ((True, codes), (False, codes[::-1])) for code in order)


def test_literal_events():
    """Key 48 (B), as a 64-bit kernel sends it for a PCsensor pedal."""
    literal = struct.Struct("<qqHHi")
    told = ((4, 4, 0x70005), (1, 48, 1), (0, 0, 0), (4, 4, 0x70005), (1, 48, 0), (0, 0, 0))
    data = b"".join(literal.pack(1700000000, 100, *each) for each in told)

    assert Keypad().feed(data) == ["B"]


@pytest.mark.parametrize("name", [*KEYS, "Ctrl+C", "Ctrl+Shift+A", "Alt+F13", "Ctrl", "Ctrl+Shift"])
def test_keys_and_those_held_before_them(name):
    keypad = Keypad()

    assert keypad.feed(pressed(name)) == [name]
    assert keypad.feed(pressed("B")) == ["B"], "nothing is held any more"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (1, "Escape"),
        (15, "Tab"),
        (82, "Keypad 0"),
        (96, "Keypad Enter"),
        (103, "Up"),
        (256, "Button 1"),
        (600, "Key 600"),
    ],
)
def test_other_keys(code, name):
    assert Keypad().feed(press(code)) == [name]


def test_a_pedal_that_is_stood_on_counts_once():
    held = b"".join(event(1, 48, 2, 1.0 + at / 100) for at in range(1, 5))

    assert Keypad().feed(key(48, True, 1.0) + held + key(48, False, 1.1)) == ["B"]


def test_what_was_held_when_the_kernel_lost_events_is_not_known():
    keypad = Keypad()

    assert keypad.feed(key(29, True, 1.0) + event(0, 3, 0, 1.1) + press(48, at=1.2) + key(29, False, 1.3)) == ["B"]


@given(
    st.lists(st.sampled_from([*KEYS, *(f"{held}+{name}" for held in HELD for name in KEYS)])),
    st.lists(st.integers(1, 200)),
)
def test_events_may_come_in_any_pieces(names, cuts):
    data = b"".join(pressed(name, at=1.0 + number) for number, name in enumerate(names))
    keypad, got, start = Keypad(), [], 0
    for cut in cuts:
        got += keypad.feed(data[start : start + cut])
        start += cut

    assert got + keypad.feed(data[start:]) == names


@given(st.binary(max_size=240))
def test_random_bytes_are_a_protocol_error_or_nothing(data):
    with contextlib.suppress(ProtocolError):
        assert all(isinstance(name, str) for name in Keypad().feed(data))


def test_no_two_keys_are_of_one_name():
    assert len(set(NAMES.values())) == len(NAMES)
    assert not NAMES.keys() & MODIFIERS.keys()

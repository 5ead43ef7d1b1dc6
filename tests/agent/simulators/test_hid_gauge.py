"""The simulated tool that types."""

import struct

from iot_agent.simulators.hid_gauge import press
from iot_agent.simulators.hid_keyboard import ENTER, KEYS, PAD


def pressed(events):
    """The keys that go down."""
    return [code for *_, type_, code, value in struct.iter_unpack("@llHHi", events) if (type_, value) == (1, 1)]


def test_a_press_is_the_value_and_enter():
    assert pressed(press(-1.5, decimals=1)) == [KEYS["-"], KEYS["1"], KEYS["."], KEYS["5"], ENTER]


def test_it_may_type_a_comma_a_unit_or_on_the_keypad():
    assert pressed(press(0.5, decimals=1, comma=True, unit="mm"))[1:] == [KEYS[","], KEYS["5"], *[KEYS["m"]] * 2, ENTER]
    assert pressed(press(1, decimals=0, pad=True)) == [PAD["1"], ENTER]

"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.cas import Cas


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({}, b"\x05", b"\x06"),
        ({"kg": 1.5}, b"\x05\x11", b"\x06\x01\x02S 01.500kg\x65\x03\x04"),
        ({"kg": 1.5, "moving": True}, b"\x05\x11", b"\x06\x01\x02U 01.500kg\x63\x03\x04"),
        ({"kg": -0.5}, b"\x05\x11", b"\x06\x01\x02S-00.500kg\x69\x03\x04"),
        ({"over": True}, b"\x05\x11", b"\x06\x01\x02SF00.000kg\x07\x03\x04"),
        ({}, b"\x11", b"\x15"),
        ({}, b"W\r\n", b""),
        ({"silent": True}, b"\x05\x11", b""),
    ],
)
def test_answers(state, asked, answer):
    assert Cas(**state).receive(asked) == answer

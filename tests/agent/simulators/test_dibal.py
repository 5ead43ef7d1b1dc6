"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.dibal import Dibal


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 0.316}, b"98000001\r\n", b"9900031600000004\r\n"),
        ({"kg": 1.0}, b"98001000\r\n", b"9900100000001000\r\n"),
        ({"kg": 0.316, "moving": True}, b"98000001\r\n", b"9910031610000004\r\n"),
        ({"kg": 0.316, "told": 0.316}, b"98000001\r\n", b"9910031610000004\r\n"),
        ({"kg": -1.0}, b"98000001\r\n", b"9910000010000000\r\n"),
        ({}, b"98000002\r\n", b""),
        ({}, b"W\r\n", b""),
        ({"silent": True}, b"98000001\r\n", b""),
    ],
)
def test_answers(state, asked, answer):
    assert Dibal(**state).receive(asked) == answer

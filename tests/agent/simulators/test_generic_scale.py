"""The simulated scale: its lines."""

import pytest

from iot_agent.simulators.generic_scale import GenericScale


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 1.234}, b"R\r\n", b"ST,GS,+  1.234kg\r\n"),
        ({"kg": -1.234, "net": True}, b"R\r\n", b"ST,NT,-  1.234kg\r\n"),
        ({"moving": True}, b"xxR\r\n", b"US,GS,+  0.000kg\r\n"),
        ({"asked": b"w", "ends": b""}, b"w", b"ST,GS,+  0.000kg"),
        ({}, b"R\r", b""),
        ({"silent": True}, b"R\r\n", b""),
    ],
)
def test_answers(state, asked, answer):
    assert GenericScale(**state).receive(asked) == answer

"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.adam import Adam


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 1.234}, b"P\r\n", b"  1.234kg\r\n"),
        ({"kg": 1.234}, b"P\r\nP\r\n", b"  1.234kg\r\n"),
        ({"kg": 1.5}, b"T\r\nP\r\n", b""),
        ({"kg": 1.5}, b"Z\r\nP\r\n", b""),
        ({"kg": 1.5, "moving": True}, b"P\r\n", b""),
        ({"kg": 1.5}, b"p\r\nP", b""),
        ({"kg": 1.5, "silent": True}, b"P\r\n", b""),
    ],
)
def test_answers(state, asked, answer):
    assert Adam(**state).receive(asked) == answer

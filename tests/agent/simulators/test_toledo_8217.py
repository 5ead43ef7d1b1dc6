"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.toledo_8217 import Toledo8217


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 1.234}, b"W", b"\x0201.234\r"),
        ({}, b"W", b"\x0200.000\r"),
        ({"kg": 2.5, "net": True}, b"W", b"\x0202.500N\r"),
        ({"kg": 1.0, "moving": True}, b"W", b"\x02?A\r"),
        ({"kg": 31.0}, b"W", b"\x02?B\r"),
        ({"kg": -0.1}, b"W", b"\x02?D\r"),
        ({"kg": 1.0, "under": True, "net": True}, b"W", b"\x02?d\r"),
        ({}, b"Z", b"\x02?P\r"),
        ({}, b"A", b"\x02\r"),
        ({}, b"B", b"\x02?@\r"),
        ({}, b"EheWloF", b"\x02E\rheWlo\x02F\r"),
        ({"silent": True}, b"W", b""),
        ({}, b"x\r\n", b""),
        ({"kg": 1.0}, b"WW", b"\x0201.000\r\x0201.000\r"),
    ],
)
def test_answers(state, asked, answer):
    assert Toledo8217(**state).receive(asked) == answer

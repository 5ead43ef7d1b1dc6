"""The simulated scale: its answers by the manuals."""

import pytest

from iot_agent.simulators.berkel import Berkel

BLOCK = b"\x02\x2901235\x1c\x03"


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({}, b"\x05", b"\x06"),
        ({"moving": True}, b"\x05", b"\x18"),
        ({"kg": 1.235}, b"\x05\x11", b"\x06" + BLOCK),
        ({"kg": 1.235}, b"\x05\x11" + BLOCK, b"\x06" + BLOCK + b"\r"),
        ({"kg": 1.235}, b"\x05\x11" + BLOCK[:3] + b"9" + BLOCK[4:], b"\x06" + BLOCK + b"\x06"),
        ({"kg": 15.1}, b"\x11", b"\x02\x3915100\x0c\x03"),
        ({"kg": -1.0}, b"\x11", b"\x02\x3900000\x09\x03"),
        ({"silent": True}, b"\x05", b""),
    ],
)
def test_answers(state, asked, answer):
    assert Berkel(**state).receive(asked) == answer


def test_orders():
    machine = Berkel()

    assert machine.receive(b"\x02Z\0\0\0\0\0\x03Z\x02N\0\0\0\0\0\x03N\x02N\0\0\0\0\0\x03Z") == b"\x06"
    assert machine.orders == b"ZN"

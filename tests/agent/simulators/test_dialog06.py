"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.dialog06 import Dialog06

PRICE = b"\x04\x0201\x1b000250\x1b\x03"
RESULT = b"\x0202\x1b3\x1b02000\x1b000250\x1b000500\x03"


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"kg": 2.0}, PRICE, b"\x06"),
        ({"kg": 2.0}, PRICE + b"\x04\x05", b"\x06" + RESULT),
        ({"kg": 2.0}, PRICE + b"\x04\x05\x04\x04\x05", b"\x06" + RESULT + b"\x15"),
        ({"kg": 2.0, "told": 2.0}, b"\x04\x05\x04\x0208\x03", b"\x15\x0209\x1b21\x03"),
        ({"kg": 2.0, "moving": True}, b"\x04\x05\x04\x0208\x03", b"\x15\x0209\x1b20\x03"),
        ({"kg": 0.0}, b"\x04\x05\x04\x0208\x03", b"\x15\x0209\x1b30\x03"),
        ({"kg": -1.0}, b"\x04\x05\x04\x0208\x03", b"\x15\x0209\x1b31\x03"),
        ({"over": True}, b"\x04\x05\x04\x0208\x03", b"\x15\x0209\x1b32\x03"),
        ({}, b"\x04\x0201\x1b000000\x1b\x03\x04\x0208\x03", b"\x15\x0209\x1b11\x03"),
        ({"locked": True}, PRICE, b"\x0211\x1b2A7\x03"),
        ({"silent": True}, PRICE, b""),
    ],
)
def test_answers(state, asked, answer):
    assert Dialog06(**state).receive(asked) == answer

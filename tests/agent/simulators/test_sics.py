"""The simulated scale: its answers by the manual."""

import pytest

from iot_agent.simulators.sics import Sics


@pytest.mark.parametrize(
    ("state", "asked", "answer"),
    [
        ({"grams": 100.0}, b"S\r\n", b"S S     100.00 g\r\n"),
        ({"grams": 100.0}, b"SI\r\n", b"S S     100.00 g\r\n"),
        ({"grams": 129.07, "moving": True}, b"SI\r\n", b"S D     129.07 g\r\n"),
        ({"moving": True}, b"S\r\n", b"S I\r\n"),
        ({"grams": 7000.0}, b"SI\r\n", b"S +\r\n"),
        ({"tare": 500.0}, b"SI\r\n", b"S -\r\n"),
        ({"grams": 100.0}, b"T\r\n", b"T S     100.00 g\r\n"),
        ({"grams": 100.0, "moving": True}, b"T\r\n", b"T I\r\n"),
        ({"grams": 100.0, "moving": True}, b"TI\r\n", b"T D     100.00 g\r\n"),
        ({}, b"Z\r\n", b"Z A\r\n"),
        ({"busy": True}, b"Z\r\n", b"Z I\r\n"),
        ({"grams": 7000.0}, b"Z\r\n", b"Z +\r\n"),
        ({}, b"XYZ\r\n", b"ES\r\n"),
        ({}, b"SI\r\nSI\r\n", b"S S       0.00 g\r\n" * 2),
        ({}, b"SI", b""),
        ({"silent": True}, b"SI\r\n", b""),
    ],
)
def test_answers(state, asked, answer):
    assert Sics(**state).receive(asked) == answer

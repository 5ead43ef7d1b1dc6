"""The simulated CD5220: its commands by the manual."""

import pytest

from iot_agent.simulators.cd5220 import Cd5220


@pytest.mark.parametrize(
    ("sent", "lines", "unknown"),
    [
        (b"\x1bQAhello\r", ("hello", ""), b""),
        (b"\x1bQAone\r\x1bQBtwo\r\x1bQAx\r", ("x", "two"), b""),
        (b"\x1bQBtwo\rx", ("", "two"), b"x"),
        (b"\x1bQBtwo\r\x0cx", ("x", ""), b""),
        (b"\x1bl\x03\x02x", ("", "  x"), b""),
        (b"\x1bQA" + b"x" * 21 + b"\r", ("", ""), b"\x1bQA" + b"x" * 21 + b"\r"),
        (b"x\x1b@", ("", ""), b""),
    ],
)
def test_commands(sent, lines, unknown):
    at_once, in_bytes = Cd5220(), Cd5220()
    at_once.receive(sent)
    for byte in sent:
        in_bytes.receive(bytes((byte,)))

    assert at_once.lines == in_bytes.lines == [line.ljust(20) for line in lines]
    assert at_once.unknown == in_bytes.unknown == unknown

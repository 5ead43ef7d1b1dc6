"""The simulated line display: its commands by the manual."""

import pytest

from iot_agent.simulators.line_display import LineDisplay


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        (b"", ("", "")),
        (b"hello", ("hello", "")),
        (b"x\x1f$\x03\x02hi", ("x", "  hi")),
        (b"x" * 21, ("x" * 20, "x")),
        (b"x" * 41, ("x" * 20, "x" * 20)),
        (b"old\x0cnew", ("new", "")),
        (b"old\x0bO", ("Old", "")),
        (b"old\x1b@", ("", "")),
        (b"\x1bt\x13\xd5\x1bt\x00\x82", ("€é", "")),
        (b"a\x1f$\x15\x01b\x1f$\x01\x03c", ("abc", "")),
        (b"\x1bt\x63\x82", ("é", "")),
    ],
)
def test_commands(sent, lines):
    at_once, in_bytes = LineDisplay(), LineDisplay()
    at_once.receive(sent)
    for byte in sent:
        in_bytes.receive(bytes((byte,)))

    assert at_once.lines == in_bytes.lines == [line.ljust(20) for line in lines]


def test_what_it_does_not_know():
    machine = LineDisplay()
    machine.receive(b"\x07\x1bZa")

    assert machine.unknown == b"\x07\x1bZ"
    assert machine.lines[0].startswith("a")

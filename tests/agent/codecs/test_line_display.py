"""Literal bytes of the manual; then any text at all, read by the simulated display."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import line_display
from iot_agent.simulators.line_display import LineDisplay

EMPTY = " " * 20
texts = st.lists(st.text(max_size=30), max_size=4)


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        (("Total", "12.50"), b"\x1bt\x00\x1f$\x01\x01Total               \x1f$\x01\x0212.50               "),
        ((), b"\x1bt\x00\x1f$\x01\x01" + b" " * 20 + b"\x1f$\x01\x02" + b" " * 20),
        (("12 €",), b"\x1bt\x13\x1f$\x01\x0112 \xd5" + b" " * 16 + b"\x1f$\x01\x02" + b" " * 20),
    ],
)
def test_show(lines, sent):
    assert line_display.show(lines) == sent


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Café", "Café"),
        ("Cafe\u0301", "Café"),
        ("Ő is here", "O is here"),
        ("Ölçü Ãé €", "Ölçü Ãé €"),
        ("中 ok", "? ok"),
        ("a\tb\x1b@\x0c\x00", "a b?@ ?"),
        ("a" * 40, "a" * 20),
        ("\u0301\u0301x", "x"),
        ("👍🏽", "??"),
    ],
)
def test_what_is_read(line, read):
    machine = LineDisplay()
    machine.receive(line_display.show((line,)))

    assert machine.lines == [read.ljust(20), EMPTY]


def test_a_third_line_is_left_out():
    assert line_display.fit("abc") == ("a".ljust(20), "b".ljust(20))


@given(texts)
def test_any_text_is_two_whole_lines_and_no_command(lines):
    machine = LineDisplay()
    machine.receive(line_display.show(lines))

    assert not machine.unknown
    assert [len(line) for line in machine.lines] == [20, 20]
    assert machine.at == 0


@given(st.lists(st.text("abc 019ÄéñßÇ", max_size=20), min_size=2, max_size=2))
def test_what_the_page_has_is_read_as_it_was_written(lines):
    machine = LineDisplay()
    machine.receive(line_display.show(lines))

    assert machine.lines == [line.ljust(20) for line in lines]

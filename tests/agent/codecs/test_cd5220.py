"""Literal bytes of the manual; then any text at all, read by the simulated display."""

from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import cd5220
from iot_agent.simulators.cd5220 import Cd5220


def test_show():
    assert cd5220.show(("Total", "12.50")) == b"\x1bQATotal               \r\x1bQB12.50               \r"


def test_one_page_of_letters():
    assert cd5220.show(("é €",)) == b"\x1bQA\x82 ?" + b" " * 17 + b"\r\x1bQB" + b" " * 20 + b"\r"


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_two_whole_lines_and_no_command(lines):
    machine = Cd5220()
    machine.receive(cd5220.RESET + cd5220.show(lines) * 2)

    assert not machine.unknown
    assert [len(line) for line in machine.lines] == [20, 20]

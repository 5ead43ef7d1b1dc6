"""The print head: where dots fall."""

from iot_agent.simulators.print_head import LINE, PrintHead


def test_a_line_is_printed_at_its_end():
    paper = PrintHead(96)
    for character in "ab":
        paper.type(character)
    assert paper.text == []
    paper.newline()
    assert paper.text == ["ab"]
    assert paper.top == LINE
    paper.newline()
    assert paper.top == 2 * LINE


def test_what_does_not_fit_goes_on_in_the_next_line():
    paper = PrintHead(48)
    for character in "abcdef":
        paper.type(character)
    paper.newline()
    assert paper.text == ["abcd", "ef"]


def test_a_line_can_be_forgotten():
    paper = PrintHead(96)
    paper.type("a")
    paper.drop_line()
    assert not paper.print_line()
    assert paper.text == []


def test_a_picture_is_kept_as_it_came_and_where_it_fell():
    paper = PrintHead(96)
    paper.newline()
    paper.picture(8, 2, b"\xf0\x0f")
    [sent] = paper.sent
    assert (sent.left, sent.top, sent.width, sent.height, sent.rows) == (0, LINE, 8, 2, b"\xf0\x0f")
    paper.set(align=2)
    paper.picture(8, 1, b"\xff")
    assert paper.sent[-1].left == 96 - 8


def test_the_next_strip_keeps_the_style_alone():
    paper = PrintHead(96)
    paper.set(bold=True)
    paper.type("a")
    paper.newline()
    fresh = paper.fresh()
    assert fresh.style.bold
    assert (fresh.top, fresh.text, fresh.sent) == (0, [], [])

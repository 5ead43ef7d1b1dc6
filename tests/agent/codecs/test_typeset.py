"""Setting tickets for paper and printers of any kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import lettering, typeset
from iot_agent.values import Bars, Case, Columns, Look, Picture, Qr, Raster, Rule, Ticket, Words
from tests.support.tickets import no_fonts

pytestmark = pytest.mark.usefixtures(no_fonts.__name__)

LATIN = Case(columns=20, pages=("cp437", "cp858"))
WIDTH = 240


def lines(*blocks, width=WIDTH, case=LATIN):
    return [block.text for block in typeset.ticket(Ticket(blocks), width, case).blocks]


@pytest.mark.parametrize(
    ("text", "look", "expected"),
    [
        ("short", Look(), ["short"]),
        ("", Look(), [""]),
        ("two\nlines", Look(), ["two", "lines"]),
        ("one two three four five six", Look(), ["one two three four", "five six"]),
        ("one two three four", Look(wide=2), ["one two", "three four"]),
        ("  indented words stay where they are", Look(), ["  indented words", "stay where they are"]),
        ("x" * 45, Look(), ["x" * 20, "x" * 20, "x" * 5]),
        ("a\tb\x1b@", Look(), ["a       b @"]),
    ],
)
def test_text_is_cut_at_its_spaces(text, look, expected):
    assert lines(Words(text, look)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Tea", "2,00 €", ["Tea           2,00 €"]),
        ("A very long name of a tea", "2,00 €", ["A very long", "name of a tea 2,00 €"]),
        ("Tea", "x" * 20, ["Tea", "x" * 20]),
        ("", "2", [" " * 19 + "2"]),
    ],
)
def test_columns_stand_at_both_edges(left, right, expected):
    assert lines(Columns(left, right)) == expected


@given(st.text(max_size=120), st.text(max_size=60), st.integers(1, 60), st.integers(1, 4))
def test_no_line_is_wider_than_the_paper(left, right, columns, wide):
    case = Case(columns, ("cp437",))
    look = Look(wide=wide)
    for line in lines(Words(left, look), Columns(left, right, look), case=case):
        assert typeset.cells(line) <= max(1, columns // wide)
        assert all(character.isprintable() for character in line)


@given(st.text(st.sampled_from("ab cé€"), max_size=80))
def test_no_word_is_lost(text):
    assert "".join("".join(lines(Words(text))).split()) == "".join(text.split())


def test_what_nobody_can_write_is_a_question_mark_of_one_letter():
    assert lines(Columns("茶 Tea", "2,00 €")) == ["? Tea         2,00 €"]


def test_a_line_of_foreign_letters_is_a_picture_where_there_is_a_font(monkeypatch):
    drawn = Raster(WIDTH, 30, bytes(30 * 30))
    monkeypatch.setattr(lettering, "draws", lambda line: True)
    monkeypatch.setattr(lettering, "picture", lambda line, look, width, ends: drawn)

    set_ = typeset.ticket(Ticket((Words("Tea"), Words("茶"), Columns("茶", "2"))), WIDTH, LATIN)

    assert set_.blocks == (Words("Tea"), Picture(drawn), Picture(drawn))


def test_lines_of_text_are_left_alone_where_the_printer_has_their_letters(monkeypatch):
    monkeypatch.setattr(lettering, "draws", lambda line: True)
    monkeypatch.setattr(lettering, "picture", lambda line, look, width, ends: Raster(8, 1, b"\x01"))

    assert typeset.text(["Total", "12,50 €"], WIDTH, LATIN) is None
    assert typeset.text(["Total", "茶"], WIDTH, LATIN).blocks == (Words("Total"), Picture(Raster(8, 1, b"\x01")))


def test_a_rule_is_as_wide_as_the_letters():
    assert lines(Rule()) == ["─" * 20]
    assert lines(Rule(), case=Case(20)) == ["-" * 20]


def test_letters_of_uneven_width_have_columns_and_rules_of_their_own():
    set_ = typeset.ticket(Ticket((Columns("Tea", "2"), Rule())), WIDTH, Case(20, even=False))

    assert set_.blocks == (Columns("Tea", "2"), Rule())


@pytest.mark.parametrize(
    ("line", "pages", "expected"),
    [
        ("Total", ("cp437", "cp858"), [("cp437", b"Total")]),
        ("12,50 €", ("cp437", "cp858"), [("cp858", b"12,50 \xd5")]),
        ("茶 €", ("cp437", "cp858"), [("cp858", b"? \xd5")]),
        ("Борщ 3 €", ("cp437", "cp866", "cp858"), [("cp866", b"\x81\xae\xe0\xe9 3 "), ("cp858", b"\xd5")]),
        ("aЖ€Ж", ("cp866", "cp858"), [("cp866", b"a\x86"), ("cp858", b"\xd5"), ("cp866", b"\x86")]),
    ],
)
def test_mixed_scripts_change_the_code_page_within_a_line(line, pages, expected):
    assert typeset.runs(line, pages) == expected


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["C"])),
    st.permutations(["cp437", "cp858", "cp866", "cp737", "cp1252"]),
)
def test_runs_say_the_line(line, pages):
    said = "".join(run.decode(page) for page, run in typeset.runs(line, tuple(pages)))

    assert said == "".join(c if typeset.page_of(c, tuple(pages)) else "?" for c in line)


@pytest.mark.parametrize(
    ("kind", "data", "modules"),
    [
        ("ean13", "4006381333931", 95),
        ("upca", "036000291452", 95),
        ("ean8", "96385074", 67),
        ("code128", "ABC", 11 * 5 + 13),
        ("code128", "012345", 11 * 5 + 13),
    ],
)
def test_widths_of_bar_codes(kind, data, modules):
    """The standards' own: a Code 128 has a start, a check and a stop of 13; its set C two digits a symbol."""
    assert typeset.modules(kind, data) == modules


@pytest.mark.parametrize(("width", "module"), [(576, 3), (384, 3), (240, 2), (200, 0)])
def test_a_bar_code_is_as_wide_as_fits_and_never_cut(width, module):
    code = Bars("ean13", "4006381333931")

    (set_,) = typeset.ticket(Ticket((code,)), width, LATIN).blocks

    assert set_ == (Bars("ean13", "4006381333931", module=module) if module else Words("4006381333931", Look("center")))


@pytest.mark.parametrize(
    ("data", "side"), [("x" * 14, 21), ("x" * 15, 25), ("é" * 8, 25), ("x" * 84, 37), ("x" * 2000, 0)]
)
def test_sides_of_qr_codes(data, side):
    """ISO/IEC 18004: version 1 holds 14 bytes at level M, version 5 has 84."""
    assert typeset.side(data) == side


@pytest.mark.parametrize(("asked", "width", "cell"), [(0, 576, 6), (8, 576, 8), (8, 200, 6), (0, 100, 3)])
def test_a_qr_code_fits_the_paper(asked, width, cell):
    assert typeset.ticket(Ticket((Qr("hello", asked),)), width, LATIN).blocks == (Qr("hello", cell),)


def test_a_printer_without_codes_gets_pictures_and_words():
    plain = Case(20, ("cp437",), bars=False, qr=False)

    bars, qr = typeset.ticket(Ticket((Bars("ean8", "96385074"), Qr("hello"))), WIDTH, plain).blocks

    assert bars == Words("96385074", Look("center"))
    assert qr.raster.width == qr.raster.height == (21 + 2 * 4) * 6


def test_pictures_are_made_for_the_paper_and_for_the_dots():
    wide, tall = Raster(480, 4, b"\xff" * 240), Case(20, tall=50)

    (small,) = typeset.ticket(Ticket((Picture(wide),)), WIDTH, tall).blocks

    assert (small.raster.width, small.raster.height) == (240, 1)

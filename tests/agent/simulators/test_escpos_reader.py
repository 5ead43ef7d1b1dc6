"""Bytes to paper, by the manual: what is set, where it stands and what it looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.simulators.escpos import EscPos
from tests.support.escpos_reader import read

CUT = b"\x1dV\x00"


def one(data):
    (receipt,) = read(b"\x1b@" + data + CUT)
    return receipt


def rows(receipt):
    across = receipt.picture.row_bytes
    return [receipt.picture.rows[at : at + across] for at in range(0, len(receipt.picture.rows), across)]


def ink(receipt):
    """Left, right, top and bottom of what is black."""
    dots = [int.from_bytes(row, "big") for row in rows(receipt)]
    black = [at for at, row in enumerate(dots) if row]
    both = 0
    for row in dots:
        both |= row
    width = receipt.picture.width
    return width - both.bit_length(), width - (both & -both).bit_length(), black[0], black[-1]


def test_lines_feed_the_paper():
    assert one(b"a\nb\n").picture.height == 60
    assert one(b"\x1b3\x40a\nb\n").picture.height == 128
    assert one(b"a\n\n\n").picture.height == 90
    assert one(b"a\x1bd\x03").picture.height == 120
    assert one(b"a\x1bJ\x64").picture.height == 130


@pytest.mark.parametrize(("align", "left"), [(0, 0), (1, (576 - 60) // 2), (2, 576 - 60)])
def test_lines_and_pictures_stand_where_they_should(align, left):
    set_align = bytes((0x1B, 0x61, align))

    assert abs(ink(one(set_align + b"HHHHH\n"))[0] - left) < 4
    assert one(set_align + b"\x1dv0\x00\x05\x00\x01\x00" + b"\xff" * 5).sent[0].left == (0, 268, 536)[align]


def test_a_margin_moves_everything():
    assert one(b"\x1dL\x64\x00\x1dv0\x00\x01\x00\x01\x00\xff").sent[0].left == 100


def test_sizes():
    small, wide, tall = (ink(one(mode + b"H\n")) for mode in (b"", b"\x1d!\x10", b"\x1d!\x01"))

    assert wide[1] - wide[0] >= 2 * (small[1] - small[0])
    assert tall[3] - tall[2] >= 2 * (small[3] - small[2])
    assert ink(one(b"\x1b!\x30H\n"))[1:] == ink(one(b"\x1d!\x11H\n"))[1:]


def test_bold_underlined_and_inverse_put_more_ink_on_paper():
    def amount(style):
        return sum(int.from_bytes(row, "big").bit_count() for row in rows(one(style + b"Hello\n")))

    plain = amount(b"")

    assert amount(b"\x1bE\x01") > plain
    assert amount(b"\x1b-\x01") == plain + 5 * 12
    assert amount(b"\x1dB\x01") == 5 * 12 * 24 - plain


def test_esc_at_puts_everything_back():
    assert rows(one(b"\x1bE\x01\x1ba\x02\x1d!\x11\x1b@Hello\n")) == rows(one(b"Hello\n"))


def test_a_long_line_goes_on_in_the_next():
    assert one(b"x" * 50 + b"\n").text == ("x" * 48, "xx")
    assert one(b"\x1bM\x01" + b"x" * 65 + b"\n").text == ("x" * 64, "x")


def test_code_tables():
    assert one(b"\x1bt\x13\xd5 \x1bt\x11\x8f\n").text == ("€ П",)


def test_every_character_looks_different():
    looks = {}
    for character in map(chr, range(33, 127)):
        looks.setdefault(tuple(rows(one(character.encode() + b"\n"))), []).append(character)

    assert [same for same in looks.values() if len(same) > 1] == []


def test_gs_v_0_is_burned_dot_by_dot_and_enlarged_on_demand():
    cross = b"\x81\x42\x24\x18"

    assert [row[0] for row in rows(one(b"\x1dv0\x00\x01\x00\x04\x00" + cross))] == list(cross)
    big = rows(one(b"\x1dv0\x03\x01\x00\x04\x00" + cross))
    assert [row[:2].hex() for row in big] == ["c003"] * 2 + ["300c"] * 2 + ["0c30"] * 2 + ["03c0"] * 2


def test_esc_star_of_24_dots_is_read_by_columns():
    band = one(b"\x1b3\x18\x1b*\x21\x02\x00" + b"\x80\x00\x01" + b"\xff\xff\xff" + b"\n")

    got = [row[0] >> 6 for row in rows(band)]
    assert got == [0b11] + [0b01] * 22 + [0b11]


def test_esc_star_of_8_dots_is_wide_and_three_high():
    band = one(b"\x1b3\x18\x1b*\x00\x01\x00\x81\n")

    got = [row[0] >> 6 for row in rows(band)]
    assert got == [0b11] * 3 + [0] * 18 + [0b11] * 3


def test_esc_star_of_all_densities():
    """One column, its top and bottom dots: how wide they are and how tall."""
    for mode, wide, tall, data in (
        (0, 2, 3, b"\x81"),
        (1, 1, 3, b"\x81"),
        (32, 2, 1, b"\x80\0\1"),
        (33, 1, 1, b"\x80\0\1"),
    ):
        band = one(b"\x1b3\x10\x1b*" + bytes((mode, 1, 0)) + data + b"\n")

        assert len(rows(band)) == 24
        ink_row = (0xFF00 >> wide) & 0xFF
        assert [row[0] for row in rows(band)] == [ink_row] * tall + [0] * (24 - 2 * tall) + [ink_row] * tall


def test_graphics_are_printed_when_they_are_asked_for_and_once():
    store = b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00\x81\x7e"

    assert [row[0] for row in rows(one(store + b"\x1d(L\x02\x0002" * 2))] == [0x81, 0x7E]
    assert one(store + b"a\n").picture.height == 30
    big = rows(one(store.replace(b"\x01\x01", b"\x02\x02") + b"\x1d(L\x02\x0002"))
    assert [row[:2].hex() for row in big] == ["c003"] * 2 + ["3ffc"] * 2
    long = b"\x1d8L\x0c\x00\x00\x000p0\x01\x011\x08\x00\x02\x00\x81\x7e"
    assert [row[0] for row in rows(one(long + b"\x1d(L\x02\x0002"))] == [0x81, 0x7E]


@pytest.mark.parametrize(
    "wrong",
    [
        b"\x1d(L\x0b\x000p0\x01\x011\x08\x00\x02\x00\x81",
        b"\x1d(L\x0c\x000p0\x03\x011\x08\x00\x02\x00\x81\x7e",
        b"\x1d(L\x0c\x000p0\x01\x012\x08\x00\x02\x00\x81\x7e",
        b"\x1b*\x02",
    ],
)
def test_pictures_that_are_none(wrong):
    machine = EscPos()
    machine.receive(wrong)

    assert machine.reader.unknown == [wrong[: 2 if wrong[0] == 0x1B else 3]]


@pytest.mark.parametrize("cut", [b"\x1dV\x00", b"\x1dV1", b"\x1dVA\x0a", b"\x1dVB\x00", b"\x1bi", b"\x1bm"])
def test_every_cut_ends_a_receipt(cut):
    assert [receipt.text for receipt in read(b"a\n" + cut + b"b\n" + cut)] == [("a",), ("b",)]


def test_a_cut_prints_the_line_that_waits():
    assert read(b"a" + CUT)[0].text == ("a",)


def test_questions_in_turn():
    machine, said = EscPos(), bytearray()
    machine.answer = said.extend
    machine.receive(b"\x1dr\x01\x1dI\x43\x1d(H\x06\x0000ABCD")

    assert bytes(said) == b"\x00_SIMULATOR\x00\x37\x22ABCD\x00"


def test_what_it_cannot_read_is_kept_for_the_test_that_asks():
    machine = EscPos()
    machine.receive(b"\x1b\x01\x1d\x02\x07ok\n")

    assert machine.reader.unknown == [b"\x1b\x01", b"\x1d\x02", b"\x07"]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_bytes_may_come_in_any_pieces(data, cuts):
    whole, pieces = EscPos(), EscPos()
    whole.receive(data)
    start = 0
    for end in (*sorted(cuts), len(data)):
        pieces.receive(data[start:end])
        start = max(start, end)

    assert pieces.receipts == whole.receipts
    assert pieces.reader.paper == whole.reader.paper
    assert pieces.pulses == whole.pulses

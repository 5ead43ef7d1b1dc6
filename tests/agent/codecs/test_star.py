"""Literal bytes of the command specifications, both ways; then properties against the independent reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import star
from iot_agent.simulators.star import Star
from iot_agent.values import Paper, PrinterState, Raster

READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, drawer_open=False, error=False)
LINE, PRNT = star.line_raster, star.prnt_raster


def read(data, width=576):
    """The receipts that come out; bytes the reader does not know fail the test."""
    machine = Star(width=width)
    machine.receive(data)
    assert not machine.reader.unknown
    return machine.receipts


@pytest.mark.parametrize(
    ("command", "literal"),
    [
        (star.INIT, "1b 40"),
        (star.CUT, "1b 64 03"),
        (star.FEED_OUT, "1b 61 06"),
        (star.ASK, "1b 06 01"),
        (star.MARK, "17"),
        (star.QUIT, "1b 2a 72 42"),
        (star.ENTER, "1b 2a 72 41 1b 2a 72 45 31 00 1b 2a 72 50 30 00"),
        (star.drawer(2, 120, at_once=False), "1b 07 0c 14 07"),
        (star.drawer(2, 5000, at_once=False), "1b 07 7f 14 07"),
        (star.drawer(2, 1, at_once=False), "1b 07 01 14 07"),
        (star.drawer(5, 120, at_once=False), "1a"),
        (star.drawer(2, 120, at_once=True), "1c"),
        (star.drawer(5, 120, at_once=True), "19"),
    ],
)
def test_commands(command, literal):
    assert command == bytes.fromhex(literal)


def test_raster_mode_is_a_command_a_row():
    picture = Raster(16, 3, b"\x80\x01\xff\x00\x00\x00")

    assert list(LINE(picture, 16)) == [star.ENTER, b"b\x02\x00\x80\x01b\x01\x00\xffb\x01\x00\x00", star.QUIT]


def test_starprnt_is_a_command_a_slice():
    picture = Raster(16, 130, b"\x80\x01" * 130)

    first, second = PRNT(picture, 16)

    assert first == b"\x1b\x1dS\x01\x02\x00\x80\x00\x00" + b"\x80\x01" * 128
    assert second == b"\x1b\x1dS\x01\x02\x00\x02\x00\x00" + b"\x80\x01" * 2


@pytest.mark.parametrize("encode", [LINE, PRNT])
def test_narrow_pictures_stand_in_the_middle(encode):
    (receipt,) = read(b"".join(encode(Raster(512, 8, b"\xff" * 512), 576)) + star.CUT)

    assert receipt.picture.rows == (bytes(4) + b"\xff" * 64 + bytes(4)) * 8


pictures = st.builds(
    lambda across, rows: Raster(across * 8, len(rows), b"".join(row[:across].ljust(across, b"\x00") for row in rows)),
    st.just(24),
    st.lists(st.binary(max_size=24) | st.just(b"") | st.just(b"\x00\xff"), min_size=1, max_size=300),
)


@pytest.mark.parametrize("encode", [LINE, PRNT])
@given(picture=pictures)
def test_every_picture_comes_out_dot_by_dot(encode, picture):
    (receipt,) = read(star.INIT + b"".join(encode(picture, 192)) + star.CUT, width=192)

    assert receipt.picture == picture


@pytest.mark.parametrize(
    ("lines", "literal"),
    [
        (("Total 12.50",), b"\x1b\x1dt\x01Total 12.50\n"),
        (("Münster", "ñ"), b"\x1b\x1dt\x01M\x81nster\n\xa4\n"),
        (("12,50 €",), b"\x1b\x1dt\x0412,50 \xd5\n"),
        (("Łódź",), b"\x1b\x1dt\x05\x9d\xa2d\xab\n"),
        (("Привет",), b"\x1b\x1dt\x0a\x8f\xe0\xa8\xa2\xa5\xe2\n"),
        (("漢 €",), b"\x1b\x1dt\x04? \xd5\n"),
        (("\x1bd\x07@", "a\tb"), b"\x1b\x1dt\x01 d @\na       b\n"),
    ],
)
def test_text(lines, literal):
    assert star.text(lines) == literal


def told(literal):
    answers = star.Answers()
    answers.feed(bytes.fromhex(literal))
    return answers.next()


@pytest.mark.parametrize(
    ("literal", "state"),
    [
        ("23 06 00 00 00 00 00 00 00", {}),
        ("23 06 28 00 00 00 00 00 00", {"online": False, "cover_open": True}),
        ("23 06 04 00 00 00 00 00 00", {"drawer_open": True}),
        ("23 06 08 00 00 0c 00 00 00", {"online": False, "paper": Paper.OUT}),
        ("23 06 00 00 00 04 00 00 00", {"paper": Paper.LOW}),
        ("23 06 00 00 00 02 00 00 00", {"paper": Paper.LOW}),
        ("23 06 08 08 00 00 00 00 00", {"online": False, "error": True}),
        ("23 06 00 20 00 00 00 00 00", {"error": True}),
        ("23 06 00 04 00 00 00 00 00", {"error": True}),
        ("23 06 00 00 04 00 00 00 00", {"error": True}),
        ("23 06 00 00 02 00 00 00 00", {"cover_open": True}),
        ("23 06 00 40 40 00 60 00 0e", {}),
        ("23 86 00 00 00 00 00 00 00", {}),
        ("0f 02 00 00 00 00 00", {}),
    ],
)
def test_status_as_in_the_specifications(literal, state):
    """A head that is hot and a buffer that ran over pass by themselves: they are no errors."""
    assert told(literal).state == PrinterState(**(vars(READY) | state))


@pytest.mark.parametrize(("byte", "count"), [("00", 0), ("02", 1), ("0e", 7), ("20", 8), ("40", 16), ("6e", 31)])
def test_the_counter_has_its_bits_apart(byte, count):
    assert told(f"23 06 00 00 00 00 00 {byte} 00").count == count


def test_an_old_printer_has_no_counter():
    assert told("0f 02 00 00 00 00 00").count is None


@pytest.mark.parametrize(
    "literal",
    [
        "",
        "23 06 00 00 00 00 00 00",
        "05 02",
        "11 13 10 00",
        "23 06 10 00 00 00 00 00 00",
        "23 06 00 01 00 00 00 00 00",
        "22 06 00 00 00 00 00 00 00",
        "23 16 00 00 00 00 00 00 00",
    ],
)
def test_what_is_no_status_is_none(literal):
    assert told(literal) is None


def test_the_newest_counts():
    assert told("0f 02 08 00 00 0c 00  0f 02 00 00 00 00 00").state == READY


@given(st.binary(max_size=60), st.integers(1, 9))
def test_a_status_is_found_after_any_noise(noise, piece):
    answers = star.Answers()
    data = noise + bytes(40) + bytes.fromhex("23 06 00 00 00 00 00 6e 00")
    for at in range(0, len(data), piece):
        answers.feed(data[at : at + piece])

    assert answers.next().count == 31
    assert not answers._bytes

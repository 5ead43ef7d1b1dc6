"""Literal bytes of the command reference, both ways; then properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import escpos
from iot_agent.codecs.escpos import Said
from iot_agent.simulators.escpos import EscPos
from iot_agent.values import Finish, Paper, PrinterState, Raster, Raw, Text
from tests.support.escpos_reader import read


@pytest.mark.parametrize(
    ("command", "literal"),
    [
        (escpos.INIT, b"\x1b@"),
        (escpos.CENTER, b"\x1ba\x01"),
        (escpos.CUT, b"\x1dV\x42\x00"),
        (escpos.FEED_OUT, b"\x1bd\x04"),
        (escpos.QUEUED_STATUS, b"\x1dr\x01"),
        (escpos.WATCH, b"\x1da\x0e"),
        (escpos.UNWATCH, b"\x1da\x00"),
        (escpos.name(b"0042"), bytes.fromhex("1d 28 48 06 00 30 30 30 30 34 32")),
        (escpos.CLEAR, bytes.fromhex("10 14 08 01 03 14 01 06 02 08")),
        (escpos.ask(4), b"\x10\x04\x04"),
        (escpos.drawer(2, 120), b"\x1bp\x00\x3c\x3c"),
        (escpos.drawer(5, 510), b"\x1bp\x01\xff\xff"),
        (escpos.drawer_at_once(2, 120), b"\x10\x14\x01\x00\x01"),
        (escpos.drawer_at_once(5, 510), b"\x10\x14\x01\x01\x05"),
    ],
)
def test_commands(command, literal):
    assert command == literal


@pytest.mark.parametrize(
    ("lines", "literal"),
    [
        (("Total 12.50",), b"\x1bt\x00Total 12.50\n"),
        (("Münster", "ñ"), b"\x1bt\x00M\x81nster\n\xa4\n"),
        (("12,50 €",), b"\x1bt\x1312,50 \xd5\n"),
        (("Łódź",), b"\x1bt\x12\x9d\xa2d\xab\n"),
        (("Привет",), b"\x1bt\x11\x8f\xe0\xa8\xa2\xa5\xe2\n"),
        (("漢 €",), b"\x1bt\x13? \xd5\n"),
        (("\x1bp\x00@", "a\tb"), b"\x1bt\x00 p @\na       b\n"),
    ],
)
def test_text(lines, literal):
    assert escpos.text(lines) == literal


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (
            (0x16, 0x12, 0x12),
            PrinterState(online=True, cover_open=False, paper=Paper.OK, drawer_open=False, error=False),
        ),
        (
            (0x12, 0x12, 0x1E),
            PrinterState(online=True, cover_open=False, paper=Paper.LOW, drawer_open=True, error=False),
        ),
        (
            (0x1E, 0x32, 0x7E),
            PrinterState(online=False, cover_open=False, paper=Paper.OUT, drawer_open=False, error=False),
        ),
        (
            (0x1E, 0x16, 0x12),
            PrinterState(online=False, cover_open=True, paper=Paper.OK, drawer_open=False, error=False),
        ),
        (
            (0x1E, 0x52, 0x12),
            PrinterState(online=False, cover_open=False, paper=Paper.OK, drawer_open=False, error=True),
        ),
        (
            (0x1E, 0x32, None),
            PrinterState(online=False, cover_open=False, paper=Paper.OUT, drawer_open=False, error=False),
        ),
        ((0x16, None, None), PrinterState(online=True, drawer_open=False)),
        ((None, None, None), PrinterState()),
    ],
)
def test_state(answers, state):
    assert escpos.state(*answers) == state


def test_answers_are_told_apart_by_their_fixed_bits():
    answers = escpos.Answers()
    answers.feed(b"\x16" + b"\x00" + b"\x37\x25\x00" + b"\x3c\x00\x0c\x00" + b"\x11\x13" + b"\x0c")

    assert answers.next(Said.STATUS).byte == 0x16
    assert answers.next(Said.CHANGED).state == PrinterState(
        online=False, cover_open=True, paper=Paper.OUT, drawer_open=False, error=False
    )
    assert answers.next(Said.CLEARED)
    assert [answers.next(Said.WORKED_OFF).byte for _ in range(2)] == [0x00, 0x0C]
    assert not any(answers.next(said) for said in Said)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("14 00 00 0f", PrinterState(online=True, cover_open=False, paper=Paper.OK, drawer_open=False, error=False)),
        ("10 00 03 0f", PrinterState(online=True, cover_open=False, paper=Paper.LOW, drawer_open=True, error=False)),
        ("1c 00 0f 0f", PrinterState(online=False, cover_open=False, paper=Paper.OUT, drawer_open=False, error=False)),
        ("1c 08 00 0f", PrinterState(online=False, cover_open=False, paper=Paper.OK, drawer_open=False, error=True)),
        ("1c 20 00 0f", PrinterState(online=False, cover_open=False, paper=Paper.OK, drawer_open=False, error=True)),
        ("1c 40 00 0f", PrinterState(online=False, cover_open=False, paper=Paper.OK, drawer_open=False, error=False)),
    ],
)
def test_automatic_status(said, state):
    """A cutter or worse is an error; a hot head (bit 6) cools down by itself."""
    answers = escpos.Answers()
    answers.feed(bytes.fromhex(said))

    assert answers.next(Said.CHANGED).state == state


def test_a_block_without_an_end_is_skipped_in_the_end():
    answers = escpos.Answers()
    answers.feed(b"\x37" + b"A" * 10)
    assert not answers.next(Said.WORKED_OFF)
    answers.feed(b"\x14" * escpos.LONGEST_BLOCK + b"\x37\x22AAAA\x00\x00")

    assert answers.next(Said.WORKED_OFF).byte == 0


def test_forgotten_answers_are_gone():
    answers = escpos.Answers()
    answers.feed(b"\x16\x00")
    answers.forget()

    assert not any(answers.next(said) for said in Said)


def _sorted(answers):
    return {said: list(iter(lambda said=said: answers.next(said), None)) for said in Said}


@given(st.binary(max_size=60), st.integers(0, 60))
def test_answers_may_come_in_any_pieces(data, at):
    whole, pieces = escpos.Answers(), escpos.Answers()
    whole.feed(data)
    pieces.feed(data[:at])
    pieces.feed(data[at:])

    assert _sorted(whole) == _sorted(pieces)


@pytest.mark.parametrize(
    ("page", "finish", "literal"),
    [
        (Raster(8, 1, b"\x81"), Finish(), b"\x1b@\x1ba\x01\x1dv0\x00\x01\x00\x01\x00\x81\x1dVB\x00"),
        (
            Raster(8, 1, b"\x81"),
            Finish(way="raster", cut=False),
            b"\x1b@\x1ba\x01\x1dv0\x00\x01\x00\x01\x00\x81\x1bd\x04",
        ),
        (
            Raster(1, 1, b"\x80"),
            Finish(way="column_low"),
            b"\x1b@\x1ba\x01\x1b3\x10\x1b*\x01\x01\x00\x80\n\x1b2\x1dVB\x00",
        ),
        (Text(("a",)), Finish(way="column"), b"\x1b@\x1bt\x00a\n\x1dVB\x00"),
        (Raw(b"\x1b@raw"), Finish(way="column"), b"\x1b@raw"),
    ],
)
def test_a_whole_page(page, finish, literal):
    assert b"".join(escpos.page(page, finish)) == literal


@given(st.text(st.characters(codec="cp858"), max_size=40))
def test_a_reader_sees_the_text_that_was_sent(line):
    plain = "".join(c if c.isprintable() else " " for c in line.expandtabs(8))

    (page,) = read(escpos.INIT + escpos.text((line, "end")) + escpos.CUT)

    assert list(page.text) == ([plain] if plain else []) + ["end"]


@given(st.text(max_size=200))
def test_no_text_is_a_command(line):
    machine = EscPos()
    machine.receive(escpos.INIT + escpos.text((line,)))

    assert not machine.pulses
    assert not machine.receipts
    assert not machine.reader.unknown


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_name_of_a_page_comes_back_in_any_pieces(size):
    """GS ( H: header 37 hex, identifier 22 hex, the four characters, NUL."""
    said, answers = b"\x00" + bytes.fromhex("37 22 30 30 34 32 00") + b"\x00", escpos.Answers()
    for at in range(0, len(said), size):
        answers.feed(said[at : at + size])

    assert answers.next(Said.NAMED).identity == b"0042"
    assert [bool(answers.next(Said.WORKED_OFF)) for _ in range(3)] == [True, True, False]

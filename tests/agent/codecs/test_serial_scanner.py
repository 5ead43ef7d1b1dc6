"""Bytes of a serial scanner to codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import serial_scanner
from iot_agent.codecs.serial_scanner import Decoder
from iot_agent.simulators.serial_scanner import sent

TABBED, TIMED = frozenset({"tab"}), frozenset({"time"})


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"4006381333931\r\n", ["4006381333931"]),
        (b"4006381333931\r", ["4006381333931"]),
        (b"4006381333931\n5901234123457\n", ["4006381333931", "5901234123457"]),
        (b"\x024006381333931\x03", ["4006381333931"]),
        (b"]C10104006381333931\x1d21A\r", ["]C10104006381333931\x1d21A"]),
        (b"\r\n\r\n", []),
        (b"a\tb\r", ["a\tb"]),
        ("Größe\r".encode(), ["Größe"]),
        (b"Gr\xf6\xdfe \x80\r", ["Größe €"]),
        (b"40\x0006\r", ["4006"]),
    ],
)
def test_literal_bytes(data, codes):
    assert Decoder().feed(data) == codes


def test_tab_ends_a_code_where_that_is_said():
    assert Decoder(TABBED).feed(b"1\t2\t") == ["1", "2"]


def test_a_tab_that_nothing_follows_is_an_end_after_all():
    decoder = Decoder()
    assert decoder.feed(b"1\t") == []
    assert decoder.patience == serial_scanner.GAP
    assert decoder.pause() == ["1"]
    assert decoder.patience is None


def test_a_pause_ends_a_code_where_that_is_said():
    decoder = Decoder(TIMED)
    assert decoder.feed(b"4006") == []
    assert decoder.patience == serial_scanner.PAUSE
    assert decoder.pause() == ["4006"]
    assert decoder.pause() == []


def test_half_a_code_is_never_glued_to_the_next():
    decoder = Decoder()
    assert decoder.feed(b"4006") == []
    assert decoder.pause() == []
    assert decoder.feed(b"777\r") == ["777"]
    assert decoder.feed(b"4006\x02777\x03") == ["777"], "a code begins with STX"


def test_a_prefix_is_taken_off():
    assert Decoder(prefix="]C1").feed(b"]C1400\r400\r]C1\r") == ["400", "400"]


def test_what_never_ends_is_given_up():
    decoder = Decoder()

    assert decoder.feed(b"x" * (serial_scanner.LONGEST + 5) + b"\r777\r") == ["777"]
    assert Decoder(TIMED).feed(b"x" * (serial_scanner.LONGEST + 5)) == []
    spoilt = Decoder(TIMED)
    spoilt.feed(b"x" * (serial_scanner.LONGEST + 5))
    assert spoilt.pause() == []
    assert spoilt.feed(b"1\r") == ["1"]


@given(
    st.lists(st.text(st.characters(min_codepoint=28, exclude_categories=["Cs"]), min_size=1, max_size=30), max_size=5),
    st.sampled_from(["cr", "lf", "crlf", "etx", "tab"]),
    st.lists(st.integers(1, 50)),
)
def test_bytes_may_come_in_any_pieces(codes, end, cuts):
    data = b"".join(sent(code, end=end) for code in codes)
    decoder, got, start = Decoder(TABBED), [], 0
    for cut in cuts:
        got += decoder.feed(data[start : start + cut])
        start += cut

    assert got + decoder.feed(data[start:]) == codes


@given(st.binary())
def test_random_bytes_are_codes_or_nothing(data):
    for code in Decoder().feed(data):
        assert code
        assert "\0" not in code

"""The words of a recording: as they are documented, and there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import capture
from iot_agent.codecs.capture import FROM, MAGIC, TO, Capture, Piece
from iot_agent.errors import ProtocolError

FILE = """# iot-agent capture 1
# device: usb-0eb8-f000
# baud: 9600 7E1
      0 > "W"
     21 < "\\x0201.234\\r"
# Weight(balance=stable, value=1.234)
    500 > 1d 72 01

    510 < "say \\"\\\\o/\\"\\t\\n"
"""
HEARD = Capture(
    (
        Piece(0, TO, b"W"),
        Piece(21, FROM, b"\x0201.234\r"),
        Piece(500, TO, b"\x1d\x72\x01"),
        Piece(510, FROM, b'say "\\o/"\t\n'),
    ),
    {"device": "usb-0eb8-f000", "baud": "9600 7E1"},
)


def test_a_file_as_its_docstring_shows_it():
    assert capture.parse(FILE) == HEARD


def test_it_is_written_as_it_is_read():
    lines = [*capture.head({**HEARD.facts, "name": ""}), *map(capture.line, HEARD.pieces)]

    assert capture.parse("\n".join(lines)) == HEARD
    assert set(lines) <= set(FILE.splitlines())


pieces = st.builds(Piece, st.integers(0, 999_999_999), st.sampled_from((TO, FROM)), st.binary(min_size=1))


@given(st.lists(pieces), st.dictionaries(st.sampled_from(("device", "bus", "name")), st.text(min_size=1)))
def test_every_recording_can_be_read_again(heard, facts):
    lines = [*capture.head(facts), *map(capture.line, heard)]
    read = capture.parse("\n".join(lines))

    assert read.pieces == tuple(heard)
    assert read.facts.keys() == facts.keys()
    assert len(lines) == 1 + len(facts) + len(heard)


@given(st.lists(st.text(), max_size=3))
def test_a_remark_is_never_a_piece(remarks):
    assert capture.parse("\n".join([MAGIC, *map(capture.remark, remarks)])).pieces == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("5 > 1d7", "not a piece"),
        ("5 = 1d", "not a piece"),
        ("-5 > 1d", "not a piece"),
        ("1234567890 > 1d", "not a piece"),
        ("5 > 1D", "not a piece"),
        ('5 > "W', "not a piece"),
        ('5 > "\\q"', "or an escape"),
        ('5 > "\\x1"', "or an escape"),
        ('5 > "é"', "not a character"),
    ],
)
def test_what_is_no_recording_is_named_by_its_line(words, why):
    with pytest.raises(ProtocolError, match=f"line 3: .*{why}"):
        capture.parse(f"{MAGIC}\n# fine\n{words}")


def test_another_file_is_refused():
    with pytest.raises(ProtocolError, match="line 1"):
        capture.parse("[[device]]\n")


@given(st.text())
def test_whatever_is_typed_to_be_sent_is_bytes_or_a_protocol_error(text):
    try:
        data = capture.unescape(text)
    except ProtocolError:
        assert not text.isascii() or not text.isprintable() or "\\" in text
    else:
        assert len(data) <= len(text)

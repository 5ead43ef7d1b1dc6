"""Literal characters of the programming guide, both ways; then properties against the independent reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import zpl
from iot_agent.simulators.zpl import Zpl
from iot_agent.values import Paper, PrinterState, Raster

HS = (
    b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n",
    b"\x02001,0,0,0,0,2,6,0,00000000,1,000\x03\r\n",
    b"\x021234,0\x03\r\n",
)


def read(data):
    """The labels that come out; commands the reader does not know fail the test."""
    machine = Zpl()
    machine.receive(data)
    assert not machine.reader.unknown
    return machine.labels


def dots(picture, width, length):
    """A picture in the corner of a label of that size."""
    across = (width + 7) // 8
    rows = [picture.rows[at : at + picture.row_bytes] for at in range(0, len(picture.rows), picture.row_bytes)]
    return b"".join(row.ljust(across, b"\x00") for row in rows).ljust(across * length, b"\x00")


@pytest.mark.parametrize(
    ("row", "literal"),
    [
        ("F0 00 00 00 00 00", "F0,"),
        ("FF 00 00 00 00 00", "FF,"),
        ("FF F0 00 00 00 00", "IF0,"),
        ("00 00 00 00 00 00", ","),
        ("FF FF FF FF FF FF", "!"),
        ("0F FF FF FF FF FF", "0F!"),
        ("12 34 56 78 9A BC", "123456789ABC"),
        ("AA AA AA AA AA AB", "QAB"),
    ],
)
def test_a_row_in_zebras_own_compression(row, literal):
    assert zpl.run_length(bytes.fromhex(row), 6) == literal


@pytest.mark.parametrize(
    ("times", "literal"), [(1, "G"), (19, "Y"), (20, "g"), (40, "h"), (327, "vM"), (400, "z"), (401, "zG"), (800, "zz")]
)
def test_counts_as_in_the_guide(times, literal):
    """G to Y are 1 to 19, g to z are 20 to 400, and "vMB" is 327 times B."""
    assert zpl._count(times) == literal


def test_a_row_like_the_last_is_a_colon():
    assert zpl.run_length(b"\x12\x34\x12\x34\x00\x00\x00\x00", 2) == "1234:,:"


def test_the_first_row_of_a_band_is_never_a_colon():
    """At the start of the data it would announce another encoding."""
    assert zpl.run_length(b"\x12\x34", 2)[0] == "1"


def test_the_short_encoding_has_its_checksum():
    """CRC-16-CCITT of the characters, as crc_hqx of the standard library is not the reader's own."""
    said = zpl.z64(bytes(100), 10)

    assert said.startswith(":Z64:")
    assert len(said.rpartition(":")[2]) == 4
    assert read(f"^XA^GFA,100,100,10,{said}^FS^XZ".encode())


def test_a_label_of_one_picture():
    picture = Raster(16, 2, b"\x80\x01\xff\x00")

    assert zpl.label(picture, width=832, copies=3) == (b"^XA^LH0,0^PW832^LL2^FO0,0^GFA,4,4,2,8001FF,^FS^PQ3^XZ")


def test_a_picture_wider_than_the_label_is_not_cut_by_us():
    assert b"^PW1000^" in zpl.label(Raster(1000, 1, bytes(125)), width=832)


def test_a_tall_picture_is_sent_in_bands_no_longer_than_a_field_may_be():
    picture = Raster(832, 2000, bytes(range(104)) * 2000)

    said = zpl.label(picture, width=832)

    assert b"^FO0,0^GFA,99944,99944,104,I0102" in said
    assert b"^FO0,961^GFA,99944,99944,104,I0102" in said
    assert b"^FO0,1922^GFA,8112,8112,104,I0102" in said
    assert read(said)[0].picture == picture


pictures = st.builds(
    lambda across, rows: Raster(across * 8, len(rows), b"".join(row[:across].ljust(across, row[:1]) for row in rows)),
    st.integers(1, 20),
    st.lists(
        st.binary(min_size=1, max_size=20) | st.sampled_from([b"\x00", b"\xff", b"\xaa\x00", b"\x0f\xff"]),
        min_size=1,
        max_size=12,
    ),
)


@pytest.mark.parametrize("encode", [zpl.run_length, zpl.z64])
@given(picture=pictures, copies=st.integers(1, 3))
def test_every_picture_comes_out_dot_by_dot(encode, picture, copies):
    labels = read(zpl.label(picture, width=200, copies=copies, encode=encode))

    assert len(labels) == copies
    assert labels[0].picture.rows == dots(picture, 200, picture.height)


def test_text_becomes_a_label():
    said = zpl.text(("Rosé 5 €", "", "x"), width=400)

    assert said == ("^XA^LH0,0^PW400^LL120^CI28^FO0,0^A0N,28^FH^FDRosé 5 €^FS^FO0,80^A0N,28^FH^FDx^FS^PQ1^XZ".encode())
    assert read(said)[0].text == ("Rosé 5 €", "x")


@given(st.lists(st.text(max_size=20), max_size=4).map(tuple))
def test_no_text_is_taken_for_a_command(lines):
    labels = read(zpl.text(lines, width=400))

    shown = ["".join(c if c.isprintable() else " " for c in line.expandtabs(8)) for line in lines if line]
    assert len(labels) == 1
    assert list(labels[0].text) == shown


@pytest.mark.parametrize(
    ("lines", "is_label"),
    [(("^XA^FO0,0^XZ",), True), (("  ^XA",), True), (("\ufeff^XA",), True), (("hello", "^XA"), False), ((), False)],
)
def test_text_in_zpl_is_known(lines, is_label):
    assert zpl.is_label(lines) is is_label


def state_of(first=HS[0], second=HS[1]):
    answers = zpl.Answers()
    answers.feed(first + second + HS[2])
    told = answers.next()
    assert answers.next() is None
    return told


def test_a_ready_printer():
    told = state_of()

    assert told.state == PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)
    assert told.idle


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (b"030,1,0,1245,000,0,0,0,000,0,0,0", None, {"paper": Paper.OUT, "online": False}),
        (b"030,0,1,1245,000,0,0,0,000,0,0,0", None, {"paper": Paper.OK, "online": False, "error": False}),
        (b"030,0,0,1245,000,0,0,0,000,1,0,0", None, {"error": True}),
        (b"030,0,0,1245,000,0,0,0,000,0,0,1", None, {"error": True, "online": False}),
        (b"030,0,0,1245,000,0,0,0,000,0,1,0", None, {"error": False, "online": True}),
        (None, b"001,0,1,0,0,2,6,0,00000000,1,000", {"cover_open": True, "online": False}),
        (None, b"001,0,0,1,0,2,6,0,00000000,1,000", {"error": True, "online": False}),
    ],
)
def test_each_flag(first, second, expected):
    told = state_of(*(b"\x02" + s + b"\x03\r\n" if s else h for s, h in zip((first, second), HS, strict=False)))

    assert {name: getattr(told.state, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (b"030,0,0,1245,001,0,0,0,000,0,0,0", None),
        (b"030,0,0,1245,000,1,0,0,000,0,0,0", None),
        (b"030,0,0,1245,000,0,0,1,000,0,0,0", None),
        (None, b"001,0,0,0,0,2,6,0,00000002,1,000"),
    ],
)
def test_what_still_works_is_not_idle(first, second):
    assert not state_of(
        *(b"\x02" + s + b"\x03\r\n" if s else h for s, h in zip((first, second), HS, strict=False))
    ).idle


@pytest.mark.parametrize(
    "said",
    [
        b"",
        HS[0] + HS[1],
        HS[1] + HS[2],
        HS[0] + HS[2],
        b"\x02030,0,0,1245,000,0,0,0,000,0,0\x03\r\n" + HS[1] + HS[2],
        b"\x02030,x,0,1245,000,0,0,0,000,0,0,0\x03\r\n" + HS[1] + HS[2],
        b"\x02030,2,0,1245,000,0,0,0,000,0,0,0\x03\r\n" + HS[1] + HS[2],
    ],
)
def test_half_an_answer_is_none(said):
    answers = zpl.Answers()
    answers.feed(said)

    assert answers.next() is None


def test_the_newest_answer_counts_and_the_rest_of_an_old_one_does_not():
    answers = zpl.Answers()
    answers.feed(HS[1] + HS[2])
    answers.feed(b"".join(HS))
    answers.feed(b"\x02030,1,0,1245,000,0,0,0,000,0,0,0\x03\r\n" + HS[1] + HS[2])

    assert answers.next().paper_out


@given(st.binary(max_size=400), st.integers(1, 50))
def test_noise_before_an_answer_harms_nothing_and_keeps_nothing(noise, piece):
    answers = zpl.Answers()
    data = noise + b"\x03" * 3 + b"".join(HS)
    for at in range(0, len(data), piece):
        answers.feed(data[at : at + piece])

    assert answers.next() is not None
    assert len(answers._bytes) <= zpl._LONGEST

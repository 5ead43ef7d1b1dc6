"""Literal bytes of the manuals, both ways; then properties against the independent reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import epl
from iot_agent.simulators.epl import Epl
from iot_agent.values import Paper, PrinterState, Raster

SQUARE = bytes(2) + bytes.fromhex("7ffe") * 14 + bytes(2)
"""Zebra's own example of GW: a box of 16 by 16 dots, one dot thick."""


def read(data):
    """The labels that come out; commands the reader does not know fail the test."""
    machine = Epl()
    machine.receive(data)
    assert not machine.reader.unknown
    return machine.labels


def dots(picture, width):
    """A picture at the left edge of a label of that width."""
    across = (width + 7) // 8
    rows = [picture.rows[at : at + picture.row_bytes] for at in range(0, len(picture.rows), picture.row_bytes)]
    return b"".join(row.ljust(across, b"\x00") for row in rows)


def test_a_label_of_one_picture():
    box = Raster(16, 16, bytes(255 - byte for byte in SQUARE))

    assert b"".join(epl.label(box, width=832, copies=3)) == (b"\nq832\nQ16,24\nN\nGW0,0,2,16," + SQUARE + b"\nP3\n")


def test_a_picture_wider_than_the_label_is_not_cut_by_us():
    assert b"\nq1000\n" in next(epl.label(Raster(1000, 1, bytes(125)), width=832))


def test_a_tall_picture_is_sent_in_bands_that_a_torn_one_can_be_completed_of():
    picture = Raster(832, 100, bytes(range(104)) * 100)

    said = list(epl.label(picture, width=832))

    assert [command[: command.index(b"\xff")] for command in said[1:-1]] == [
        b"GW0,0,104,39,",
        b"GW0,39,104,39,",
        b"GW0,78,104,22,",
    ]
    assert all(len(command) <= epl.LARGEST for command in said)
    assert read(b"".join(said))[0].picture == picture


pictures = st.builds(
    lambda across, rows: Raster(across * 8, len(rows), b"".join(row[:across].ljust(across, row[:1]) for row in rows)),
    st.integers(1, 20),
    st.lists(st.binary(min_size=1, max_size=20) | st.sampled_from([b"\x00", b"\n", b"\xff"]), min_size=1, max_size=12),
)


@given(picture=pictures, copies=st.integers(1, 3))
def test_every_picture_comes_out_dot_by_dot(picture, copies):
    labels = read(b"".join(epl.label(picture, width=200, copies=copies)))

    assert len(labels) == copies
    assert labels[0].picture.rows == dots(picture, 200)


def test_dots_beside_a_picture_are_white():
    """Its rows end within a byte."""
    assert read(b"".join(epl.label(Raster(10, 1, b"\xff\xc0"), width=10)))[0].picture == Raster(10, 1, b"\xff\xc0")


def test_text_becomes_a_label():
    said = b"".join(epl.text(('5 "', "", "é\\"), width=400))

    assert said == (b'\nq400\nQ96,24\nN\nI8,1,001\nA0,0,0,4,1,1,N,"5 \\""\nA0,64,0,4,1,1,N,"\x82\\\\"\nP1\n')
    assert read(said)[0].text == ('5 "', "é\\")


@given(st.lists(st.text(max_size=20), max_size=4).map(tuple))
def test_no_text_is_taken_for_a_command(lines):
    labels = read(b"".join(epl.text(lines, width=400)))

    assert len(labels) == 1
    assert [len(text) for text in labels[0].text] == [len(line.expandtabs(8)) for line in lines if line]


@pytest.mark.parametrize(
    ("lines", "is_label"),
    [
        (("N", "P1"), True),
        (("", " N ", "P1"), True),
        (("\ufeffN",), True),
        (("No. 5",), False),
        (("hello", "N"), False),
        ((), False),
    ],
)
def test_text_in_epl_is_known(lines, is_label):
    assert epl.is_label(lines) is is_label


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"00", PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)),
        (b"01", PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)),
        (b"07", PrinterState(online=False, cover_open=False, paper=Paper.OUT, error=False)),
        (b"07P003", PrinterState(online=False, cover_open=False, paper=Paper.OUT, error=False)),
        (b"11", PrinterState(online=False, cover_open=True, paper=Paper.OK, error=False)),
        (b"07,11", PrinterState(online=False, cover_open=True, paper=Paper.OUT, error=False)),
        (b"81", PrinterState(online=False, cover_open=False, paper=Paper.OK, error=True)),
        (b"\x15" + b"11\x13\x1100", PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)),
    ],
)
def test_each_report(said, expected):
    answers = epl.Answers()
    answers.feed(said + b"\r\n")

    assert answers.next().state == expected
    assert answers.next() is None


@pytest.mark.parametrize(
    "said", [b"", b"00", b"0\r\n", b"000\r\n", b"0x\r\n", b"07,\r\n", b"\x15" + b"07P001\x13", b"\r\n"]
)
def test_half_an_answer_is_none(said):
    answers = epl.Answers()
    answers.feed(said)

    assert answers.next() is None


def test_the_newest_answer_counts_and_the_rest_of_an_old_one_does_not():
    answers = epl.Answers()
    answers.feed(b"00\r\n11\r\n0")
    assert answers.next().codes == {11}
    answers.forget()
    answers.feed(b"07\r\n")

    assert answers.next().codes == {7}


@given(st.binary(max_size=400), st.integers(1, 50))
def test_noise_before_an_answer_harms_nothing_and_keeps_nothing(noise, piece):
    answers = epl.Answers()
    data = noise + b"\r\n07\r\n"
    for at in range(0, len(data), piece):
        answers.feed(data[at : at + piece])

    assert answers.next().codes == {7}
    assert len(answers._bytes) <= epl._LONGEST

"""The reader of EPL2 by itself: labels from commands, and what it keeps."""

import pytest

from iot_agent.simulators.epl_reader import LONGEST, Reader

SMALL = b"q16\nQ4,24\nN\n"


def reader():
    labels, asked = [], []
    return Reader(on_label=labels.append, on_ask=lambda: asked.append(len(labels))), labels, asked


def one(data):
    made, labels, _ = reader()
    made.feed(data)
    assert not made.unknown
    (label,) = labels
    return label


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (b"GW0,0,2,1,\x7f\xfe\n", "8001 0000 0000 0000"),
        (b"GW0,1,2,2\r\n\x7f\xfe\xf0\x0f", "0000 8001 0ff0 0000"),
        (b"GW12,0,1,1,\x00", "000f 0000 0000 0000"),
        (b"GW0,3,1,2,\x00\x00", "0000 0000 0000 ff00"),
        (b"GW0,0,1,1,\x0fGW0,0,1,1,\xf0", "ff00 0000 0000 0000"),
        (b"GW0,0,2,1,\n\n\n", "f5f5 0000 0000 0000"),
        (b"LO2,0,8,2\n", "3fc0 3fc0 0000 0000"),
        (b"GW0,0,1,1,\x00\nN\n", "0000 0000 0000 0000"),
        (b"GW0,0,1,1,\x00\nq16\n", "0000 0000 0000 0000"),
    ],
)
def test_pictures_and_lines(field, shown):
    picture = one(SMALL + field + b"P1\n").picture

    assert picture.rows.hex(" ", picture.row_bytes) == shown


def test_zebras_own_example_of_a_picture():
    """A box of 16 by 16 dots at 100,100."""
    said = b"N\r\nGW100,100,2,16," + bytes(2) + b"\x7f\xfe" * 14 + bytes(2) + b"P\r\n\r\n"

    made, labels, _ = reader()
    made.feed(said.replace(b"P\r\n", b"P1\r\n"))

    rows = labels[0].picture.rows
    assert [at // 104 for at in range(0, len(rows), 104) if any(rows[at : at + 104])] == list(range(100, 116))
    assert rows[100 * 104 : 101 * 104].rstrip(b"\x00") == bytes(12) + b"\x0f\xff\xf0"
    assert rows[101 * 104 : 102 * 104].rstrip(b"\x00") == bytes(12) + b"\x08\x00\x10"


def test_text_stands_where_it_should_and_grows():
    small, large = (one(b'q200\nQ100,24\nN\nA40,50,0,4,%d,%d,N,"H"\nP1\n' % (by, by)) for by in (1, 3))

    def ink(label):
        across = label.picture.row_bytes
        lines = [int.from_bytes(label.picture.rows[at * across : (at + 1) * across], "big") for at in range(100)]
        black = [at for at, line in enumerate(lines) if line]
        return black[0], black[-1], 200 - max(line.bit_length() for line in lines)

    assert (ink(small)[0], ink(small)[2]) == (ink(large)[0], ink(large)[2]) == (50, 40)
    assert ink(large)[1] > ink(small)[1] > 50
    assert small.text == ("H",)


def test_a_quoted_sign_and_another_letter():
    assert one(b'A0,0,0,4,1,1,N,"\\"a\\\\\x82"\nP1\n').text == ('"a\\é',)


def test_copies_and_what_stays():
    made, labels, _ = reader()
    made.feed(SMALL + b"LO0,0,16,1\nP2\nP1\nN\nP1\n")

    assert [any(label.picture.rows) for label in labels] == [True, True, True, False]
    assert {(label.picture.width, label.picture.height) for label in labels} == {(16, 4)}


def test_in_any_pieces_with_questions_between():
    made, labels, asked = reader()
    for byte in b"\r\n" + SMALL + b"GW0,0,2,1,^eP1\n^ee\r\nS2\nP1\n^ee\n":
        made.feed(bytes((byte,)))

    assert [label.picture.rows[:2] for label in labels] == [bytes(255 - byte for byte in b"^e")] * 2
    assert asked == [1, 2]
    assert not made.unknown


@pytest.mark.parametrize("line", [b'B1,1,0,3,3,7,200,B,"998152-001"', b"GW1,1", b"hello", b"P", b"^ff"])
def test_what_it_cannot_read_is_kept_and_the_label_goes_on(line):
    made, labels, _ = reader()
    made.feed(SMALL + line + b"\nP1\n")

    assert made.unknown == [line[:20]]
    assert len(labels) == 1


def test_a_line_without_an_end_is_thrown_away():
    made, labels, _ = reader()
    made.feed(b"x" * (LONGEST + 1) + b"\n" + SMALL + b"P1\n")
    assert len(labels) == 1
    made.feed(b"y" * (LONGEST + 1))

    assert len(made._buffer) == 1

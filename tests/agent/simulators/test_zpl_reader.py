"""The reader of ZPL by itself: labels from commands, and what it keeps."""

from iot_agent.simulators.zpl_reader import Reader

LABEL = b"^XA^PW16^LL4^FO0,0^GB16,4,4^FS^XZ"


def test_a_label_in_any_pieces_with_anything_between():
    labels = []
    reader = Reader(labels.append)
    for byte in b"noise" + LABEL + b"\r\n" + LABEL:
        reader.feed(bytes([byte]))
    assert [label.picture.rows for label in labels] == [b"\xff" * 8, b"\xff" * 8]
    assert not reader.inside
    assert not reader.unknown


def test_what_it_cannot_read_is_kept_and_the_label_goes_on():
    labels = []
    reader = Reader(labels.append)
    reader.feed(LABEL.replace(b"^FS", b"^QQ1,2^FS"))
    assert reader.unknown == [b"^QQ"]
    assert labels[0].picture.rows == b"\xff" * 8


def test_cleared_it_forgets_what_has_begun():
    labels = []
    reader = Reader(labels.append)
    reader.feed(LABEL[:-3])
    assert reader.inside
    reader.clear()
    reader.feed(b"^XZ")
    assert not labels

"""The size and the turn of a label, in the words of IPP."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import driverless, ipp, media, spooler
from iot_agent.codecs.ipp import Attribute, Group, Operation, Tag
from iot_agent.values import Finish, Pdf, Raster, Raw, Text

PDF, PICTURE = Pdf(b"%PDF-"), Raster(8, 1, b"\x80")
SMALL = Finish(label=(50, 25), turn=90)
ROLLS = ("custom_min_25.4x12.7mm", "custom_max_104x991mm")


def test_the_size_by_the_bytes_of_the_standard():
    """RFC 8010 3.1.7: media-col { media-size { x-dimension 5000, y-dimension 2500 } }."""
    (group,) = spooler.wishes(Raw(b"^XA^XZ"), Finish(label=(50, 25)))

    assert b"\x02" + bytes.fromhex(
        "34 0009 6d656469612d636f6c 0000"
        "4a 0000 000a 6d656469612d73697a65 34 0000 0000"
        "4a 0000 000b 782d64696d656e73696f6e 21 0000 0004 00001388"
        "4a 0000 000b 792d64696d656e73696f6e 21 0000 0004 000009c4"
        "37 0000 0000 37 0000 0000 03"
    ) == ipp.request(Operation.PRINT_JOB, 1, group).removeprefix(ipp.request(Operation.PRINT_JOB, 1)[:-1])


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PDF, {"orientation-requested": 5, "print-scaling": "auto-fit"}),
        (PICTURE, {"print-scaling": "auto-fit"}),
        (Text(("x",)), {"print-scaling": "auto-fit"}),
        (Raw(b"x"), {}),
    ],
)
def test_a_page_is_turned_once_and_commands_are_left_alone(page, said):
    ((group, wished),) = spooler.wishes(page, SMALL)

    assert group is Group.JOB
    assert {name: sent.value for name, sent in wished.items() if name != "media-col"} == said


@pytest.mark.parametrize(("turn", "said"), [(90, 5), (180, 6), (270, 4)])
def test_landscape_is_counterclockwise(turn, said):
    assert media.turn(PDF, Finish(turn=turn)) == {"orientation-requested": Attribute(Tag.ENUM, said)}


def test_tray_and_size_are_one_attribute():
    ((_, wished),) = spooler.wishes(PDF, Finish(label=(50, 25), tray="roll"))
    assert set(wished["media-col"].value) == {"media-size", "media-source"}


def test_what_nobody_said_is_not_said():
    assert spooler.wishes(PDF, Finish(dpi=300)) == []


@pytest.mark.parametrize(("finish", "dpi"), [(Finish(label=(50, 25)), 203), (Finish(label=(50, 25), dpi=300), 300)])
def test_a_picture_says_how_large_it_is_on_a_label(finish, dpi):
    data, _ = spooler.document(PICTURE, media.resolution(finish))
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.05)


def test_a_picture_for_no_label_says_nothing_of_its_size():
    data, _ = spooler.document(PICTURE, media.resolution(Finish(dpi=300)))
    with Image.open(io.BytesIO(data)) as image:
        assert "dpi" not in image.info


@pytest.mark.parametrize(
    ("label", "names", "has"),
    [
        ((5000, 2500), ROLLS, True),
        ((5000, 1000), ROLLS, False),
        ((11000, 2500), ROLLS, False),
        ((10160, 15240), ("na_index-4x6_4x6in",), True),
        ((10200, 15200), ("na_index-4x6_4x6in",), True),
        ((10400, 15240), ("na_index-4x6_4x6in",), False),
        ((5000, 2500), ("custom_min_1x1mm", "na_letter_8.5x11in", "auto", "custom_max_1.2.3x4mm"), False),
        ((100, 100), ("custom_min_1x1mm",), False),
        ((5000, 2500), (f"oe_huge_{'9' * 400}x25mm", "oe_label_50x25mm"), True),
        ((5000, 2500), (), False),
    ],
)
def test_which_sizes_a_printer_has(label, names, has):
    assert media.is_among(label, names) is has


@given(st.lists(st.text(max_size=30) | st.from_regex(r"\A[a-z]{1,6}_[0-9.]{1,6}x[0-9.]{1,400}(mm|in)\Z")))
def test_names_of_strangers_do_no_harm(names):
    assert media.is_among((5000, 2500), [*names, "oe_label_50x25mm"])


LABELLER = {
    "media-supported": ROLLS,
    "orientation-requested-supported": (3, 5),
    "print-scaling-supported": ("auto", "auto-fit"),
}


def test_a_printer_that_has_it_is_asked_for_it():
    wished = driverless.wishes(PDF, SMALL, driverless.takes(LABELLER))

    assert wished == spooler.wishes(PDF, SMALL)[0][1]


@pytest.mark.parametrize("lacks", LABELLER)
def test_a_printer_is_not_asked_for_what_it_lacks(lacks):
    able = driverless.takes({name: values for name, values in LABELLER.items() if name != lacks})
    missing = {"media-supported": "media-col"}.get(lacks, lacks.removesuffix("-supported"))

    wished = driverless.wishes(PDF, SMALL, able)

    assert spooler.wishes(PDF, SMALL)[0][1].keys() - wished.keys() == {missing}

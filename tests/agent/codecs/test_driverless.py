"""What a printer takes without a driver, by its attributes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import driverless
from iot_agent.codecs.ipp import Attribute, Tag
from iot_agent.errors import DeviceError
from iot_agent.values import Finish, Pdf, Raster, Raw, Text, Ticket

OFFICE = {
    "document-format-supported": ("application/octet-stream", "Application/PDF;v=1.7", "text/plain", "image/png"),
    "sides-supported": ("one-sided", "two-sided-long-edge"),
    "media-source-supported": ("auto", "tray-2"),
    "printer-make-and-model": ("HP LaserJet",),
}
PDF = Pdf(b"%PDF-")
ABLE = driverless.takes(OFFICE)


def test_what_it_takes():
    assert ABLE.pages == (Pdf, Raster, Text, Raw)
    assert ABLE.duplex
    assert ABLE.trays == {"auto", "tray-2"}
    assert driverless.takes({}) == driverless.NOTHING
    assert driverless.NOTHING.pages == ()


def test_a_strange_value_is_no_format():
    assert driverless.takes({"document-format-supported": (7, b"x")}) == driverless.NOTHING


def test_what_it_is_for():
    assert driverless.purpose(OFFICE) == "office"
    assert driverless.purpose({**OFFICE, "printer-device-id": ("MFG:Zebra;CMD:ZPL;",)}) == "label"


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (Pdf(b"%PDF-"), (b"%PDF-", "application/pdf")),
        (Text(("one", "żółw")), ("one\nżółw\n".encode(), "text/plain")),
        (Raw(b"\x1b@"), (b"\x1b@", "application/octet-stream")),
    ],
)
def test_a_page_as_it_takes_it(page, sent):
    assert driverless.document(page, ABLE) == sent
    with pytest.raises(DeviceError, match="not_supported"):
        driverless.document(page, driverless.NOTHING)


def test_a_picture_goes_as_png():
    data, mime = driverless.document(Raster(9, 2, b"\xff\x80\x00\x00"), ABLE)
    image = Image.open(io.BytesIO(data)).convert("L")
    assert mime == "image/png"
    assert image.tobytes() == bytes(9) + b"\xff" * 9


def test_what_has_no_format_is_refused():
    with pytest.raises(DeviceError, match="not_supported"):
        driverless.document(Ticket(()), ABLE)


def test_wishes_by_the_words_of_the_standard():
    assert driverless.wishes(PDF, Finish(), driverless.NOTHING) == {}
    assert driverless.wishes(PDF, Finish(copies=3, duplex=True, tray="tray-2"), ABLE) == {
        "copies": Attribute(Tag.INTEGER, 3),
        "sides": Attribute(Tag.KEYWORD, "two-sided-long-edge"),
        "media-col": Attribute(Tag.COLLECTION, {"media-source": Attribute(Tag.KEYWORD, "tray-2")}),
    }


@pytest.mark.parametrize("finish", [Finish(duplex=True), Finish(tray="tray-9")])
def test_what_it_does_not_have_is_refused(finish):
    with pytest.raises(DeviceError, match="not_supported"):
        driverless.wishes(PDF, finish, driverless.NOTHING)


_NAMES = (*driverless.ASKED, "printer-info", "printer-make-and-model")
_VALUES = (
    st.text(max_size=12)
    | st.integers()
    | st.binary(max_size=8)
    | st.booleans()
    | st.sampled_from([value for values in OFFICE.values() for value in values] + ["custom_min_1x1mm", "auto-fit"])
)
_ATTRIBUTES = st.dictionaries(st.sampled_from(_NAMES), st.lists(_VALUES, max_size=4).map(tuple))


@given(
    _ATTRIBUTES,
    st.sampled_from((PDF, Raster(8, 1, b"\x80"), Text(("x",)), Raw(b"x"))),
    st.booleans(),
    st.text(max_size=6),
)
def test_a_strange_printer_is_never_asked_for_what_it_lacks(printer, page, duplex, tray):
    able = driverless.takes(printer)
    assert driverless.purpose(printer) in ("label", "receipt", "office")
    try:
        wished = driverless.wishes(page, Finish(duplex=duplex, tray=tray, label=(50, 25), turn=90), able)
        _, mime = driverless.document(page, able)
    except DeviceError:
        assert (duplex and not able.duplex) or (tray and tray not in able.trays) or type(page) not in able.pages
        return
    assert mime in able.formats
    assert ("sides" in wished) == duplex
    assert 5 in able.turns or "orientation-requested" not in wished

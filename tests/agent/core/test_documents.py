import base64
import hashlib

import pytest

from iot_agent import wire
from iot_agent.core.documents import sheet_from, sheet_of
from iot_agent.core.entry import Sheet
from iot_agent.wire import Code, Document, Format, WireError


def test_a_sheet_is_the_document_it_says_it_is():
    data = b"\x00\xff"
    sheet = Sheet(Format.RASTER, 8, 2, data)
    document = Document(format=Format.RASTER, width=8, height=2, data=base64.b64encode(data).decode())
    assert sheet_of(document) == sheet
    digest = hashlib.sha256(data).hexdigest()
    assert sheet_from(Document(format=Format.RASTER, width=8, height=2, digest=digest), data) == sheet


@pytest.mark.parametrize(
    "document",
    [
        Document(format=Format.TEXT),
        Document(format=Format.TEXT, data="not base64!"),
        Document(format=Format.TEXT, data="aGVsbG8=", digest="0" * 64),
        Document(format=Format.TEXT, data="é"),
    ],
)
def test_a_document_that_is_not(document):
    with pytest.raises(WireError) as refused:
        sheet_of(document)
    assert refused.value.code is Code.BAD_DOCUMENT


def test_a_document_that_is_too_large():
    with pytest.raises(WireError):
        sheet_from(Document(format=Format.RAW), bytes(wire.MAX_DOCUMENT + 1))

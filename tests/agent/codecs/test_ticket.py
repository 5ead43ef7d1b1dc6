"""Tickets as they travel: what is taken, and what is refused before anything comes of it."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import ticket
from iot_agent.errors import ProtocolError
from iot_agent.values import Bars, Columns, Feed, Look, Picture, Qr, Raster, Rule, Ticket, Words
from iot_agent.wire import MAX_ROWS


def document(*blocks, **more):
    return json.dumps({"blocks": list(blocks), **more}).encode()


def picture(width=8, height=2, rows=b"\xf0\x0f"):
    return {"type": "picture", "width": width, "height": height, "data": base64.b64encode(zlib.compress(rows)).decode()}


def test_every_kind_of_block():
    read = ticket.read(
        document(
            {"type": "text", "text": "Shop", "align": "center", "bold": True, "underline": True, "wide": 2, "tall": 3},
            {"type": "text", "text": "plain", "later": "fields of a newer sender are ignored"},
            {"type": "columns", "left": "Tea", "right": "2,00 €"},
            {"type": "rule"},
            {"type": "feed", "lines": 3},
            {"type": "barcode", "kind": "code39", "data": "A-1", "height": 40, "text": False},
            {"type": "qr", "data": "https://é", "cell": 4},
            picture(),
        )
    )

    assert read == Ticket(
        (
            Words("Shop", Look("center", bold=True, underline=True, wide=2, tall=3)),
            Words("plain"),
            Columns("Tea", "2,00 €"),
            Rule(),
            Feed(3),
            Bars("code39", "A-1", 40, text=False),
            Qr("https://é", 4),
            Picture(Raster(8, 2, b"\xf0\x0f")),
        )
    )


@pytest.mark.parametrize(
    ("kind", "data", "whole"),
    [
        ("ean13", "400638133393", "4006381333931"),
        ("ean13", "4006381333931", "4006381333931"),
        ("ean8", "9638507", "96385074"),
        ("upca", "03600029145", "036000291452"),
        ("itf", "0123", "0123"),
        ("code128", "a~ {B", "a~ {B"),
    ],
)
def test_bar_codes_and_their_check_digit(kind, data, whole):
    """The examples of GS1's general specifications and of the standards."""
    (block,) = ticket.read(document({"type": "barcode", "kind": kind, "data": data})).blocks

    assert (block.kind, block.data) == (kind, whole)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b'{"blocks": {}}',
        b'{"blocks": []}',
        b'{"blocks": ["text"]}',
        b"\xff\xfe",
        b"[" * 200_000,
        document(*[{"type": "rule"}] * (ticket.MOST_BLOCKS + 1)),
        document({"text": "no type"}),
        document({"type": "video"}),
        document({"type": ["text"], "text": "x"}),
        document({"type": "text"}),
        document({"type": "text", "text": 5}),
        document({"type": "text", "text": "x" * (ticket.MOST_TEXT + 1)}),
        document({"type": "text", "text": "\ud800"}),
        document({"type": "text", "text": "x", "align": "justify"}),
        document({"type": "text", "text": "x", "bold": 1}),
        document({"type": "text", "text": "x", "wide": 0}),
        document({"type": "text", "text": "x", "tall": 5}),
        document({"type": "text", "text": "x", "tall": True}),
        document({"type": "columns", "left": "x"}),
        document({"type": "feed", "lines": 21}),
        document({"type": "barcode", "kind": "ean13", "data": "4006381333932"}),
        document({"type": "barcode", "kind": "ean13", "data": "40063813339\u0663"}),
        document({"type": "barcode", "kind": "itf", "data": "123"}),
        document({"type": "barcode", "kind": "code39", "data": "abc"}),
        document({"type": "barcode", "kind": "code128", "data": "é"}),
        document({"type": "barcode", "kind": "code128", "data": "\x1b@"}),
        document({"type": "barcode", "kind": "pdf417", "data": "x"}),
        document({"type": "barcode", "kind": "code128", "data": "x", "height": 999}),
        document({"type": "qr", "data": ""}),
        document({"type": "qr", "data": "é" * 501}),
        document({"type": "qr", "data": "x", "cell": 9}),
        document({"type": "qr", "data": "x\x10\x14\x01\x00\x01"}),
        document({"type": "qr", "data": "\x18"}),
        document({**picture(), "data": "no base64"}),
        document(picture(height=3)),
        document(picture(rows=b"\x00" * 1000)),
        document(picture(width=8, height=MAX_ROWS + 1)),
        document(*[picture(8, MAX_ROWS, bytes(MAX_ROWS))] * 2),
    ],
)
def test_what_is_no_ticket(wrong):
    with pytest.raises(ProtocolError):
        ticket.read(wrong)


def test_one_that_is_too_long_is_not_even_read():
    with pytest.raises(ProtocolError):
        ticket.read(b" " * (ticket.MOST_BYTES + 1))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_FIELDS = ("text", "left", "right", "align", "bold", "wide", "tall", "lines", "kind", "data", "height", "width", "cell")


@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from([*ticket._READERS, "x"])}, optional=dict.fromkeys(_FIELDS, _JSON)
        ),
        max_size=5,
    )
)
def test_anything_is_a_ticket_or_none(blocks):
    try:
        read = ticket.read(json.dumps({"blocks": blocks}).encode())
    except ProtocolError:
        return
    assert len(read.blocks) == len(blocks)


@given(st.binary(max_size=200))
def test_any_bytes_are_no_ticket(data):
    with pytest.raises(ProtocolError):
        ticket.read(data)

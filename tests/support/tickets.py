"""Tickets with any text, set for a printer of letters and codes: what no text may do to one, in whatever language."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import strategies as st

from iot_agent.codecs import lettering, ticket, typeset
from iot_agent.values import Bars, Case, Columns, Qr, Ticket, Words

PAPER = 576
_HARMFUL = (
    *map(chr, range(0x20)), "\x7f", "\x9b", *"^~_%{}\\\"',;:@!aQk()01é€Ж茶\u0301\u200b😀",
    *("\x10\x14\x01\x00\x01", "\x10\x04\x01", "\x1b\x06\x01", "\x1bd\x03", "~JA", "~HS", "^XZ", "^FS"),
)  # fmt: skip
"""What means something to one printer or another, some of it wherever it stands."""

_texts = st.text(max_size=150) | st.lists(st.sampled_from(_HARMFUL), max_size=60).map("".join)
_look = {
    "align": st.sampled_from(("left", "center", "right")),
    "bold": st.booleans(),
    "underline": st.booleans(),
    "wide": st.integers(1, 4),
    "tall": st.integers(1, 4),
}


def _block(kind: str, /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    optional = _look if kind in ("text", "columns") else {}
    return st.fixed_dictionaries({"type": st.just(kind), **fields}, optional=optional)


def _bars(kind: str) -> st.SearchStrategy[dict[str, object]]:
    return _block("barcode", kind=st.just(kind), data=st.from_regex(ticket.DATA[kind], fullmatch=True))


blocks = st.lists(
    _block("text", text=_texts)
    | _block("columns", left=_texts, right=_texts)
    | _block("qr", data=_texts.filter(ticket.QR.fullmatch))
    | _bars("code128")
    | _bars("code39")
    | _bars("itf")
    | _block("rule")
    | _block("feed", lines=st.integers(1, 20)),
    min_size=1,
    max_size=4,
)
"""Of a ticket as it travels."""

WORST: list[dict[str, object]] = [
    {"type": "text", "text": " ".join(_HARMFUL)},
    {"type": "columns", "left": "".join(_HARMFUL), "right": "".join(_HARMFUL[::-1])},
    {"type": "qr", "data": "".join(filter(ticket.QR.fullmatch, _HARMFUL))},
    {"type": "barcode", "kind": "code128", "data": "^XZ~JA{1}%0\\_5E"},
]
"""All of what may do harm, wherever it may stand."""


def set_for(case: Case, chosen: list[dict[str, object]]) -> Ticket:
    """The ticket of these blocks, for paper 80 mm wide."""
    return typeset.ticket(ticket.read(json.dumps({"blocks": chosen}).encode()), PAPER, case)


def said(made: Ticket) -> list[str]:
    """Whatever is to be read on it, from the top."""
    return [text for block in made.blocks for text in _said(block)]


def _said(block: object) -> Iterator[str]:
    match block:
        case Words():
            yield block.text
        case Columns():
            yield from (block.left, block.right)
        case Bars() | Qr():
            yield block.data


def most(made: Ticket) -> int:
    """Bytes that it may take: so many a block whatever stands in it, and so many a letter."""
    return 100 + 300 * len(made.blocks) + 8 * sum(len(text.encode()) for text in said(made))


@pytest.fixture(scope="module")
def no_fonts() -> Iterator[None]:
    """A machine without fonts: what a printer's letters lack is a question mark."""

    def forget() -> None:
        lettering.fonts.cache_clear()
        lettering._font.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lettering, "FOLDERS", ())
        forget()
        yield
    forget()

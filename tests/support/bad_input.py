"""Jobs that no honest client sends, and how each must end: documents that lie, expand or never end, and wrong words."""

from __future__ import annotations

import ast
import base64
import io
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PIL import Image

from native.paths import OWN_ADDONS
from tests.support import pdf

DIRECT, ODOO, UNCHECKED = "browser", "odoo", "unchecked"
"""The ways to a box: a browser's signed wish, a user's wish through Odoo, and a job that Odoo signed unread."""

Said = Mapping[str, Any] | None


@dataclass(frozen=True)
class Bad:
    """A job and its end by the ways it can take: `failed CODE`, or `refused CODE` before it is a job."""

    name: str
    ends: Mapping[str, str]
    document: Callable[[], Said] = lambda: None
    action: str = "print"
    params: Mapping[str, Any] = field(default_factory=dict)


def _read(name: str, document: Callable[[], Said], ends: str = "failed bad_document") -> Bad:
    """A document that only whoever reads it finds out, so never Odoo."""
    return Bad(name, {DIRECT: ends, ODOO: ends}, document)


def _word(name: str, code: str, document: Callable[[], Said] | None = None, **wish: Any) -> Bad:
    """A wish that is wrong by itself: refused at once, and by the box as well if Odoo let it pass."""
    ends = {DIRECT: f"refused {code}", ODOO: f"refused {code}", UNCHECKED: f"failed {code}"}
    return Bad(name, ends, document or _page, **wish)


def of(format: str, data: bytes, **more: Any) -> Said:  # noqa: A002 - as the wire calls it
    """A document as JSON values."""
    return {"type": "document", "format": format, "data": base64.b64encode(data).decode(), **more}


def _page() -> Said:
    return of("text", b"a page")


@cache
def _picture(kind: str, width: int, height: int, mode: str = "L") -> bytes:
    data = io.BytesIO()
    Image.new(mode, (width, height)).save(data, kind, **({"optimize": True} if kind == "JPEG" else {}))
    return data.getvalue()


def _patched(size: int) -> bytes:
    """A small PNG that says it is that wide and high, with the right check sum."""
    data = _picture("PNG", 8, 8)
    head = data[12:16] + size.to_bytes(4, "big") * 2 + data[24:29]
    return data[:12] + head + zlib.crc32(head).to_bytes(4, "big") + data[33:]


@cache
def _twice(size: int) -> bytes:
    """That many zeros, compressed twice: a thousand times a thousand. Only the first and the second million are."""
    squeeze = zlib.compressobj(9)
    first, more = (squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    end = b"\x03\x00" + (size % 65521 << 16 | 1).to_bytes(4, "big")  # an empty block, and the sum of zeros
    return zlib.compress(first + more * ((size >> 20) - 1) + end, 9)


FLATE = b"/Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
PAGES = b"<< /Type /Pages /Kids [%s] /Count %d >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def _pdf_that_expands() -> bytes:
    data = _twice(1 << 30)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 227 400] /Contents 4 0 R >>"
    return pdf.whole([CATALOG, PAGES % (b"3 0 R", 1), page, b"<< " + FLATE % (len(data), data)])


def _pdf_of_object_streams() -> bytes:
    """Its catalogue lies in an object stream of a gigabyte."""
    data = _twice(1 << 30)
    made = bytearray(b"%PDF-1.5\n")
    stream = len(made)
    made += b"3 0 obj\n<< /Type /ObjStm /N 2 /First 9 " + FLATE % (len(data), data) + b"\nendobj\n"
    table = len(made)
    rows = [(0, 0, 65535), (2, 3, 0), (2, 3, 1), (1, stream, 0), (1, table, 0)]
    cells = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + last.to_bytes(2, "big") for kind, at, last in rows
    )
    made += b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R /Length %d >>\n" % len(cells)
    return bytes(made + b"stream\n" + cells + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table)


def _pdf_of_forms() -> bytes:
    """Each form draws the next one five times."""
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 30 >>\n"
        b"stream\n%s\nendstream" % (7 + depth, b"/X Do " * 5)
        for depth in range(25)
    ]
    return pdf.pdf("/X Do", extra=forms).replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<")


def _pdf_of_pages(count: int) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 227 400] >>"
    return pdf.whole([CATALOG, PAGES % (b"3 0 R " * count, count), page])


def _pdf_that_goes_round() -> bytes:
    """A page tree that is its own branch, in a file whose table names itself as the one before."""
    data = pdf.whole([CATALOG, PAGES % (b"2 0 R 2 0 R", 9)])
    start = data.rindex(b"xref\n0 ")
    return data.replace(b"/Root", b"/Prev %d /Root" % start)


def _ticket(*blocks: Any) -> Said:
    return of("ticket", json.dumps({"blocks": blocks}).encode())


OPENS_A_DRAWER = b"\x1bp\x00\x19\x7a\x10\x14\x01\x00\x01\x07\x1b@\x1bp\x01\x19\x7a ^XA~JR^XZ \x00\x7f"

TABLE = (
    _read("a PNG cut short", lambda: of("png", _picture("PNG", 500, 500)[:200])),
    _read("a PNG that is none", lambda: of("png", b"\x89PNG\r\n\x1a\n" + bytes(1000))),
    _read("a PNG that says it is huge", lambda: of("png", _patched(2**31 - 1))),
    _read("a PNG of 48 million transparent dots", lambda: of("png", _picture("PNG", 6900, 6900, "RGBA"))),
    _read("a JPEG called PNG", lambda: of("png", _picture("JPEG", 9, 9))),
    _read("a JPEG of 100 megapixels", lambda: of("jpeg", _picture("JPEG", 10_000, 10_000))),
    _read("a JPEG cut short", lambda: of("jpeg", _picture("JPEG", 900, 900)[:300])),
    _read("rows that are a bomb", lambda: of("raster", zlib.compress(bytes(64 << 20)), width=576, height=48)),
    _read("rows of no height", lambda: of("raster", zlib.compress(b""), width=576, height=0)),
    _read("text that is no UTF-8", lambda: of("text", b"\xff\xfe\xfa")),
    _read("a PDF cut short", lambda: of("pdf", pdf.pdf(pdf.text("cut"))[:150])),
    _read("a PDF that is none", lambda: of("pdf", b"<html>")),
    _read("a PDF that goes round", lambda: of("pdf", _pdf_that_goes_round())),
    _read("a PDF of 100,000 pages", lambda: of("pdf", _pdf_of_pages(100_000))),
    _read("a PDF whose page expands", lambda: of("pdf", _pdf_that_expands())),
    _read("a PDF of object streams that expand", lambda: of("pdf", _pdf_of_object_streams())),
    _read("a PDF of forms in forms", lambda: of("pdf", _pdf_of_forms())),
    _read("a ticket that is none", lambda: of("ticket", b"{")),
    _read("a ticket as deep as the sea", lambda: of("ticket", b'{"blocks":' + b"[" * 100_000)),
    _read("a ticket of a block too tall", lambda: _ticket({"type": "feed", "lines": 10**9})),
    _read("a ticket with a bomb", lambda: _ticket({"type": "picture", "width": 9, "height": 9, "data": "eNpj"})),
    _read("a format it cannot print", lambda: of("raster", b"x", width=4096, height=24_000)),
    Bad(
        "a wrong digest",
        {DIRECT: "refused bad_document", UNCHECKED: "failed bad_document"},
        lambda: of("text", b"a page", digest="0" * 64),
    ),
    Bad(
        "no base64",
        {DIRECT: "refused bad_document", ODOO: "refused bad_document"},
        lambda: {"format": "text", "data": "no base64 at all!"},
    ),
    Bad("an empty document", {DIRECT: "refused bad_document", ODOO: "refused bad_document"}, lambda: of("text", b"")),
    Bad(
        "ZPL of 50 MB",
        {DIRECT: "refused too_large", ODOO: "refused too_large", UNCHECKED: "failed too_large"},
        lambda: of("raw", b"^XA^FDx^FS^XZ" * (50_000_000 // 13)),
    ),
    Bad(
        "an unknown format",
        {DIRECT: "refused bad_message", ODOO: "refused bad_message"},
        lambda: of("docx", b"a page"),
    ),
    _word("no document", "bad_document", lambda: None),
    _word("a document for the drawer", "bad_document", action="drawer"),
    _word("an unknown action", "unknown_action", action="explode"),
    _word("an action of another kind", "unknown_action", lambda: None, action="weigh"),
    _word("a million copies", "bad_params", params={"copies": 10**6}),
    _word("copies in words", "bad_params", params={"copies": "2"}),
    _word("no copies", "bad_params", params={"copies": 0}),
    _word("half a copy", "bad_params", params={"copies": 1.5}),
    _word("a cut in words", "bad_params", params={"cut": "yes"}),
    _word("a list of widths", "bad_params", params={"width": [576]}),
    _word("a width below nothing", "bad_params", params={"width": -1}),
    _word("a tray without end", "bad_params", params={"tray": "x" * 10_000}),
    _word("a pulse that burns the drawer", "bad_params", lambda: None, action="drawer", params={"pulse": 10**9}),
    Bad(
        "params as deep as the sea",
        {DIRECT: "refused bad_message", ODOO: "refused bad_params"},
        _page,
        params={"cut": json.loads("[" * 500 + "]" * 500)},
    ),
    _read("text that would open the drawer", lambda: of("text", OPENS_A_DRAWER), "done"),
)


@cache
def sentences() -> Mapping[str, str]:
    """What Odoo says for each code, read from its source."""
    tree = ast.parse((OWN_ADDONS / "iot" / "models" / "sentences.py").read_text())
    table = next(line.value for line in tree.body if isinstance(line, ast.Assign) and _is_table(line))
    assert isinstance(table, ast.Dict)
    pairs = zip(table.keys, table.values, strict=True)
    return {key.attr.lower(): ast.literal_eval(said.args[0]) for key, said in pairs}  # type: ignore[union-attr]


def _is_table(line: ast.Assign) -> bool:
    return ast.unparse(line.targets[0]) == "SENTENCES"

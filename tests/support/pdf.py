"""Small PDFs, written by hand after ISO 32000."""

from __future__ import annotations

from collections.abc import Sequence

A4 = (595, 842)
RECEIPT = (227, 400)
"""80 mm wide."""


def pdf(*contents: str, size: tuple[float, float] = RECEIPT, extra: Sequence[bytes] = ()) -> bytes:
    """A page for each content stream; F1 is Helvetica. `extra` objects stand behind the pages."""
    pages = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{pages}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        box, stream = f"[0 0 {size[0]} {size[1]}]", content.encode()
        use = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox {box} {use} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return whole([*objects, *extra])


def whole(objects: Sequence[bytes]) -> bytes:
    """The file of these objects, of which the first is the catalogue."""
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def text(words: str, x: float = 10, y: float = 370, points: float = 20) -> str:
    """A line of text; y counts from the bottom of the page."""
    return f"BT /F1 {points} Tf {x} {y} Td ({words}) Tj ET"


def box(x: float, y: float, width: float, height: float, grey: float = 0) -> str:
    """A filled rectangle."""
    return f"{grey} g {x} {y} {width} {height} re f"

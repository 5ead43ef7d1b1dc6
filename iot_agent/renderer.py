"""`python -m iot_agent.renderer`: a PDF or picture on standard input becomes pages on standard output, and nothing else
happens.

It runs apart from the agent with bounded memory and time, for what is rendered comes from outside. It is asked by one
JSON argument and answers with frames (codecs/pdf.py), the last of which is END if the document was rendered whole.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from .codecs import pdf, raster
from .confine import confine
from .errors import MissingLibrary, ProtocolError
from .values import Fit, Raster
from .wire import Format

MEMORY = 1 << 30
"""Bytes of address space: a page of raster.MAX_PIXELS and the library need half of it."""
SECONDS = 120
"""Of processor time."""


def main() -> int:
    confine(MEMORY, SECONDS)
    asked = json.loads(sys.argv[1])
    out = sys.stdout.buffer
    try:
        for page in _pages(sys.stdin.buffer.read(), asked):
            out.write(pdf.framed(page))
            out.flush()
    except ProtocolError:
        return pdf.Exit.BAD_DOCUMENT
    except MissingLibrary:
        return pdf.Exit.MISSING_LIBRARY
    out.write(pdf.END)
    return pdf.Exit.WHOLE


def _pages(data: bytes, asked: Mapping[str, Any]) -> Iterable[Raster]:
    kind, fit = Format(asked["format"]), Fit(**asked["fit"])
    if kind is Format.PDF:
        return pdf.pages(data, fit, strip=asked["strip"])
    return [raster.from_document(data, kind, asked["width"], asked["height"], fit)]


if __name__ == "__main__":
    sys.exit(main())

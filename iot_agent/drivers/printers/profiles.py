"""What is known of models of receipt printers: their paper, letters and commands.

Source: the "Receipt Printer ESC/POS Capabilities Database" as python-escpos ships it (extra `escpos`). Only its data is
read: the package itself sets up logging and a folder of its own when it is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ...codecs.escpos_ticket import PAGES
from ...codecs.imc import MARK
from ...codecs.raster import PAPER
from ...values import Case, Fit

DATABASE = "capabilities.json"
LETTER = 12
"""Dots of one letter of the usual font."""
SHORTEST = 4
"""Letters and digits of a model's name below which it may stand in any other name by chance."""
FOREIGN = {"cp932", "cp720", "cp862", "cp864", "cp1255", "cp1256"}
"""Code pages that letters cannot be taken from one by one: those of two bytes, and scripts that run to the left."""


@dataclass(frozen=True)
class Model:
    """`width` in dots and `columns` of letters across the paper, 0 = not known; `pages` by ESC t number."""

    width: int = 0
    columns: int = 0
    pages: Mapping[str, int] = field(default_factory=lambda: PAGES)
    raster: bool = True
    bars: bool = True
    qr: bool = True

    @property
    def fit(self) -> Fit:
        """How pictures suit it where nobody said. Who lacks GS v 0 has ESC * of 8 dots, twice as tall as wide."""
        way, tall = ("raster", 0) if self.raster else ("column_low", 50)
        return Fit(way, 100, self.width or PAPER, tall=tall)

    def case(self, width: int) -> Case:
        """Its letters and codes on paper of so many dots."""
        columns = width * self.columns // self.width if self.width and self.columns else width // LETTER
        return Case(max(1, columns), tuple(self.pages), bars=self.bars, qr=self.qr, tall=self.fit.tall)


UNKNOWN = Model()


@cache
def model(name: str) -> Model:
    """The model whose name stands in a printer's name, the longest if several do."""
    printer = _plain(name.partition(MARK)[0])
    known = _models()
    fitting = [plain for plain in known if re.search(f"{plain}(?![0-9IVX])", printer)]
    return known[max(fitting, key=len)] if fitting else UNKNOWN


def _plain(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())


@cache
def _models() -> Mapping[str, Model]:
    try:
        data = json.loads(_database().read_bytes())
        encodings = {name: entry.get("python_encode") for name, entry in data["encodings"].items()}
        read = {_plain(name): _model(profile, encodings) for name, profile in data["profiles"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return MappingProxyType({})
    return MappingProxyType({name: known for name, known in read.items() if len(name) >= SHORTEST and known.width})


def _database() -> Path:
    spec = find_spec("escpos")
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders or ()), "")) / DATABASE


def _model(profile: Mapping[str, Any], encodings: Mapping[str, str | None]) -> Model:
    can, width = profile["features"], profile.get("media", {}).get("width", {}).get("pixels")
    columns = profile.get("fonts", {}).get("0", {}).get("columns", 0)
    return Model(
        width=width if isinstance(width, int) else 0,
        columns=columns,
        pages=_pages(profile["codePages"], encodings) or PAGES,
        raster=can.get("bitImageRaster", True) or not can.get("bitImageColumn", False),
        bars=can.get("barcodeB", True),
        qr=can.get("qrCode", True),
    )


def _pages(numbered: Mapping[str, str], encodings: Mapping[str, str | None]) -> dict[str, int]:
    """Those that Python can encode, in the order of their numbers, which has the common ones first."""
    pages: dict[str, int] = {}
    for number, name in sorted((int(number), name) for number, name in numbered.items()):
        encoding = (encodings.get(name) or "").replace("-", "_").lower()
        if encoding and encoding not in FOREIGN and _known(encoding):
            pages.setdefault(encoding, number)
    return pages


def _known(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return False
    return True

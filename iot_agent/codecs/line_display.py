"""Customer displays of two lines of twenty characters, in Epson's commands.

Source: Seiko Epson, "DM-D110 Specification (STANDARD)", 5.4 command details: ESC @ (1B 40), ESC t n (1B 74 n) and
US $ n m (1F 24 column row, both from 1).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

COLUMNS = 20
ROWS = 2
RESET = b"\x1b@"
"""ESC @: empty, letters of page 0, and each character stays where it is put."""
PAGES = {0: "cp437", 19: "cp858"}
"""What ESC t takes: the page every display has, then the one with the euro sign and most of Western Europe."""
FIRST = 0


def show(lines: Iterable[str]) -> bytes:
    """Both lines, over whatever stood there."""
    rows = fit(lines)
    page = best(rows)
    placed = (b"\x1f$\x01%c%s" % (row, encode(text, PAGES[page])) for row, text in enumerate(rows, 1))
    return b"\x1bt%c%s" % (page, b"".join(placed))


def fit(lines: Iterable[str]) -> tuple[str, ...]:
    """As many lines as there are rows, each as wide as they are; what does not fit is cut off."""
    rows = [plain(line)[:COLUMNS].ljust(COLUMNS) for line in lines][:ROWS]
    return (*rows, *[" " * COLUMNS] * (ROWS - len(rows)))


def plain(line: str) -> str:
    """One character for each place: no commands, no loose accents."""
    joined = unicodedata.normalize("NFC", line)
    spaced = (" " if c.isspace() else c for c in joined if not unicodedata.combining(c))
    return "".join(c if c.isprintable() else "?" for c in spaced)


def best(rows: Iterable[str]) -> int:
    """The first page unless another has more of the letters."""
    letters = "".join(rows)
    return max(PAGES, key=lambda page: sum(_has(c, PAGES[page]) for c in letters))


def encode(text: str, page: str) -> bytes:
    """A byte for each character: what the page lacks loses its accent, or is a question mark."""
    return "".join(_nearest(c, page) for c in text).encode(page, errors="replace")


def _nearest(character: str, page: str) -> str:
    return character if _has(character, page) else unicodedata.normalize("NFD", character)[0]


def _has(character: str, page: str) -> bool:
    try:
        return len(character.encode(page)) == 1
    except UnicodeEncodeError:
        return False

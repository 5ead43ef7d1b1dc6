"""A barcode scanner on a serial line: its bytes, on a pseudo terminal.

Source: Honeywell, "Xenon 1900 User's Guide", chapter 6; ASCII.
"""

from __future__ import annotations

from .line import Port

ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "etx": b"\x03", "none": b""}


def sent(text: str, *, end: str = "crlf", start: bytes = b"", charset: str = "utf-8") -> bytes:
    """The bytes of one scan."""
    return start + text.encode(charset) + ENDS[end]


class Served(Port):
    """The scanner on a pseudo terminal."""

    def scan(self, text: str, *, end: str = "crlf") -> None:
        """Scan a code."""
        self.send(sent(text, end=end))

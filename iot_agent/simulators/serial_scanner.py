"""A barcode scanner on a serial line: its bytes, on a pseudo terminal.

Source: Honeywell, "Xenon 1900 User's Guide", chapter 6; ASCII.
"""

from __future__ import annotations

import os
import tty
from pathlib import Path

ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "etx": b"\x03", "none": b""}


def sent(text: str, *, end: str = "crlf", start: bytes = b"", charset: str = "utf-8") -> bytes:
    """The bytes of one scan."""
    return start + text.encode(charset) + ENDS[end]


class Served:
    """The scanner on a pseudo terminal; what is scanned while nobody holds the port is lost, as with a real one."""

    def __init__(self) -> None:
        self.path = ""
        self._link: Path | None = None
        self._ends: tuple[int, int] | None = None

    def start(self, link: Path | None = None) -> str:
        """Plug it in; the answer is where. With `link` that is always the same place."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends, self.path = (master, slave), os.ttyname(slave)
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
            self._link, self.path = link, str(link)
        return self.path

    def stop(self) -> None:
        """Pull the plug: who has it open gets an error."""
        if self._ends is None:
            return
        for end in self._ends:
            os.close(end)
        self._ends = None
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def scan(self, text: str, *, end: str = "crlf") -> None:
        """Scan a code."""
        self.send(sent(text, end=end))

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self._ends is not None:
            os.write(self._ends[0], data)

"""What is said on the wire to a camera of the network: a line asks, a line and pieces of its answer come back.

    here\n               here\n                          it takes connections; no picture is taken
    get /snap.jpg\n      200 image/jpeg\n 4096\n… 0\n    its answer, each piece after its length, and 0 at the end
    stop\n                                               no more of it is wanted; nothing is answered

Source: RFC 9110 (statuses and media types); RFC 2046, 5.1 for multipart/x-mixed-replace, in which cameras send one
JPEG after another: with Content-Length or without, and with or without dashes in the boundary they name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..errors import ProtocolError

ASK_HERE = b"here\n"
HERE = b"here\n"
STOP = b"stop\n"
END = b"\n"
LONGEST_LINE = 400
MOST = 8 << 20
"""Bytes of one picture."""
MOST_HEAD = 4096

_HEAD = re.compile(rb"(\d{3}) ([\x20-\x7e]*)\n")
_PIECE = re.compile(rb"(\d{1,8})\n")
_PATH = re.compile(r"/(?!/)[\x21-\x7e]{0,300}")
_BOUNDARY = re.compile(r'boundary="?([^";\s]{1,100})"?', re.IGNORECASE)
_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,8})[ \t]*\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """How an answer begins; `boundary` stands between the pictures of a stream, "" = it is one picture."""

    status: int
    boundary: str = ""


def ask_picture(path: str) -> bytes:
    if path and not _PATH.fullmatch(path):
        raise ProtocolError("not a path")
    return f"get {path}\n".encode()


def read_ask(line: bytes) -> str:
    """The path of an `ask_picture`; "" = as in the camera's address."""
    path = line.removesuffix(END).removeprefix(b"get ").decode("ascii", "replace")
    if not line.startswith(b"get ") or (path and not _PATH.fullmatch(path)):
        raise ProtocolError("not a question")
    return path


def tell_head(status: int, media_type: str) -> bytes:
    plain = "".join(letter for letter in media_type if " " <= letter <= "~")[: LONGEST_LINE - 8]
    return f"{status} {plain}\n".encode()


def tell_piece(data: bytes) -> bytes:
    """A piece; an empty one is the end."""
    return b"%d\n%s" % (len(data), data)


def read_head(line: bytes) -> Head:
    head = _HEAD.fullmatch(line)
    if head is None:
        raise ProtocolError("not an answer")
    boundary = ""
    if head[2].lower().startswith(b"multipart/"):
        found = _BOUNDARY.search(head[2].decode("ascii"))
        boundary = found[1].strip("-") if found else ""
        if not boundary:
            raise ProtocolError("pictures with nothing between them")
    return Head(int(head[1]), boundary)


def read_size(line: bytes) -> int:
    """The length of the piece that follows."""
    size = _PIECE.fullmatch(line)
    if size is None or int(size[1]) > MOST:
        raise ProtocolError("not a piece")
    return int(size[1])


@dataclass
class Pictures:
    """Feed it a stream in any pieces; it gives what stands between the boundaries."""

    boundary: str
    _bytes: bytearray = field(default_factory=bytearray)
    _inside: bool = False
    _length: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """The parts that end within `data`."""
        self._bytes += data
        parts: list[bytes] = []
        while (part := self._part() if self._inside else self._head()) is not None:
            if part:
                parts.append(part)
        if len(self._bytes) > MOST:
            raise ProtocolError("a picture without an end")
        return parts

    def _head(self) -> bytes | None:
        """b"" once a part has begun."""
        line = b"--" + self.boundary.encode()
        at = self._bytes.find(line)
        if at < 0:
            del self._bytes[: max(0, len(self._bytes) - len(line))]
            return None
        del self._bytes[:at]
        end, gap = min(
            (place, len(mark)) if (place := self._bytes.find(mark)) >= 0 else (MOST, 0)
            for mark in (b"\r\n\r\n", b"\n\n")
        )
        if not gap:
            if len(self._bytes) > MOST_HEAD:
                raise ProtocolError("a part without a beginning")
            return None
        length = _LENGTH.search(bytes(self._bytes[: end + gap]))
        self._length = int(length[1]) if length else None
        del self._bytes[: end + gap]
        self._inside = True
        return b""

    def _part(self) -> bytes | None:
        end = self._length
        if end is None:
            end = self._bytes.find(b"--" + self.boundary.encode())
        if end < 0 or len(self._bytes) < end:
            return None
        part = bytes(self._bytes[:end])
        del self._bytes[:end]
        self._inside, self._length = False, None
        return part

"""What is said on the wire to a camera of this machine: a line asks, a line and the bytes it announces answer.

    modes\n                  modes 412\n MJPG 1280 720\n…        what the camera can send
    frame MJPG 1280 720\n    frame MJPG 1280 720 0 48213\n…      one frame, begun after it was asked for

An answer's line ends with the number of bytes that follow; the number before it is that of the bytes in a row of dots
(0 = compressed). Source: linux/videodev2.h for the names of formats, "Linux Media Infrastructure userspace API", 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import ProtocolError
from .photo import COMPRESSED, READABLE

ASK_MODES = b"modes\n"
END = b"\n"
LONGEST_LINE = 80
MOST = 64 << 20
"""Bytes of one frame."""
MOST_MODES = 400
USUAL = (1280, 720)
"""The size of a picture that nobody chose: text on paper can be read, and a till's line carries it."""
_LARGEST = 16384


@dataclass(frozen=True)
class Mode:
    """What a camera sends when it is told to: a format by its four characters, and the size in dots."""

    format: str
    width: int
    height: int

    @property
    def usable(self) -> bool:
        sized = 0 < self.width <= _LARGEST and 0 < self.height <= _LARGEST
        return self.format in READABLE and sized


@dataclass(frozen=True)
class Head:
    """The first line of a frame."""

    mode: Mode
    row: int
    size: int


def ask_frame(mode: Mode) -> bytes:
    return f"frame {mode.format} {mode.width} {mode.height}\n".encode()


def read_ask(line: bytes) -> Mode:
    """The mode of an `ask_frame`."""
    words = _words(line, "frame", 3)
    return _mode(words)


def tell_modes(modes: Iterable[Mode]) -> bytes:
    lines = [f"{mode.format} {mode.width} {mode.height}\n" for mode in modes if mode.usable]
    body = "".join(lines[:MOST_MODES])
    return f"modes {len(body)}\n{body}".encode()


def tell_head(head: Head) -> bytes:
    mode = head.mode
    return f"frame {mode.format} {mode.width} {mode.height} {head.row} {head.size}\n".encode()


def size_of_modes(line: bytes) -> int:
    """The bytes that follow the first line of the answer to ASK_MODES."""
    return _number(_words(line, "modes", 1)[0], MOST_MODES * LONGEST_LINE)


def read_modes(body: bytes) -> tuple[Mode, ...]:
    lines = body.split(END)
    if lines.pop():
        raise ProtocolError("modes without an end")
    return tuple(_mode(_decoded(line).split(" ")) for line in lines)


def read_head(line: bytes) -> Head:
    words = _words(line, "frame", 5)
    return Head(_mode(words[:3]), _number(words[3], MOST), _number(words[4], MOST))


def best(modes: Iterable[Mode], width: int, height: int) -> Mode:
    """The smallest mode that is not below the wanted size, else the largest; what the camera compresses by itself
    before what it does not. 0 = nobody wants anything."""
    usable = [mode for mode in modes if mode.usable]
    if not usable:
        raise ProtocolError("the camera sends nothing that can be read")
    if not width and not height:
        width, height = USUAL
    enough = [mode for mode in usable if mode.width >= width and mode.height >= height]
    size = min(map(_dots, enough)) if enough else max(map(_dots, usable))
    return min(
        (mode for mode in usable if _dots(mode) == size),
        key=lambda mode: (mode.format not in COMPRESSED, READABLE.index(mode.format), -mode.width),
    )


def _dots(mode: Mode) -> int:
    return mode.width * mode.height


def _words(line: bytes, first: str, count: int) -> list[str]:
    name, *words = _decoded(line.removesuffix(END)).split(" ")
    if name != first or len(words) != count:
        raise ProtocolError(f"not what was asked: {line[:LONGEST_LINE]!r}")
    return words


def _decoded(line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError:
        raise ProtocolError("not a line") from None


def _mode(words: list[str]) -> Mode:
    if len(words) != 3:
        raise ProtocolError("not a mode")
    mode = Mode(words[0], _number(words[1], _LARGEST), _number(words[2], _LARGEST))
    if not mode.usable:
        raise ProtocolError("not a mode")
    return mode


def _number(word: str, most: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10 and int(word) <= most):
        raise ProtocolError("not a number")
    return int(word)

"""A camera on a socket, or at the end of a cable: it sees a wall that is never twice the same.

The number of the frame stands in the picture, as white and black squares from left to right (the highest bit first) in
its upper half; below them a grey bar walks, and a JPEG says it in words. So a test, and a person, can tell a fresh
picture from an old one.
Its language: see the docstring of codecs/v4l2.py, of which nothing is used here.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from typing import Any

from ..libraries import need
from . import font
from .held import Held

BITS = 12
"""Squares across the picture."""
NIGHT, WALL, DAY = 16, 0x60, 235


@dataclass
class V4l2:
    """The machine: `trouble` is what its pictures suffer from: "", silent, cut, garbage, garbage once."""

    modes: tuple[str, ...] = ("MJPG 320 240", "MJPG 640 480", "MJPG 1280 720", "MJPG 1920 1080", "YUYV 640 480")
    trouble: str = ""
    number: int = 0
    _heard: bytes = b""

    def receive(self, data: bytes) -> bytes:
        """What it answers to these bytes."""
        self._heard += data
        *lines, self._heard = self._heard.split(b"\n")
        return b"" if self.trouble == "silent" else b"".join(map(self._line, lines))

    def _line(self, line: bytes) -> bytes:
        if line == b"modes":
            body = "".join(f"{mode}\n" for mode in self.modes).encode()
            return b"modes %d\n%s" % (len(body), body)
        name, format_, width, height = line.decode().split()
        if name != "frame":
            return b"?\n"
        frame, row = self._frame(format_, int(width), int(height))
        return f"frame {format_} {width} {height} {row} {len(frame)}\n".encode() + frame

    def _frame(self, format_: str, width: int, height: int) -> tuple[bytes, int]:
        """What it sees, a moment later than the last time."""
        self.number = (self.number + 1) % (1 << BITS)
        if format_ == "YUYV":
            return b"".join(bytes((dot, 128)) for dot in wall(self.number, width, height)), 2 * width
        return self._spoilt(jpeg_of(self.number, width, height)), 0

    def _spoilt(self, jpeg: bytes) -> bytes:
        if self.trouble == "cut":
            return jpeg[: len(jpeg) // 2]
        if self.trouble.startswith("garbage"):
            if self.trouble == "garbage once":
                self.trouble = ""
            return bytes(len(jpeg))
        return jpeg


def wall(number: int, width: int, height: int) -> bytes:
    """The dots it sees, one byte of light each."""
    side = width // BITS
    squares = b"".join(bytes((DAY if number >> bit & 1 else NIGHT,)) * side for bit in reversed(range(BITS))).ljust(
        width, b"\x80"
    )
    at = number * 16 % max(1, width - 16)
    bar = (bytes((WALL,)) * at + b"\xc0" * 16).ljust(width, bytes((WALL,)))[:width]
    return squares * (height // 2) + bar * (height - height // 2)


def number_on(jpeg: bytes) -> int:
    """The number of the frame that a picture shows."""
    picture = need("PIL.Image", "images").open(io.BytesIO(jpeg)).convert("L")
    side = (picture.width // BITS * BITS / BITS) or 1
    lit = [picture.getpixel((int((place + 0.5) * side), picture.height // 4)) > 128 for place in range(BITS)]
    return sum(1 << (BITS - 1 - place) for place in range(BITS) if lit[place])


def jpeg_of(number: int, width: int, height: int) -> bytes:
    """The picture of that number, with words for whoever looks at it."""
    picture = need("PIL.Image", "images").frombytes("L", (width, height), wall(number, width, height))
    draw = need("PIL.ImageDraw", "images").Draw(picture)
    for top, bottom in ((0, height // 8), (height * 3 // 8, height // 2)):
        draw.rectangle((0, top, width, bottom), fill=WALL)
    _write(draw, "Simulated camera", width, height * 5 // 8)
    _write(draw, f"Picture {number}", width, height * 6 // 8)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _write(draw: Any, words: str, width: int, top: int) -> None:
    """A line of dotted letters in the middle of a picture."""
    dot = max(1, width // 150)
    left = (width - len(words) * (font.WIDTH + 1) * dot) // 2
    for place, character in enumerate(words):
        for down, row in enumerate(font.glyph(character)):
            for right in range(font.WIDTH):
                if row >> (font.WIDTH - 1 - right) & 1:
                    x, y = left + (place * (font.WIDTH + 1) + right) * dot, top + down * dot
                    draw.rectangle((x, y, x + dot - 1, y + dot - 1), fill=DAY)


class Served(Held):
    """The camera on a socket."""

    def __init__(self, machine: V4l2 | None = None) -> None:
        super().__init__()
        self.machine = machine or V4l2()

    async def answer(self, asked: bytes, /) -> bytes:
        return await asyncio.to_thread(self.machine.receive, asked)

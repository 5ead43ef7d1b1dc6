"""The kernel's calls to a capture device such as /dev/video0, and the shapes of what they carry. All of it may block.

Source: linux/videodev2.h; "Linux Media Infrastructure userspace API", 3.2 Streaming I/O (memory mapping).
"""

from __future__ import annotations

import contextlib
import ctypes as c
import errno
import fcntl
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..codecs.v4l2 import MOST_MODES, Mode
from ..errors import TransportError
from .descriptor import open_fd

CAPTURE, MMAP = 1, 1
VIDEO_CAPTURE, STREAMING, DEVICE_CAPS = 0x00000001, 0x04000000, 0x80000000
DAMAGED, MONOTONIC, TIME_KINDS = 0x00000040, 0x00002000, 0x0000E000
DISCRETE = 1
ANY_FIELD = 0
BUFFERS = 4
MOST_FORMATS = 64
SIZES = ((640, 480), (800, 600), (1280, 720), (1280, 960), (1920, 1080), (2592, 1944), (3840, 2160))
"""Sizes asked of a camera that takes any between two bounds."""


class Capability(c.Structure):
    _fields_: ClassVar = [
        ("driver", c.c_char * 16),
        ("card", c.c_char * 32),
        ("bus_info", c.c_char * 32),
        *((name, c.c_uint32) for name in ("version", "capabilities", "device_caps")),
        ("reserved", c.c_uint32 * 3),
    ]


class FormatDescription(c.Structure):
    _fields_: ClassVar = [
        *((name, c.c_uint32) for name in ("index", "type", "flags")),
        ("description", c.c_char * 32),
        ("pixelformat", c.c_char * 4),
        ("mbus_code", c.c_uint32),
        ("reserved", c.c_uint32 * 3),
    ]


class FrameSize(c.Structure):
    """The sizes are width and height, or of each the lowest, the highest and the step."""

    _fields_: ClassVar = [
        ("index", c.c_uint32),
        ("pixelformat", c.c_char * 4),
        ("type", c.c_uint32),
        ("sizes", c.c_uint32 * 6),
        ("reserved", c.c_uint32 * 2),
    ]


class _Pixels(c.Structure):
    _fields_: ClassVar = [
        ("width", c.c_uint32),
        ("height", c.c_uint32),
        ("pixelformat", c.c_char * 4),
        *((name, c.c_uint32) for name in ("field", "bytesperline", "sizeimage", "colorspace", "priv")),
        *((name, c.c_uint32) for name in ("flags", "encoding", "quantization", "transfer")),
    ]


class _FormatUnion(c.Union):
    """The windows among its members hold pointers, and so it is aligned like one."""

    _fields_: ClassVar = [("pixels", _Pixels), ("raw", c.c_uint8 * 200), ("alignment", c.c_void_p)]


class Format(c.Structure):
    _fields_: ClassVar = [("type", c.c_uint32), ("union", _FormatUnion)]


class RequestBuffers(c.Structure):
    _fields_: ClassVar = [
        *((name, c.c_uint32) for name in ("count", "type", "memory", "capabilities")),
        ("flags", c.c_uint8),
        ("reserved", c.c_uint8 * 3),
    ]


class _Place(c.Union):
    _fields_: ClassVar = [("offset", c.c_uint32), ("pointer", c.c_void_p)]


class Buffer(c.Structure):
    _fields_: ClassVar = [
        *((name, c.c_uint32) for name in ("index", "type", "bytesused", "flags", "field")),
        ("seconds", c.c_long),
        ("microseconds", c.c_long),
        ("timecode", c.c_uint32 * 4),
        *((name, c.c_uint32) for name in ("sequence", "memory")),
        ("place", _Place),
        *((name, c.c_uint32) for name in ("length", "reserved2", "request")),
    ]


def _code(way: int, number: int, kind: type) -> int:
    return way << 30 | c.sizeof(kind) << 16 | ord("V") << 8 | number


WRITE, READ, BOTH = 1, 2, 3
QUERYCAP = _code(READ, 0, Capability)
ENUM_FMT = _code(BOTH, 2, FormatDescription)
S_FMT = _code(BOTH, 5, Format)
REQBUFS = _code(BOTH, 8, RequestBuffers)
QUERYBUF = _code(BOTH, 9, Buffer)
QBUF = _code(BOTH, 15, Buffer)
DQBUF = _code(BOTH, 17, Buffer)
STREAMON = _code(WRITE, 18, c.c_int)
STREAMOFF = _code(WRITE, 19, c.c_int)
ENUM_FRAMESIZES = _code(BOTH, 74, FrameSize)


@dataclass(frozen=True)
class Taken:
    """A frame out of the kernel's hand; `at` is when it was taken on the monotonic clock, None = nobody knows."""

    data: bytes
    at: float | None


class Node:
    """One open device node."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.fd = open_fd(path, os.O_RDWR)
        self._maps: list[mmap.mmap] = []

    def call(self, request: int, given: c.Structure | c.c_int) -> None:
        try:
            fcntl.ioctl(self.fd, request, given)
        except OSError as error:
            raise TransportError(f"{self._path}: {error.strerror or error}") from error

    def captures(self) -> bool:
        """Whether pictures come from here: a camera has other nodes, too."""
        told = Capability()
        self.call(QUERYCAP, told)
        can = told.device_caps if told.capabilities & DEVICE_CAPS else told.capabilities
        return bool(can & VIDEO_CAPTURE and can & STREAMING)

    def modes(self) -> Iterator[Mode]:
        """What it can send; not all of it may be readable."""
        for index in range(MOST_FORMATS):
            told = FormatDescription(index=index, type=CAPTURE)
            if not self._offers(ENUM_FMT, told):
                return
            fourcc = bytes(told.pixelformat).ljust(4)
            for width, height in self._sizes(fourcc):
                yield Mode(fourcc.decode("ascii", "replace"), width, height)

    def _sizes(self, fourcc: bytes) -> Iterator[tuple[int, int]]:
        for index in range(MOST_MODES):
            told = FrameSize(index=index, pixelformat=fourcc)
            if not self._offers(ENUM_FRAMESIZES, told):
                return
            sizes = list(told.sizes)
            if told.type != DISCRETE:
                low, high, step, lowest, highest, steps = sizes
                yield from _between(range(low, high + 1, max(1, step)), range(lowest, highest + 1, max(1, steps)))
                return
            yield sizes[0], sizes[1]

    def _offers(self, request: int, told: c.Structure) -> bool:
        try:
            fcntl.ioctl(self.fd, request, told)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOTTY):
                return False
            raise TransportError(f"{self._path}: {error.strerror or error}") from error
        return True

    def start(self, mode: Mode) -> tuple[Mode, int]:
        """Let frames come; the answer is what the camera made of the mode, and the bytes in a row of dots."""
        wanted = Format(type=CAPTURE)
        pixels = wanted.union.pixels
        pixels.width, pixels.height, pixels.field = mode.width, mode.height, ANY_FIELD
        pixels.pixelformat = mode.format.encode("ascii")
        self.call(S_FMT, wanted)
        asked = RequestBuffers(count=BUFFERS, type=CAPTURE, memory=MMAP)
        self.call(REQBUFS, asked)
        for index in range(min(asked.count, 32)):
            buffer = Buffer(index=index, type=CAPTURE, memory=MMAP)
            self.call(QUERYBUF, buffer)
            self._maps.append(self._map(buffer.length, buffer.place.offset))
            self.call(QBUF, buffer)
        self.call(STREAMON, c.c_int(CAPTURE))
        name = bytes(pixels.pixelformat).ljust(4).decode("ascii", "replace")
        return Mode(name, pixels.width, pixels.height), pixels.bytesperline

    def _map(self, length: int, offset: int) -> mmap.mmap:
        try:
            return mmap.mmap(self.fd, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)
        except (OSError, ValueError) as error:
            raise TransportError(f"{self._path}: {error}") from error

    def take(self, *, copy: bool) -> Taken | None:
        """The oldest frame that is ready, its bytes only if they are wanted; None = none is, or it came damaged."""
        buffer = Buffer(type=CAPTURE, memory=MMAP)
        try:
            fcntl.ioctl(self.fd, DQBUF, buffer)
        except BlockingIOError:
            return None
        except OSError as error:
            raise TransportError(f"{self._path}: {error.strerror or error}") from error
        good = buffer.bytesused and not buffer.flags & DAMAGED
        data = self._maps[buffer.index][: buffer.bytesused] if copy and good else b""
        known = buffer.flags & TIME_KINDS == MONOTONIC
        at = buffer.seconds + buffer.microseconds / 1e6 if known else None
        self.call(QBUF, buffer)
        return Taken(data, at) if good else None

    def stop(self) -> None:
        """No more frames; what they took is given back. Harmless where none came."""
        with contextlib.suppress(TransportError):
            self.call(STREAMOFF, c.c_int(CAPTURE))
        while self._maps:
            self._maps.pop().close()
        with contextlib.suppress(TransportError):
            self.call(REQBUFS, RequestBuffers(count=0, type=CAPTURE, memory=MMAP))

    def close(self) -> None:
        """Give the node back; closing twice is harmless."""
        if self._maps:
            self.stop()
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)


def _between(widths: range, heights: range) -> Iterator[tuple[int, int]]:
    """The usual sizes within the bounds, and the largest."""
    if widths and heights:
        yield from ((width, height) for width, height in SIZES if width in widths and height in heights)
        yield widths[-1], heights[-1]

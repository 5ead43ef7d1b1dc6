"""Pictures that are coded one upon the other, made into a JPEG by FFmpeg.

Source: ITU-T H.264 and H.265 as FFmpeg reads them. The bytes come from outside and the library is native code: what
decodes for a device does so in a process of its own (core/decode.py).
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Any

from ..errors import ProtocolError
from ..libraries import need
from ..values import Photo
from . import photo

LENGTH = struct.Struct("<I")
"""Before each coded picture on its way between processes; 0 = that was the last."""
HEAD = struct.Struct("<III")
"""Before the JPEG that comes back: width, height and bytes."""
MOST_DOTS = 3840 * 2160 * 2
CODECS = {"H264": "h264", "H265": "hevc"}
THREADS = 2


class Exit(IntEnum):
    """Why no picture comes."""

    WHOLE = 0
    BAD_PICTURE = 3
    MISSING_LIBRARY = 4


class Film:
    """Feed it coded pictures from a key on; it has the last that was whole. Once made, it opens no file."""

    def __init__(self, encoding: str) -> None:
        av = need("av", "cameras")
        need("PIL.Image", "cameras").preinit()
        av.logging.set_level(av.logging.PANIC)
        self._av = av
        self._failures = (av.error.FFmpegError, ValueError, MemoryError)
        self._codec: Any = av.CodecContext.create(CODECS[encoding], "r")
        self._codec.options = {"max_pixels": str(MOST_DOTS)}
        self._codec.thread_count = THREADS
        self._last: Any = None

    def feed(self, coded: bytes) -> None:
        self._decode(self._av.Packet(coded))

    def picture(self, width: int) -> Photo:
        """At most `width` dots wide, 0 = as it was coded; ProtocolError if none was whole."""
        self._decode(None)
        if self._last is None:
            raise ProtocolError("a picture that cannot be decoded")
        try:
            image = self._last.to_image()
        except self._failures:  # colours that are in a standard and that nobody converts
            raise ProtocolError("a picture in unknown colours") from None
        return photo.made(image, width)

    def _decode(self, packet: Any) -> None:
        """What is damaged takes the one before along: it is older than was asked for."""
        try:
            frames = self._codec.decode(packet)
        except self._failures:
            self._last = None
            return
        for frame in frames:
            self._last = None if frame.is_corrupt else frame

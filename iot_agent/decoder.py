"""`python -m iot_agent.decoder`: coded pictures on standard input become one JPEG on standard output, and nothing else
happens.

It runs apart from the agent with bounded memory and time, and opens no file and no connection: what it decodes comes
from outside. It is asked by one JSON argument; codecs/video.py has what stands before each picture.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from .codecs import rtp, video
from .confine import close, confine
from .errors import MissingLibrary, ProtocolError

MEMORY = 1 << 30
"""Bytes of address space: the library maps 150 MB, and the pictures that one of 4K may hang on are 200 MB."""
SECONDS = 60
"""Of processor time."""


def main() -> int:
    confine(MEMORY, SECONDS)
    asked = json.loads(sys.argv[1])
    try:
        film = video.Film(asked["encoding"])
        close()
        for coded in _coded(sys.stdin.buffer):
            film.feed(coded)
        photo = film.picture(asked["width"])
    except ProtocolError:
        return video.Exit.BAD_PICTURE
    except MissingLibrary:
        return video.Exit.MISSING_LIBRARY
    sys.stdout.buffer.write(video.HEAD.pack(photo.width, photo.height, len(photo.jpeg)) + photo.jpeg)
    return video.Exit.WHOLE


def _coded(source: BinaryIO) -> Iterator[bytes]:
    """ProtocolError where it ends in the middle."""
    while True:
        length = source.read(video.LENGTH.size)
        size = video.LENGTH.unpack(length)[0] if len(length) == video.LENGTH.size else rtp.MOST + 1
        if not size:
            return
        coded = source.read(size) if size <= rtp.MOST else b""
        if len(coded) < size:
            raise ProtocolError("half a picture")
        yield coded


if __name__ == "__main__":
    sys.exit(main())

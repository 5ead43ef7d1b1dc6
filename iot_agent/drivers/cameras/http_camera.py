"""Cameras of the network that answer with a JPEG, or with a stream of them. Source: see codecs/http_camera.py."""

from __future__ import annotations

import asyncio

from ...codecs import http_camera, photo
from ...core.match import Match
from ...errors import TransportError
from ...values import Photo
from ...wire import Quality
from .fetched import Fetched

BEGUN_BEFORE = 1
"""Pictures of a stream that may have been taken before anybody asked."""


class HttpCamera(Fetched):
    """A single picture is taken when it is fetched; of a stream, the first one may be older than the wish."""

    quality = Quality.SIMULATED
    matches = (Match("http"),)

    async def _taken(self, head: http_camera.Head, width: int) -> Photo:
        return await asyncio.to_thread(_photo, await self._jpeg(head), width)

    async def _jpeg(self, head: http_camera.Head) -> bytes:
        if not head.boundary:
            return b"".join([piece async for piece in self._pieces()])
        pictures, older = http_camera.Pictures(head.boundary), BEGUN_BEFORE
        async for piece in self._pieces():
            for jpeg in pictures.feed(piece):
                if not older:
                    return jpeg
                older -= 1
        raise TransportError("the stream ended")


def _photo(jpeg: bytes, width: int) -> Photo:
    return photo.fitted(photo.whole(jpeg), width)

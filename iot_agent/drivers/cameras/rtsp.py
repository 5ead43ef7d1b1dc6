"""Cameras of the network that stream by RTSP: JPEG, H.264 or H.265. Source: see codecs/rtsp.py, and codecs/rtp.py."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from ...codecs import http_camera, photo, rtp, sdp
from ...core import decode
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Photo
from ...wire import Code, Quality
from .fetched import Fetched

MOST = 64 << 20
"""Bytes of a stream for one picture."""
STEADY = 0.25
"""Seconds for which a stream runs at its own pace before it is believed that nothing of it was kept."""


class Rtsp(Fetched):
    """Takes the first picture of which the stream itself shows that it was taken after the wish."""

    quality = Quality.SIMULATED
    matches = (Match("rtsp"),)

    async def _taken(self, _head: http_camera.Head, width: int) -> Photo:
        wish = asyncio.get_running_loop().time()
        async with contextlib.aclosing(self._pieces(MOST)) as pieces:
            track = sdp.video(await anext(pieces, b""))
            if track is None:
                raise DeviceError(Code.UNREADABLE)
            async with contextlib.aclosing(_until_fresh(pieces, track, wish)) as pictures:
                if track.encoding == "JPEG":
                    async for coded in pictures:
                        jpeg = coded
                    return await asyncio.to_thread(_photo, jpeg, width)
                async with decode.film(track.encoding, width) as film:
                    async for coded in pictures:
                        await film.feed(coded)
                    return await film.picture()


async def _until_fresh(pieces: AsyncIterator[bytes], track: sdp.Track, wish: float) -> AsyncGenerator[bytes, None]:
    """Coded pictures, of which the last is fresh; TransportError if none is."""
    stream, clock, now = rtp.Stream(track), rtp.Clock(track.rate), asyncio.get_running_loop().time
    async for packet in pieces:
        for coded in stream.feed(packet):
            arrived = now()
            taken = clock.taken(coded.stamp, arrived)
            yield coded.data
            if taken >= wish and clock.steady(arrived) >= STEADY:
                return
    raise TransportError("the stream ended")


def _photo(jpeg: bytes, width: int) -> Photo:
    return photo.fitted(photo.whole(jpeg), width)

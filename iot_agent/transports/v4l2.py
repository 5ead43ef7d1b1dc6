"""A camera of this machine as a wire: a line asks for a frame, the frame answers; codecs/v4l2.py has the words.

The camera is off between frames, so that its lamp tells the truth, and no buffer waits that was filled before somebody
asked. Where the kernel offers no camera, a socket that speaks the same words serves as well.
"""

from __future__ import annotations

import asyncio
import contextlib
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..codecs import v4l2
from ..codecs.photo import COMPRESSED
from ..core.match import Candidate
from ..core.transport import Transport
from ..errors import ProtocolError, TransportError
from .descriptor import Descriptor, connect_fd, mode_of, wake
from .video_node import Node, Taken
from .words import Asked, Told

SETTLE = 0.4
"""Seconds in which a camera that was off finds its exposure."""
FRAME = 4.0
"""Seconds within which a frame comes; a camera may need two to wake."""
MOST_DROPPED = 300

T = TypeVar("T")


async def open_(seen: Candidate, _baud: str) -> Transport:
    """Open by what stands at the address."""
    if stat.S_ISSOCK(mode_of(seen.address)):
        return Descriptor(await connect_fd(seen.address), seen.address)
    return await Camera.opened(seen.address)


def captures(path: str) -> bool:
    """Whether the node at `path` gives pictures; blocking, and the camera stays off."""
    node = Node(path)
    try:
        return node.captures()
    finally:
        node.close()


class Camera:
    """One camera. What may block runs in a thread of its own, in order; waiting for a frame does not block."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._node: Node
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="camera")
        self._asked = Asked(v4l2.LONGEST_LINE)
        self._told = Told(name)

    @classmethod
    async def opened(cls, path: str) -> Camera:
        camera = cls(path)
        try:
            camera._node = await camera._run(lambda: _node(path))
        except BaseException:
            camera._thread.shutdown(wait=False)
            raise
        return camera

    async def _run(self, work: Callable[[], T]) -> T:
        self._told.check()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def write(self, data: bytes) -> None:
        for line in self._asked.lines(data):
            self._told.put(await self._answer(line))

    async def read(self, limit: int = 4096) -> bytes:
        return await self._told.read(limit)

    async def close(self) -> None:
        if self._told.ended:
            return
        self._told.end()
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._node.close)
        finally:
            self._thread.shutdown(wait=False)

    async def _answer(self, line: bytes) -> bytes:
        if line == v4l2.ASK_MODES:
            return v4l2.tell_modes(await self._run(lambda: list(self._node.modes())))
        try:
            return await self._frame(v4l2.read_ask(line))
        except ProtocolError as error:
            raise TransportError(str(error)) from error

    async def _frame(self, mode: v4l2.Mode) -> bytes:
        """One that was begun after this call, once the camera has found its exposure."""
        asked = time.monotonic()
        try:
            got, row = await self._run(lambda: self._node.start(mode))
            frame = await self._settled(max(asked, time.monotonic()) + SETTLE)
        except TimeoutError:
            raise TransportError(f"{self._name} sends no picture") from None
        finally:
            if not self._told.ended:
                await self._run(self._node.stop)
        head = v4l2.Head(got, 0 if got.format in COMPRESSED else row, len(frame.data))
        return v4l2.tell_head(head) + frame.data

    async def _settled(self, since: float) -> Taken:
        """The first frame after that time but one: the first may have been begun before."""
        async with asyncio.timeout(FRAME + SETTLE):
            settled = False
            for _ in range(MOST_DROPPED):
                await self._readable()
                frame = self._node.take(copy=settled)
                if frame is None:
                    continue
                if settled:
                    return frame
                settled = (time.monotonic() if frame.at is None else frame.at) >= since
        raise TransportError(f"{self._name} sends nothing but damaged pictures")

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = loop.create_future()
        loop.add_reader(self._node.fd, wake, ready)
        try:
            await ready
        finally:
            loop.remove_reader(self._node.fd)


def _node(path: str) -> Node:
    node = Node(path)
    try:
        if not node.captures():
            raise TransportError(f"{path} is no camera")
    except BaseException:
        with contextlib.suppress(OSError):
            node.close()
        raise
    return node

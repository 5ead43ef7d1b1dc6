"""A kernel with one camera in it, at the level of its calls; a frame is the four digits of its number.

It is written from linux/videodev2.h by the offsets of the fields on a 64-bit machine, without the shapes of video_node.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import socket
import struct
import time

QUERYCAP, ENUM_FMT, S_FMT, REQBUFS, QUERYBUF = 0x80685600, 0xC0405602, 0xC0D05605, 0xC0145608, 0xC0585609
QBUF, DQBUF, STREAMON, STREAMOFF, ENUM_FRAMESIZES = 0xC058560F, 0xC0585611, 0x40045612, 0x40045613, 0xC02C564A
CAPTURE_AND_STREAMING, METADATA, DEVICE_CAPS = 0x04000001, 0x04800000, 0x80000000
MONOTONIC, DAMAGED = 0x2000, 0x40
INTERVAL = 0.01


class FakeVideo:
    """`stale` frames are in its buffers before it looks; `damaged` come broken; `hung` sends none."""

    def __init__(self, monkeypatch, module):
        monkeypatch.setattr(module, "fcntl", self)
        monkeypatch.setattr(module, "mmap", self)
        monkeypatch.setattr(module, "open_fd", self._open)
        self.caps = CAPTURE_AND_STREAMING
        self.formats = {b"MJPG": [(640, 480), (1280, 720)], b"YUYV": [(640, 480)]}
        self.between = None
        self.stale = self.damaged = 0
        self.hung = self.gone = False
        self.clock = MONOTONIC
        self.number = 0
        self.taken_at = {}
        self.streaming = False
        self.started = 0
        self.set = b""
        self.maps = 0
        self._queued, self._filled, self._memory = [], [], {}
        self._ours = None
        self._loop = asyncio.get_running_loop()

    # --- what the module calls ---

    MAP_SHARED, PROT_READ, PROT_WRITE = 1, 1, 2

    def mmap(self, fd, length, flags, prot, offset):
        memory = _Memory(length, self)
        self._memory[offset] = memory
        self.maps += 1
        return memory

    def _open(self, path, flags):
        self.close()
        near, self._ours = socket.socketpair()
        self._ours.setblocking(False)
        self._near = near.detach()
        return self._near

    def ioctl(self, fd, request, given):
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        answer = {
            QUERYCAP: self._querycap, ENUM_FMT: self._enum_fmt, ENUM_FRAMESIZES: self._enum_sizes, S_FMT: self._s_fmt,
            REQBUFS: self._reqbufs, QUERYBUF: self._querybuf, QBUF: self._qbuf, DQBUF: self._dqbuf,
            STREAMON: self._streamon, STREAMOFF: self._streamoff,
        }[request]  # fmt: skip
        view = bytearray(ctypes.string_at(ctypes.addressof(given), ctypes.sizeof(given)))
        assert len(view) == request >> 16 & 0x3FFF
        answer(view)
        ctypes.memmove(ctypes.addressof(given), bytes(view), len(view))
        return 0

    # --- its answers ---

    def _querycap(self, view):
        view[16:22] = b"A cam\0"
        struct.pack_into("II", view, 84, self.caps | DEVICE_CAPS | METADATA, self.caps)

    def _enum_fmt(self, view):
        (index,) = struct.unpack_from("I", view)
        if index >= len(self.formats):
            raise OSError(errno.EINVAL, "Invalid argument")
        view[44:48] = list(self.formats)[index]

    def _enum_sizes(self, view):
        (index,) = struct.unpack_from("I", view)
        if self.between:
            struct.pack_into("7I", view, 8, 3, *self.between)
            return
        sizes = self.formats[bytes(view[4:8])]
        if index >= len(sizes):
            raise OSError(errno.EINVAL, "Invalid argument")
        struct.pack_into("3I", view, 8, 1, *sizes[index])

    def _s_fmt(self, view):
        assert struct.unpack_from("I", view) == (1,)
        (width,) = struct.unpack_from("I", view, 8)
        self.set = bytes(view[16:20])
        struct.pack_into("I", view, 24, width * 2)

    def _reqbufs(self, view):
        assert not self.streaming
        if not struct.unpack_from("I", view)[0]:
            assert not self.maps, "the buffers are still mapped"
            self._queued, self._filled = [], []

    def _querybuf(self, view):
        (index,) = struct.unpack_from("I", view)
        struct.pack_into("II", view, 64, index * 4096, 0)
        struct.pack_into("I", view, 72, 4096)

    def _qbuf(self, view):
        self._queued.append(struct.unpack_from("I", view)[0])

    def _streamon(self, view):
        self.streaming = True
        self.started += 1
        for _ in range(self.stale):
            self._fill(time.monotonic() - 60)
        self._loop.call_soon_threadsafe(self._tick)

    def _tick(self):
        if self.streaming and not self.hung and not self.gone:
            if self._queued:
                self._fill(time.monotonic())
            self._loop.call_later(INTERVAL, self._tick)

    def _fill(self, at):
        self.number += 1
        index = self._queued.pop(0)
        self._memory[index * 4096].content[:4] = b"%04d" % self.number
        self.taken_at[self.number] = at
        self._filled.append((index, at))
        self._ours.send(b".")

    def _dqbuf(self, view):
        if not self._filled:
            raise BlockingIOError(errno.EAGAIN, "again")
        os.read(self._near, 1)
        index, at = self._filled.pop(0)
        flags = self.clock | (DAMAGED if self.damaged else 0)
        self.damaged = max(0, self.damaged - 1)
        struct.pack_into("I", view, 0, index)
        struct.pack_into("II", view, 8, 4, flags)
        struct.pack_into("ll", view, 24, int(at), int(at % 1 * 1e6))

    def _streamoff(self, view):
        self.streaming = False

    def unplug(self):
        """Who waits for a frame is woken, and told at his next call."""
        self.gone = True
        self._ours.send(b".")

    def close(self):
        """The file of the node is closed by the module."""
        if self._ours is not None:
            self._ours.close()


class _Memory:
    def __init__(self, length, kernel):
        self.content = bytearray(length)
        self._kernel = kernel

    def __getitem__(self, at):
        return bytes(self.content[at])

    def close(self):
        self._kernel.maps -= 1

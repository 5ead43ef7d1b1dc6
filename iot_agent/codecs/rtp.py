"""A stream of video out of its packets: whole pictures as they were coded, without those that hang on one that was
lost; and when they were taken.

Source: RFC 3550, 5.1 (packets); RFC 6184, 5.6 to 5.8 (H.264); RFC 7798, 4.4 (H.265); RFC 2435: codecs/rtp_jpeg.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ..errors import ProtocolError
from .rtp_jpeg import Jpeg
from .sdp import Track

MOST = 8 << 20
"""Bytes of one picture."""
START = b"\0\0\0\1"
_TURN = 1 << 32


@dataclass(frozen=True)
class Packet:
    """One packet; `last` of its picture."""

    sequence: int
    stamp: int
    payload: int
    last: bool
    data: bytes


def read(packet: bytes) -> Packet:
    if len(packet) < 12 or packet[0] >> 6 != 2:
        raise ProtocolError("not a packet")
    start = 12 + 4 * (packet[0] & 15)
    if packet[0] & 16:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    end = len(packet) - (packet[-1] if packet[0] & 32 else 0)
    if start > end:
        raise ProtocolError("a packet with nothing in it")
    sequence, stamp = int.from_bytes(packet[2:4], "big"), int.from_bytes(packet[4:8], "big")
    return Packet(sequence, stamp, packet[1] & 127, bool(packet[1] & 128), packet[start:end])


@dataclass(frozen=True)
class Coded:
    """A picture as it was coded; `key` = it needs none of those before it."""

    stamp: int
    key: bool
    data: bytes


class Unpacked(Protocol):
    """The picture that is being put together."""

    def add(self, data: bytes) -> None:
        """What one packet has of it; ProtocolError for what cannot be of one."""

    def size(self) -> int: ...

    def take(self) -> tuple[bytes, bool]:
        """The picture, and whether it is a key; b"" = none. The next one begins."""


@dataclass
class H264:
    """Network units behind start codes, as decoders take them. Cameras that send no IDR pictures send their parameter
    sets before each picture that can be entered at."""

    sets: tuple[bytes, ...] = ()
    _data: bytearray = field(default_factory=bytearray)
    _kinds: set[int] = field(default_factory=set)

    def add(self, data: bytes) -> None:
        kind = data[0] & 31 if data else 0
        if 0 < kind < 24:
            self._unit(kind, data)
        elif kind == 24:
            for unit in _aggregated(data[1:]):
                self._unit(unit[0] & 31, unit)
        elif kind == 28 and len(data) > 2:
            if data[1] & 128:
                self._unit(data[1] & 31, bytes((data[0] & 0xE0 | data[1] & 31,)))
            self._more(data[2:])
        else:
            raise ProtocolError("a packet of an unknown kind")

    def size(self) -> int:
        return len(self._data)

    def take(self) -> tuple[bytes, bool]:
        key = bool(self._kinds & {5, 7})
        data = self._before(self.sets if key and 7 not in self._kinds else ())
        return data, key

    def _unit(self, kind: int, data: bytes) -> None:
        self._kinds.add(kind)
        self._data += START + data

    def _more(self, data: bytes) -> None:
        if not self._data:
            raise ProtocolError("the middle of a picture")
        self._data += data

    def _before(self, sets: tuple[bytes, ...]) -> bytes:
        data = b"".join(START + one for one in sets) + bytes(self._data)
        self._data.clear()
        self._kinds.clear()
        return data


class H265(H264):
    """The same with longer heads and other numbers."""

    def add(self, data: bytes) -> None:
        kind = data[0] >> 1 & 63 if len(data) > 2 else 64
        if kind < 48:
            self._unit(kind, data)
        elif kind == 48:
            for unit in _aggregated(data[2:]):
                self._unit(unit[0] >> 1 & 63, unit)
        elif kind == 49 and len(data) > 3:
            if data[2] & 128:
                self._unit(data[2] & 63, bytes((data[0] & 0x81 | (data[2] & 63) << 1, data[1])))
            self._more(data[3:])
        else:
            raise ProtocolError("a packet of an unknown kind")

    def take(self) -> tuple[bytes, bool]:
        key = bool(self._kinds & {*range(16, 24), 33})
        return self._before(self.sets if key and 33 not in self._kinds else ()), key


def _aggregated(data: bytes) -> list[bytes]:
    units, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        if not 0 < size <= len(data) - at - 2:
            raise ProtocolError("half a packet")
        units.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return units


class Stream:
    """Feed it packets in their order; it gives pictures, from the first one that needs none before it."""

    def __init__(self, track: Track) -> None:
        self._track = track
        self._picture: Unpacked = _UNPACKED[track.encoding](track.sets) if track.encoding in _UNPACKED else Jpeg()
        self._next: int | None = None
        self._stamp: int | None = None
        self._whole = False
        """Whether nothing is missing since the last key."""
        self._damaged = False
        """Whether something is missing of the picture that is being put together."""

    def feed(self, data: bytes) -> list[Coded]:
        """The pictures that end with this packet; what is no packet of this track raises ProtocolError or is none."""
        packet = read(data)
        if packet.payload != self._track.payload:
            return []
        done: list[Coded] = []
        if self._stamp not in (None, packet.stamp):
            done += self._end()
        if self._next is not None and packet.sequence != self._next:
            self._damaged = True
        self._next, self._stamp = packet.sequence + 1 & 0xFFFF, packet.stamp
        try:
            self._picture.add(packet.data)
        except ProtocolError:
            self._damaged = True
        if self._picture.size() > MOST:
            raise ProtocolError("a picture without an end")
        return done + self._end() if packet.last else done

    def _end(self) -> list[Coded]:
        data, key = self._picture.take()
        stamp, damaged = self._stamp, self._damaged
        self._stamp, self._damaged = None, False
        if stamp is None or not data:
            return []
        self._whole = not damaged and (key or self._whole)
        return [Coded(stamp, key, data)] if self._whole else []


_UNPACKED = {"H264": H264, "H265": H265}


@dataclass
class Clock:
    """When pictures were taken, by their stamps and the least time one ever took to arrive. What a camera has kept
    comes faster than it was taken, so that it shows to be old by what follows."""

    rate: int
    _ticks: int = 0
    _last: int | None = None
    _ahead: float | None = None
    _moved: float = 0.0

    JITTER = 0.04
    """Seconds that a picture may come early and still be of a stream that runs at its own pace."""
    BACK = 10.0
    """Seconds by which stamps go back only where they begin anew."""

    def taken(self, stamp: int, arrived: float) -> float:
        """The latest moment at which the picture can have been taken, as far as is known by now."""
        step = 0 if self._last is None else (stamp - self._last + _TURN // 2) % _TURN - _TURN // 2
        if step < -self.BACK * self.rate:
            self._ahead = None
        self._last, self._ticks = stamp, self._ticks + step
        offset = arrived - self._ticks / self.rate
        if self._ahead is None or offset < self._ahead - self.JITTER:
            self._moved = arrived
        self._ahead = offset if self._ahead is None else min(self._ahead, offset)
        return self._ticks / self.rate + self._ahead

    def steady(self, arrived: float) -> float:
        """Seconds since which nothing came ahead of its time."""
        return arrived - self._moved

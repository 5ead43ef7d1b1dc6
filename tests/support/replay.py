"""A recorded conversation in place of a device: what `iot-agent capture` wrote, played back over any cable."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from iot_agent.codecs import capture
from iot_agent.codecs.capture import TO, Capture
from tests.support.cables import Cable

C = TypeVar("C", bound=Cable)


def replay(recording: Capture | Path, cable: type[C] = Cable) -> C:
    """A cable at whose far end is the device as it was recorded.

    It answers as soon as it was told what it had been told then, and is pulled when told more than that. A driver that
    says anything else fails the test.
    """
    heard = capture.parse(recording.read_text()) if isinstance(recording, Path) else recording
    return _Far(heard, cable).cable


class _Far:
    def __init__(self, heard: Capture, cable: type[C]) -> None:
        self._rest = [(piece.way, piece.data) for piece in heard.pieces]
        self.cable: C = cable(self._told)
        self.cable.arrive(self._answer())

    def _told(self, data: bytes) -> bytes:
        while data:
            if not self._rest:
                self.cable.pull("the recording has ended")
                return b""
            _, expected = self._rest.pop(0)
            length = min(len(data), len(expected))
            assert data[:length] == expected[:length], f"the driver says {data!r} where {expected!r} was recorded"
            data = data[length:]
            if rest := expected[length:]:
                self._rest.insert(0, (TO, rest))
        return self._answer()

    def _answer(self) -> bytes:
        """What it says until it is told something again."""
        said = b""
        while self._rest and self._rest[0][0] != TO:
            said += self._rest.pop(0)[1]
        return said

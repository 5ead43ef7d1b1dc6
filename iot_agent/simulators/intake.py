"""The mouth of a simulated printer: bytes in any pieces, worked off one whole command after the other."""

from __future__ import annotations

from dataclasses import dataclass, field


class More(Exception):
    """The command is not complete yet."""


@dataclass(kw_only=True)
class Intake:
    """A reader says in `_one` what it takes for a command; one that is not whole waits for the rest."""

    _buffer: bytearray = field(default_factory=bytearray)
    _at: int = 0

    def feed(self, data: bytes) -> None:
        """Work off all complete commands."""
        self._buffer += data
        done = 0
        try:
            while done < len(self._buffer):
                self._at = done
                self._one()
                done = self._at
        except More:
            pass
        del self._buffer[:done]

    def _one(self) -> None:
        raise NotImplementedError

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if len(self._buffer) < end:
            raise More
        taken = bytes(self._buffer[self._at : end])
        self._at = end
        return taken

    def _word(self) -> int:
        return int.from_bytes(self._take(2), "little")

"""A Seesaw scale, written without its codec."""

from __future__ import annotations


class Seesaw:
    """What lies on it, and whether it moves."""

    def __init__(self, kg: float = 0.0, *, moving: bool = False) -> None:
        self.kg = kg
        self.moving = moving
        self._heard = b""

    def receive(self, data: bytes) -> bytes:
        """What it says to these bytes."""
        *asked, self._heard = (self._heard + data).split(b"\n")
        line = f"{'~' if self.moving else '='}{self.kg:.3f} kg\n".encode()
        return line * asked.count(b"?")

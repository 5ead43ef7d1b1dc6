"""What moves bytes to and from one device."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """One open wire. Every method raises TransportError once the wire is gone; none ever blocks the loop."""

    async def write(self, data: bytes) -> None:
        """Return when the device (or its kernel buffer) took all of `data`."""

    async def read(self, limit: int = 4096) -> bytes:
        """At least one byte, at most `limit`, as soon as any is there."""

    async def close(self) -> None:
        """Give the wire back; closing twice is harmless."""

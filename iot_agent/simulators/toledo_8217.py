"""A counter scale that speaks Mettler-Toledo 8217, as its manual has it.

Source: PSC (Datalogic), "Magellan 8500 Service Manual", 6.1.3.2 and 6.1.4.3.
"""

from __future__ import annotations

from dataclasses import dataclass

CAPACITY = 30.0


@dataclass
class Toledo8217:
    """The machine: characters in, answers out."""

    kg: float = 0.0
    moving: bool = False
    over: bool = False
    under: bool = False
    net: bool = False
    echoing: bool = False
    silent: bool = False

    def receive(self, data: bytes) -> bytes:
        """What it answers to these characters."""
        return b"" if self.silent else b"".join(self._character(data[at : at + 1]) for at in range(len(data)))

    def _character(self, character: bytes) -> bytes:
        match character:
            case b"F":
                self.echoing = False
                return b"\x02F\r"
            case _ if self.echoing:
                return character
            case b"E":
                self.echoing = True
                return b"\x02E\r"
            case b"W":
                return self._weight()
            case b"A":
                return b"\x02\r"
            case b"B":
                return b"\x02?@\r"
            case b"Z" | b"C" | b"T":
                return self._status()
            case _:
                return b""

    @property
    def beyond(self) -> bool:
        return self.over or self.kg > CAPACITY

    @property
    def below(self) -> bool:
        return self.under or self.kg < 0

    def _weight(self) -> bytes:
        if self.moving or self.beyond or self.below:
            return self._status()
        return b"\x02%06.3f%s\r" % (self.kg, b"N" if self.net else b"")

    def _status(self) -> bytes:
        flags = (self.moving, self.beyond, self.below, False, self.kg == 0, self.net, True)
        return b"\x02?%c\r" % sum(1 << bit for bit, flag in enumerate(flags) if flag)

"""A label printer that speaks EPL2, with labels that run out, a head that opens and a cutter that jams.

`Epl` is the machine (bytes in, answers out); `escpos.Served` puts it on a TCP port with bad habits on request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ..values import Paper
from .epl_reader import Label, Reader

MOST = 100
"""Labels that wait inside while it cannot print."""


@dataclass
class Epl:
    """The machine. Its owner pumps bytes into `receive` and gives it `answer` to send with."""

    paper: Paper = Paper.OK
    head_open: bool = False
    jammed: bool = False
    mute: bool = False
    """Says nothing while it is in trouble, as some models do."""
    labels: list[Label] = field(default_factory=list)
    received: int = 0
    answer: Callable[[bytes], None] = lambda _: None
    reader: Reader = field(init=False)
    _drawn: deque[Label] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.reader = Reader(self._drawn.append, self._tell)

    @property
    def trouble(self) -> list[bytes]:
        """The codes of what keeps a label inside."""
        seen = {b"07": self.paper is Paper.OUT, b"11": self.head_open, b"81": self.jammed}
        return [code for code, there in seen.items() if there]

    @property
    def full(self) -> bool:
        """Whether it takes no more bytes until it can print."""
        return len(self._drawn) >= MOST

    def receive(self, data: bytes) -> None:
        """Take bytes off the wire."""
        self.received += len(data)
        self.reader.feed(data)
        self.set()

    def set(self, **changes: object) -> None:
        """Change the state of the machine by its fields; what waited is printed once it can be."""
        for name, value in changes.items():
            setattr(self, name, value)
        if not self.trouble:
            self.labels.extend(self._drawn)
            self._drawn.clear()

    def _tell(self) -> None:
        if not (self.trouble and self.mute):
            self.answer(b",".join(self.trouble or [b"00"]) + b"\r\n")

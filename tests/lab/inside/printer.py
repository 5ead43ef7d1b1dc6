"""The machine behind a USB printer gadget, inside the guest: printer.py NODE FOLDER

What arrives is kept in FOLDER/received. FOLDER/state holds words that change how the printer is: `paper_out`,
`cover_open`, and `stuck`, which takes no more bytes once STUCK_AFTER of them have come.
"""

import contextlib
import os
import select
import sys
import time
from pathlib import Path

from iot_agent.simulators.escpos import EscPos
from iot_agent.values import Paper

STUCK_AFTER = 20_000
LOOK = 0.05


class Printer:
    """Reads the gadget's node whenever it is there; the kernel takes it away at each unplugging and reset."""

    def __init__(self, node: Path, folder: Path) -> None:
        self.node = node
        self.folder = folder
        self.machine = EscPos(answer=self._answer)
        self.words = frozenset[str]()
        self.since = 0
        self.file = -1

    def serve(self) -> None:
        """For ever."""
        (self.folder / "ready").touch()
        while True:
            self._look()
            try:
                if self.file < 0:
                    self.file = os.open(self.node, os.O_RDWR | os.O_NONBLOCK)
                self._read()
            except BlockingIOError:
                time.sleep(LOOK)
            except OSError:
                self._close()
                time.sleep(LOOK)

    def _look(self) -> None:
        """Become as the words in the file say."""
        words = frozenset((self.folder / "state").read_text().split())
        if words != self.words:
            self.words, self.since = words, self.machine.received
            paper = Paper.OUT if "paper_out" in words else Paper.OK
            self.machine.set(paper=paper, cover_open="cover_open" in words)

    def _read(self) -> None:
        if "stuck" in self.words and self.machine.received - self.since > STUCK_AFTER:
            time.sleep(LOOK)
            return
        if select.select([self.file], [], [], LOOK)[0]:
            data = os.read(self.file, 8192)
            with (self.folder / "received").open("ab") as kept:
                kept.write(data)
            self.machine.receive(data)

    def _answer(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self.file, data)

    def _close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
        self.file = -1


if __name__ == "__main__":
    Printer(Path(sys.argv[1]), Path(sys.argv[2])).serve()

"""Devices at the ends of real wires that note when something reached them. Both sides are measured with the same."""

import os
import select
import struct
import threading
import time
import tty
from collections.abc import Sequence
from pathlib import Path

from iot_agent.simulators.escpos import EscPos, Mode, Served
from tests.support.e2e_loop import BackgroundLoop

BAUD = 9600
BITS = 10
"""Of one byte on the line: start, eight, stop (or seven, parity and stop)."""
THINKING = 0.005
"""Seconds a scale takes for its answer."""


PICTURE = b"\x1dv0"


class Paper(EscPos):
    """A receipt printer that notes when a picture begins to arrive; what is said around one does not count."""

    first: float | None = None

    def receive(self, data: bytes) -> None:
        if self.first is None and PICTURE in data:
            self.first = time.monotonic()
        super().receive(data)


class Printer:
    """Paper on a TCP port, served by a thread of its own."""

    def __init__(self) -> None:
        self.paper = Paper()
        self._loop = BackgroundLoop()
        self._served = Served(self.paper)
        self.address = self._loop.run(self._served.start())

    def expect(self) -> None:
        """The next picture is the first."""
        self.paper.first = None

    def wait_first(self, within: float = 10.0) -> float:
        """When it came."""
        deadline = time.monotonic() + within
        while self.paper.first is None:
            if time.monotonic() > deadline:
                raise TimeoutError("nothing reached the printer")
            time.sleep(0.0005)
        return self.paper.first

    def wait_printed(self, count: int, within: float = 10.0) -> None:
        """Returns once that many receipts came out since the start."""
        deadline = time.monotonic() + within
        while len(self.paper.receipts) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.paper.receipts)} receipts, not {count}")
            time.sleep(0.0005)

    def behave(self, mode: Mode) -> None:
        async def change() -> None:
            self._served.behave(mode)

        self._loop.run(change())

    def close(self) -> None:
        self._loop.run(self._served.stop())
        self._loop.close()


class ScaleLine:
    """A Mettler-Toledo 8217 at the end of a 9600 baud line; the line is a pseudo terminal that is kept waiting."""

    def __init__(self) -> None:
        self.grams = 0
        self.asked = 0
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="scale", daemon=True)
        self._thread.start()

    def weigh(self, grams: int) -> float:
        """Puts that much on it; the moment."""
        self.grams = grams
        return time.monotonic()

    def _serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._stop], [], [])
            if self._stop in ready:
                return
            for byte in os.read(self._master, 64):
                if byte == ord("W"):
                    self._answer()

    def _answer(self) -> None:
        self.asked += 1
        time.sleep(BITS / BAUD + THINKING)
        answer = b"\x02%02d.%03d\r" % divmod(self.grams, 1000)
        time.sleep(len(answer) * BITS / BAUD)
        os.write(self._master, answer)

    def close(self) -> None:
        os.write(self._stopped, b"x")
        self._thread.join()
        for fd in (self._master, self._slave, self._stop, self._stopped):
            os.close(fd)


EVENT = struct.Struct("@llHHi")
ENTER = 28
DIGITS = {digit: 11 if digit == "0" else int(digit) + 1 for digit in "0123456789"}


def typed(code: str) -> bytes:
    """The input events of a scanner that types digits and Enter, as the kernel hands them out."""
    seconds, rest = divmod(time.monotonic_ns(), 10**9)
    keys: Sequence[int] = [*(DIGITS[digit] for digit in code), ENTER]
    events = []
    for key in keys:
        for down in (1, 0):
            events += [(4, 4, key), (1, key, down), (0, 0, 0)]
    return b"".join(EVENT.pack(seconds, rest // 1000, *event) for event in events)


class Pipe:
    """A named pipe that is written to; nothing is lost while nobody reads."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)
        self._fd = os.open(path, os.O_RDWR)

    def write(self, data: bytes) -> float:
        """Writes; the moment before."""
        now = time.monotonic()
        os.write(self._fd, data)
        return now

    def pour(self, pieces: Sequence[bytes]) -> float:
        """Writes in a thread of its own, as the pipe is smaller than the whole; the moment it began."""

        def write() -> None:
            for piece in pieces:
                self.write(piece)

        start = time.monotonic()
        threading.Thread(target=write, daemon=True).start()
        return start

    def close(self) -> None:
        os.close(self._fd)

"""Machines at the ends of lines of their real speed: what the line takes is known, the rest is ours."""

import time
from dataclasses import dataclass, field

from iot_agent.simulators import line
from tests.support.e2e_loop import BackgroundLoop


@dataclass
class Counted:
    """A machine, and how often it was asked with what begins each reading."""

    machine: line.Machine
    baud: int
    question: bytes
    asked: list[float] = field(default_factory=list)
    """When."""
    busy: float = 0.0
    """Seconds that the line and the machine took."""

    def receive(self, data: bytes) -> bytes:
        if self.question in data:
            self.asked.append(time.monotonic())
        answer = self.machine.receive(data)
        self.busy += (len(data) + len(answer)) * line.BITS / self.baud + (line.REACTION if answer else 0)
        return answer


class Line:
    """A pseudo terminal with a machine, for as long as the block runs."""

    def __init__(self, loop: BackgroundLoop, machine: line.Machine, baud: int, question: bytes) -> None:
        self.counted = Counted(machine, baud, question)
        self.path = ""
        self._loop = loop
        self._served = line.Served(self.counted, baud=baud)

    def __enter__(self) -> "Line":
        self.path = self._loop.run(self._start())
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.run(self._stop())

    async def _start(self) -> str:
        return self._served.start()

    async def _stop(self) -> None:
        self._served.stop()

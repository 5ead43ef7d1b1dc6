"""What the box's owner may read and change of the log: its last lines, and how much each part says."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from types import TracebackType
from typing import Any

from .. import log
from ..wire import Level

MOST, LONGEST = 2000, 2000
"""Lines that are kept, and characters of each."""
PARTS = {"agent": "iot_agent", "link": "iot_agent.link", "local": "iot_agent.local", "devices": log.DEVICES}
DEVICE = "device/"
"""Before the identifier of a device, which is a part of its own."""


class Logs(logging.Handler):
    """Hears what is logged while it is entered; no secret is in it, and it forgets the oldest lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(log.Line())
        self._lines: deque[str] = deque(maxlen=MOST)
        self._levels: dict[str, tuple[Level, asyncio.TimerHandle | None]] = {}

    def __enter__(self) -> Logs:
        logging.getLogger("iot_agent").addHandler(self)
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        logging.getLogger("iot_agent").removeHandler(self)
        for part in list(self._levels):
            self.settle(part, Level.DEFAULT)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record)[:LONGEST])

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self._lines)

    def forget(self) -> None:
        """The box changes hands: neither its lines nor what was set is the next owner's."""
        self._lines.clear()
        for part in list(self._levels):
            self.settle(part, Level.DEFAULT)

    def settle(self, part: str, level: Level, seconds: float = 0.0) -> None:
        """Let a part say this much for that long (0 = as long as the agent runs)."""
        _, timer = self._levels.pop(part, (level, None))
        if timer:
            timer.cancel()
        _logger(part).setLevel(level.value.upper() or logging.NOTSET)
        if level is not Level.DEFAULT:
            loop = asyncio.get_running_loop()
            ending = loop.call_later(seconds, self.settle, part, Level.DEFAULT) if seconds else None
            self._levels[part] = level, ending

    def told(self) -> list[dict[str, Any]]:
        """The parts that are not as the settings say; `left` in seconds, None = until a restart."""
        return [
            {"part": part, "level": level.value, "left": _left(timer)} for part, (level, timer) in self._levels.items()
        ]


def _logger(part: str) -> logging.Logger:
    if part.startswith(DEVICE):
        return log.of_device(part.removeprefix(DEVICE))
    return logging.getLogger(PARTS[part])


def _left(timer: asyncio.TimerHandle | None) -> float | None:
    return max(0.0, timer.when() - asyncio.get_running_loop().time()) if timer else None

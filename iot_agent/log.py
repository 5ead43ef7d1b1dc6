"""Logging set-up, the logger of a device, and what keeps secrets out of every line."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import MutableMapping
from typing import Any

DEVICES = "iot_agent.device"
_SECRETS = re.compile(
    r"iot1\.[\w-]+|(?<=IoT )\S+:\S+|(?<=Ticket )\S+|(?<=IoT-Proof: )\S+|\d{9,}\.\d{3}:\w+:[0-9a-f]{64}"
)


def redacted(text: str) -> str:
    """Without tokens, tickets and signatures."""
    return _SECRETS.sub("***", text)


class Redaction(logging.Filter):
    """Keeps secrets out, should one ever reach a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = redacted(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


class Line(logging.Formatter):
    """One line of the log with its traceback, if there is one, and no secret in either."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        if record.name.startswith(f"{DEVICES}."):
            record.name = DEVICES  # the message names the device itself
        return redacted(super().format(record))


def of_device(identifier: str) -> logging.Logger:
    """The logger of a device, whose level is its own."""
    return logging.getLogger(DEVICES).getChild(identifier.replace(".", "_"))


class DeviceLog(logging.LoggerAdapter[logging.Logger]):
    """Puts the device's name in front of each line about it."""

    def __init__(self, logger: logging.Logger, name: str) -> None:
        super().__init__(logger, {})
        self.device = name

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        return f"{self.device.replace('%', '%%')}: {msg}", kwargs


def setup(level: str) -> None:
    """Log to standard error, where systemd, a container or a terminal reads it."""
    handler = logging.StreamHandler()
    handler.addFilter(Redaction())
    handler.setFormatter(Line())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("asyncio").setLevel("WARNING")
    logging.getLogger("aiohttp").setLevel("WARNING")

"""Logging set-up, the logger of a device, and the filter that keeps secrets out of every line."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

_SECRETS = re.compile(r"iot1\.[\w-]+|(?<=IoT )\S+:\S+|(?<=Ticket )\S+|(?<=IoT-Proof: )\S+")


class Redaction(logging.Filter):
    """Replaces tokens, tickets and signatures, should one ever reach a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = _SECRETS.sub("***", text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


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
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("asyncio").setLevel("WARNING")
    logging.getLogger("aiohttp").setLevel("WARNING")

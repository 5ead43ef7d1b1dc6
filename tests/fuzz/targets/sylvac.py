"""A line of a measuring tool."""

import math

from iot_agent.codecs.sylvac import parse
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    try:
        told = parse(data)
    except (ProtocolError, DeviceError):
        return
    assert data.endswith(b"\r")
    if isinstance(told, str):
        assert told in ("", "mm", "in")
    else:
        assert math.isfinite(told.value)

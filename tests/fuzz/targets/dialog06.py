"""A record of a scale."""

import math

from iot_agent.codecs.dialog06 import parse
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    try:
        weight = parse(data, None)
    except (ProtocolError, DeviceError):
        return
    assert weight.value is None or math.isfinite(weight.value)

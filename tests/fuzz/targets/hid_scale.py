"""An answer of a scale."""

import math

from iot_agent.codecs.hid_scale import parse
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    try:
        weight = parse(data)
    except (ProtocolError, DeviceError):
        return
    assert weight.value is None or math.isfinite(weight.value)

"""An answer of a scale."""

import math

from iot_agent.codecs.toledo_8217 import UNITS, parse, width
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    try:
        weight = parse(data)
    except (ProtocolError, DeviceError):
        assert not width(data)
        return
    assert bool(width(data)) is (weight.value is not None)
    if weight.value is not None:
        assert math.isfinite(weight.value)
        assert weight.unit in UNITS.values()

"""What a measuring tool types."""

import math

from iot_agent.codecs.hid_gauge import UNITS, parse
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    try:
        measure = parse(data.decode("utf-8", "replace"))
    except ProtocolError:
        return
    assert math.isfinite(measure.value)
    assert measure.unit in UNITS.values()

"""An answer of a scale."""

import math

from iot_agent.codecs.dibal import parse
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    try:
        weight = parse(data)
    except ProtocolError:
        return
    assert weight.value is None or math.isfinite(weight.value)

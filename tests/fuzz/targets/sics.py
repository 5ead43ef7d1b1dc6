"""An answer of a scale, to either kind of question."""

import math
from contextlib import suppress

from iot_agent.codecs.sics import done, parse
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    with suppress(ProtocolError, DeviceError):
        done(data)
    with suppress(ProtocolError):
        weight = parse(data)
        assert weight.value is None or math.isfinite(weight.value)

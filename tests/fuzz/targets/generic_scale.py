"""What a described scale sends, read with the usual description."""

import math
from contextlib import suppress

from iot_agent.codecs.generic_scale import ANSWER, LONGEST, last_line, parse
from iot_agent.errors import ProtocolError
from iot_agent.pattern import Pattern

PATTERN = Pattern(ANSWER)


def fuzz(data: bytes) -> None:
    line, rest = last_line(data)
    assert len(rest) <= LONGEST
    with suppress(ProtocolError):
        assert math.isfinite(parse(line, PATTERN, "").value or 0.0)

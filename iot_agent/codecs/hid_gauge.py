"""Values as interfaces of measuring tools type them, like a keyboard, and Enter.

Source: Mitutoyo, "Input Tool Series", Catalog E12026: the value as the tool shows it, a minus sign before it where it
has one; and the 13 characters of codecs/mitutoyo.py from interfaces that are set to send all of them. Tools sold where
the comma is the decimal sign may type one, and some type the unit behind the value.
"""

from __future__ import annotations

import re

from ..errors import ProtocolError
from ..values import Measure

UNITS = {"mm": "mm", "in": "in", '"': "in", "inch": "in", "°": "°", "n": "N", "nm": "Nm", "g": "g", "": ""}

_VALUE = re.compile(r"(?:0[0-9]A)?([+-]?)([0-9]{1,8}(?:[.,][0-9]{1,6})?) ?([a-zA-Z\"°]{0,4})", re.ASCII)


def parse(text: str) -> Measure:
    """The value that was typed; ProtocolError for anything else."""
    value = _VALUE.fullmatch(text.strip())
    if value is None or value[3].lower() not in UNITS:
        raise ProtocolError(f"not a value: {text[:20]!r}")
    return Measure(float(value[1] + value[2].replace(",", ".")), UNITS[value[3].lower()])

"""Mitutoyo's measuring tools behind an interface that is a serial port, such as USB-ITN with its port driver, DMX, or
the USB of a height gauge. Source: see codecs/mitutoyo.py."""

from __future__ import annotations

from dataclasses import replace

from ...codecs import mitutoyo
from ...core.match import Match
from ...values import Measure
from ...wire import Quality
from .lines import Lines


class Mitutoyo(Lines):
    """The interface does not tell the unit: it is what the tool's form says."""

    quality = Quality.MANUAL
    matches = (Match("serial", vendor=0x0FE7), Match("serial", name="*mitutoyo*"))
    baud = "9600 8N1"
    ASK, END, LONGEST = mitutoyo.ASK, mitutoyo.END, mitutoyo.LONGEST

    async def heard(self, line: bytes) -> list[Measure]:
        return [replace(mitutoyo.parse(line), unit=self.options.get("unit", ""))]

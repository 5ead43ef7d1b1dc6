"""Measuring tools behind an interface that types like a keyboard, such as Mitutoyo's input tools. Source: see
codecs/hid_gauge.py; the keys are those of codecs/keymap.py."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from ...codecs import hid_gauge
from ...codecs.keymap import Decoder
from ...core.kinds import Gauge
from ...core.match import Match
from ...errors import ProtocolError
from ...values import Measure
from ...wire import Quality


class HidGauge(Gauge):
    """Told from a keyboard by its maker or name alone: taking a real keyboard away would lock its user out."""

    quality = Quality.SIMULATED
    matches = (
        Match("hid", vendor=0x0FE7),
        *(Match("hid", name=name) for name in ("*mitutoyo*", "*sylvac*", "*caliper*", "*calliper*", "*digimatic*")),
    )

    async def measures(self) -> AsyncIterator[Measure]:
        decoder = Decoder(ends=frozenset({"tab"}))
        while True:
            for text in decoder.feed(await self.wire.read()):
                with contextlib.suppress(ProtocolError):
                    measure = hid_gauge.parse(text)
                    yield replace(measure, unit=measure.unit or self.options.get("unit", ""))

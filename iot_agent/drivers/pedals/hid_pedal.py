"""Footswitches and keypads that type like a keyboard. Source: see codecs/keypad.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...codecs.keypad import Keypad
from ...core.kinds import Pedal
from ...core.match import Match
from ...values import Key
from ...wire import Quality

MODELS = (
    *((0x0C45, 0x7403), (0x0C45, 0x7404), (0x413D, 0x2107), (0x1A86, 0xE026), (0x1A86, 0xE02D), (0x3553, 0xB001)),
    *((0x0426, 0x3011), (0x055A, 0x0998)),
    (0x05F3, 0x00FF),
)
"""Models of PCsensor, Scythe and VEC that are nothing else; the numbers of their makers stand for other things too."""


class HidPedal(Pedal):
    """Told from a keyboard by its model or name, or by its user: a keyboard is not taken away from who types on it."""

    quality = Quality.SIMULATED
    matches = (
        *(Match("hid", vendor=vendor, product=product) for vendor, product in MODELS),
        *(Match("hid", name=name) for name in ("*footswitch*", "*foot switch*", "*footpedal*", "*foot pedal*")),
        Match("hid", use="pedal"),
    )

    async def keys(self) -> AsyncIterator[Key]:
        keypad = Keypad()
        while True:
            for name in keypad.feed(await self.wire.read()):
                yield Key(name)

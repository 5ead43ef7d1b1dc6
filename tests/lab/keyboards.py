"""USB keyboards that tests plug into the guest: scanners, footswitches, tools, and what people type on.

Source: USB HID Usage Tables 1.12, 10 (keyboard page); HID 1.11, appendix B.1 (the report of a boot keyboard).
"""

from __future__ import annotations

from collections.abc import Iterable

from iot_agent.simulators.hid_keyboard import KEYS, strokes

from .gadgets import Gadget, Model
from .guest import HOME, Guest

_ROW = "abcdefghijklmnopqrstuvwxyz1234567890"
_OTHERS = {" ": 0x2C, "-": 0x2D, "=": 0x2E, "[": 0x2F, "]": 0x30, "\\": 0x31, ";": 0x33, "'": 0x34, "`": 0x35, ",": 0x36,
           ".": 0x37, "/": 0x38}  # fmt: skip
USAGES = {
    **{KEYS[key]: 4 + place for place, key in enumerate(_ROW)},
    **{KEYS[key]: usage for key, usage in _OTHERS.items()},
    **{28: 0x28, 86: 0x64},
    **{79 + place: 0x59 + place for place in range(3)},
    **{75 + place: 0x5C + place for place in range(3)},
    **{71 + place: 0x5F + place for place in range(3)},
    82: 0x62,
}
"""Usage of a key by its code in Linux."""
HELD = {29: 0x01, 42: 0x02, 56: 0x04, 100: 0x40}
"""Bit of the report's first byte."""
ENTER = 28


VOYAGER = Model(0x0C2E, 0x0B61, "Honeywell", "Voyager 1450g")
DS2208 = Model(0x05E0, 0x1200, "Symbol Technologies, Inc, 2008", "Symbol Bar Code Scanner")
GRYPHON = Model(0x05F9, 0x2206, "Datalogic ADC, Inc.", "Gryphon GD4400")
FOOTSWITCH = Model(0x0C45, 0x7403, "RDing", "FootSwitch1F1.")
INPUT_TOOL = Model(0x0FE7, 0x4001, "Mitutoyo", "USB Input Tool")
KEYBOARD = Model(0x046D, 0xC31C, "Logitech", "USB Keyboard")


def reports(moves: Iterable[tuple[int, bool]]) -> bytes:
    """What the keyboard sends for keys that go down and up, eight bytes each time."""
    held, down, sent = 0, list[int](), b""
    for code, pressed in moves:
        if code in HELD:
            held = held | HELD[code] if pressed else held & ~HELD[code]
        elif pressed:
            down.append(USAGES[code])
        else:
            down.remove(USAGES[code])
        sent += bytes((held, 0, *down, *bytes(6 - len(down))))
    return sent


class UsbKeyboard(Gadget):
    """One of them; `index` counts those of this guest from 0."""

    def __init__(self, guest: Guest, index: int, serial: str, model: Model) -> None:
        super().__init__(guest, "keyboard.sh", f"k{index}", serial, model)
        self.identifier = f"hid-{model.vendor:04x}-{model.product:04x}-{serial}"
        """What the agent calls it."""

    def plug(self, port: int = 0) -> None:
        super().plug(port)
        self._guest.run(f"until [ -e {self.node} ]; do sleep 0.1; done")

    def type(self, text: str, *, layout: str = "us", end: int = ENTER) -> None:
        """All keys of a text, as set to a country; `end` 0 leaves it without an end."""
        moves = [*strokes(text, layout=layout), *((end, down) for down in (True, False) if end)]
        self._guest.write("/run/lab/reports", reports(moves))
        self._guest.run(f"python3 {HOME}/lab/type.py {self.node} </run/lab/reports")

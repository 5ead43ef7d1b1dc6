"""A footswitch that types like a keyboard: the kernel's input events, on a socket instead of /dev/input.

Source: linux/input.h and linux/input-event-codes.h; the factory setting of PCsensor's pedals, which is B.
"""

from __future__ import annotations

import time

from . import hid_keyboard

KEYS = {"A": 30, "B": 48, "C": 46, "F13": 183, "Enter": 28, "PageDown": 109, "Space": 57, "1": 2, "2": 3, "3": 4}
HELD = {"Ctrl": 29, "Shift": 42, "Alt": 56}


def pressed(name: str = "B", *, at: float | None = None) -> bytes:
    """The events of one press: "B", or several keys such as "Ctrl+Shift+A", one after the other and back."""
    start = time.monotonic() if at is None else at
    codes = [{**KEYS, **HELD}[key] for key in name.split("+")]
    moves = [*((code, True) for code in codes), *((code, False) for code in reversed(codes))]
    return b"".join(hid_keyboard.key(code, down, start + number / 1000) for number, (code, down) in enumerate(moves))


class Served(hid_keyboard.Served):
    """The pedal on a socket."""

    def press(self, name: str = "B") -> int:
        """Step on it; the answer is how many programs saw it."""
        return self.send(pressed(name))

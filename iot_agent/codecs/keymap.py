"""Key events of a barcode scanner that pretends to be a keyboard, and the text it typed.

Source: linux/input.h (struct input_event), linux/input-event-codes.h (key codes); US layout.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import ProtocolError

EVENT = struct.Struct("@llHHi")
"""seconds, microseconds, type, code, value"""
GAP = 0.5
"""Seconds of silence after which what was typed so far is no part of what follows."""
LONGEST = 4296
"""Characters; the most a QR code holds."""

_SYN, _KEY, _TYPES, _CODES = 0, 1, 0x20, 0x300
_DROPPED = 3
_UP, _DOWN, _REPEAT = 0, 1, 2

_ENDS = frozenset({28, 96, 15})
"""Enter, keypad Enter, Tab."""
_SHIFTS, _CONTROLS, _ALTS = frozenset({42, 54}), frozenset({29, 97}), frozenset({56, 100})
_MODIFIERS = _SHIFTS | _CONTROLS | _ALTS
_CAPS_LOCK = 58


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    return {first + place: pair for place, pair in enumerate(zip(plain, shifted, strict=True))}


US: Mapping[int, tuple[str, str]] = {
    **_row(2, "1234567890-=", "!@#$%^&*()_+"),
    **_row(16, "qwertyuiop[]", "QWERTYUIOP{}"),
    **_row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    **_row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", " "),
    86: ("<", ">"),
}
"""Key code → the character alone and with Shift."""

KEYPAD: Mapping[int, str] = {
    **dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True)),
    55: "*", 74: "-", 78: "+", 83: ".", 98: "/", 117: "=", 121: ",",
}  # fmt: skip
"""Keypad keys always mean digits: a scanner cannot know the state of Num Lock."""


@dataclass
class Decoder:
    """Feed it the device's bytes in any pieces; it gives whole codes and never joins halves of two.

    A code is given up when the kernel dropped events, when the scanner paused longer than GAP in the middle,
    or when it grows beyond LONGEST; what follows up to the next end of code goes with it where it must.
    """

    _bytes: bytearray = field(default_factory=bytearray)
    _text: list[str] = field(default_factory=list)
    _held: set[int] = field(default_factory=set)
    _caps: bool = False
    _number: str = ""
    _last: float = 0.0
    _spoilt: bool = False

    def feed(self, data: bytes) -> list[str]:
        """The codes that end within `data`."""
        self._bytes += data
        whole = len(self._bytes) - len(self._bytes) % EVENT.size
        events = bytes(self._bytes[:whole])
        del self._bytes[:whole]
        return [code for event in EVENT.iter_unpack(events) for code in self._event(*event)]

    def _event(self, seconds: int, micro: int, type_: int, code: int, value: int) -> Iterator[str]:
        if type_ >= _TYPES or code >= _CODES or not 0 <= micro < 1_000_000:
            raise ProtocolError("not an input event")
        if type_ == _SYN and code == _DROPPED:
            self._give_up()
            self._held.clear()
            self._spoilt = True
        elif type_ == _KEY:
            yield from self._key(seconds + micro / 1e6, code, value)

    def _key(self, at: float, code: int, value: int) -> Iterator[str]:
        if value not in (_UP, _DOWN, _REPEAT):
            raise ProtocolError("not a key event")
        if not 0 <= at - self._last <= GAP:
            self._give_up()
        self._last = at
        if code in _MODIFIERS:
            self._modifier(code, value)
        elif value == _DOWN:
            yield from self._press(code)

    def _give_up(self) -> None:
        self._text.clear()
        self._number = ""
        self._spoilt = False

    def _modifier(self, code: int, value: int) -> None:
        if value == _DOWN:
            self._held.add(code)
        elif value == _UP:
            self._held.discard(code)
            if self._number and not self._held & _ALTS:
                self._text.append(_by_number(self._number))
                self._number = ""

    def _press(self, code: int) -> Iterator[str]:
        if code in _ENDS:
            if self._text and not self._spoilt:
                yield "".join(self._text)
            self._give_up()
        elif code == _CAPS_LOCK:
            self._caps = not self._caps
        elif len(self._text) >= LONGEST:
            self._give_up()
            self._spoilt = True
        else:
            self._character(code)

    def _character(self, code: int) -> None:
        keypad = KEYPAD.get(code, "")
        if self._held & _ALTS and keypad.isdigit():
            self._number = (self._number + keypad)[-4:]
        elif keypad:
            self._text.append(keypad)
        elif code in US:
            self._text.append(self._typed(*US[code]))

    def _typed(self, plain: str, shifted: str) -> str:
        """GS1 separators come as Ctrl and a character: FNC1 is Ctrl+]."""
        shift = bool(self._held & _SHIFTS) != (self._caps and plain.isalpha())
        typed = shifted if shift else plain
        if self._held & _CONTROLS and "@" <= typed.upper() <= "_":
            return chr(ord(typed.upper()) & 0x1F)
        return typed


def _by_number(digits: str) -> str:
    """A character typed as Alt and its number: with a leading zero in Windows-1252, without in code page 437."""
    page = "cp1252" if digits.startswith("0") else "cp437"
    return bytes((int(digits) & 0xFF,)).decode(page, "replace")

"""Key events of a barcode scanner that pretends to be a keyboard, and the text it typed.

Source: linux/input.h (struct input_event), linux/input-event-codes.h (key codes); US layout.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import ProtocolError

EVENT = struct.Struct("@llHHi")
"""seconds, microseconds, type, code, value"""
GAP = 0.5
"""Seconds from one key to the next after which what was typed so far is no part of what follows."""
LONGEST = 4296
"""Characters; the most a QR code holds."""

_SYN, _KEY, _SCAN_CODE, _TYPES, _CODES = 0, 1, 4, 0x20, 0x300
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


_PLAIN = frozenset({*US, *KEYPAD, *_ENDS})
"""Keys whose release means nothing."""


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
        if self._bytes:
            self._bytes += data
            data = bytes(self._bytes)
        whole = len(data) - len(data) % EVENT.size
        self._bytes = bytearray(data[whole:])
        codes = []
        for seconds, micro, type_, code, value in EVENT.iter_unpack(data[:whole]):
            if type_ == _KEY:
                if value == _UP and code in _PLAIN:
                    continue
                if text := self._key(seconds + micro / 1e6, code, value):
                    codes.append(text)
            elif type_ != _SCAN_CODE and type_ | code:
                self._other(type_, code)
        return codes

    def _other(self, type_: int, code: int) -> None:
        """Neither a key nor the plain end of a packet."""
        if type_ >= _TYPES or code >= _CODES:
            raise ProtocolError("not an input event")
        if type_ == _SYN and code == _DROPPED:
            self._give_up()
            self._held.clear()
            self._spoilt = True

    def _key(self, at: float, code: int, value: int) -> str | None:
        """The code, if this key ends one."""
        if not (_UP <= value <= _REPEAT and code < _CODES):
            raise ProtocolError("not a key event")
        if not 0 <= at - self._last <= GAP:
            self._give_up()
        self._last = at
        if code in _MODIFIERS:
            self._modifier(code, value)
        elif value == _DOWN:
            return self._press(code)
        return None

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

    def _press(self, code: int) -> str | None:
        if code in _ENDS:
            text = None if self._spoilt else "".join(self._text)
            self._give_up()
            return text
        if code == _CAPS_LOCK:
            self._caps = not self._caps
        elif len(self._text) >= LONGEST:
            self._give_up()
            self._spoilt = True
        else:
            self._character(code)
        return None

    def _character(self, code: int) -> None:
        if pair := US.get(code):
            self._text.append(self._typed(*pair) if self._held or self._caps else pair[0])
        elif keypad := KEYPAD.get(code):
            if self._held & _ALTS and keypad.isdigit():
                self._number = (self._number + keypad)[-4:]
            else:
                self._text.append(keypad)

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

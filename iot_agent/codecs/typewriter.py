"""What a scanner's keys write: characters of a layout, dead keys, Caps Lock, numbers typed with Alt, separators.

Source: linux/input-event-codes.h (key codes); Honeywell, "Keyboard Function Relationships" in the user's guides of its
scanners (F7 to F10 for the separators of GS1); Microsoft, "Alt codes" (code pages 437 and 1252).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from .keyboards import DEAD, layout, spacing

KEYPAD: Mapping[int, str] = {
    **dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True)),
    55: "*", 74: "-", 78: "+", 83: ".", 98: "/", 117: "=", 121: ",",
}  # fmt: skip
"""Keypad keys always mean digits: a scanner cannot know the state of Num Lock."""
SEPARATORS: Mapping[int, str] = {65: "\x1c", 66: "\x1d", 67: "\x1e", 68: "\x1f"}
"""F7 to F10: the separators FS, GS (which is FNC1 in a GS1 code), RS and US of scanners set to function keys."""

SHIFTS, CONTROLS = frozenset({42, 54}), frozenset({29, 97})
ALT, ALT_GR = 56, 100
MODIFIERS = SHIFTS | CONTROLS | {ALT, ALT_GR}
CAPS_LOCK = 58
_LONGEST_NUMBER = 5


@dataclass
class Typewriter:
    """Tell it which keys go down and up; it gives the characters that are certain."""

    name: str = "us"
    ready: Mapping[int, str] = field(default_factory=dict)
    """What the keys write at once as things stand; `press` has to be asked for all others."""
    _held: set[int] = field(default_factory=set)
    _caps: bool = False
    _number: str = ""
    _accent: str = ""

    def __post_init__(self) -> None:
        """KeyError for a layout there is none of."""
        self._layout = layout(self.name)
        self._us = layout("us")
        self._spacing = spacing(self.name)
        alone = {code: key[0] for code, key in self._layout.items() if not key[0].startswith(DEAD)}
        self._plain = {**alone, **KEYPAD}
        self._settle()

    def hold(self, code: int) -> None:
        """One of MODIFIERS goes down."""
        self._held.add(code)
        self._settle()

    def release(self, code: int) -> str:
        """One of MODIFIERS goes up."""
        self._held.discard(code)
        typed = ""
        if self._number and not self._held & {ALT, ALT_GR}:
            typed, self._number = self._accented(_by_number(self._number)), ""
        self._settle()
        return typed

    def press(self, code: int) -> str:
        """Any other key goes down."""
        typed = ""
        if code == CAPS_LOCK:
            self._caps = not self._caps
        elif code in SEPARATORS:
            typed = self._accented(SEPARATORS[code])
        elif code in KEYPAD:
            typed = self._keypad(KEYPAD[code])
        elif written := self._written(code):
            typed = self._accented(written)
        self._settle()
        return typed

    def rest(self) -> str:
        """The accent that waited for a letter in vain."""
        accent, self._accent = self._accent, ""
        self._settle()
        return self._spacing.get(accent, "")

    def forget(self) -> None:
        """What was begun has no end."""
        self._number = self._accent = ""
        self._settle()

    def let_go(self) -> None:
        """Whatever was held is up, for all that is known."""
        self._held.clear()
        self._settle()

    def _settle(self) -> None:
        self.ready = {} if self._held or self._caps or self._accent else self._plain

    def _keypad(self, character: str) -> str:
        if self._held & {ALT, ALT_GR} and character.isdigit():
            self._number = (self._number + character)[-_LONGEST_NUMBER:]
            return ""
        return self._accented(character)

    def _written(self, code: int) -> str:
        key = self._layout.get(code)
        if key is None:
            return ""
        control = bool(self._held & CONTROLS)
        alt_gr = ALT_GR in self._held or (control and ALT in self._held)
        shift = bool(self._held & SHIFTS)
        plain, shifted = key[2:] if alt_gr and key[2] + key[3] else key[:2]
        typed = self._cased(plain, shifted, shift=shift) if self._caps else (shifted if shift else plain)
        if control and not (alt_gr and ALT in self._held):
            return _controlled(typed) or _controlled(self._us.get(code, key)[shift]) or typed
        return typed

    @staticmethod
    def _cased(plain: str, shifted: str, *, shift: bool) -> str:
        """With Caps Lock: letters change their case, and nothing else does."""
        if plain.islower() and shifted.isupper():
            return plain if shift else shifted
        typed = shifted if shift else plain
        return typed if typed.startswith(DEAD) or len(typed.upper()) != 1 else typed.upper()

    def _accented(self, typed: str) -> str:
        """A letter takes the accent that waits for it, a space lets it stand alone, all else comes after it."""
        accent, self._accent = self._accent, ""
        if not accent:
            if typed.startswith(DEAD):
                self._accent = typed[1:]
                return ""
            return typed
        alone = self._spacing.get(accent, "")
        if typed == " ":
            return alone
        if typed.startswith(DEAD):
            return alone + self._spacing.get(typed[1:], "")
        joined = unicodedata.normalize("NFC", typed + accent)
        return joined if len(joined) == 1 else alone + typed


def _controlled(typed: str) -> str:
    """GS1 separators come as Ctrl and a character: FNC1 is Ctrl+]. "" = no such character."""
    upper = typed.upper()
    return chr(ord(upper) & 0x1F) if len(upper) == 1 and "A" <= upper <= "_" else ""


def _by_number(digits: str) -> str:
    """A character typed as Alt and its number: with a leading zero in Windows-1252, without in code page 437, and
    beyond 255 in Unicode."""
    number = int(digits)
    if number > 0xFF:
        return chr(number) if chr(number).isprintable() else ""
    page = "cp1252" if digits.startswith("0") else "cp437"
    return bytes((number,)).decode(page, "replace").strip("\0")

"""A barcode scanner that types like a keyboard: the kernel's input events, on a socket instead of /dev/input.

Source: linux/input.h and linux/input-event-codes.h; the drawings of the keyboards of France and Germany. It shares no
table with the decoder: each can catch the other.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

from .held import Held

KEYS = {
    "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 7, "7": 8, "8": 9, "9": 10, "0": 11, "-": 12, "=": 13,
    "q": 16, "w": 17, "e": 18, "r": 19, "t": 20, "y": 21, "u": 22, "i": 23, "o": 24, "p": 25, "[": 26, "]": 27,
    "a": 30, "s": 31, "d": 32, "f": 33, "g": 34, "h": 35, "j": 36, "k": 37, "l": 38, ";": 39, "'": 40, "`": 41,
    "\\": 43, "z": 44, "x": 45, "c": 46, "v": 47, "b": 48, "n": 49, "m": 50, ",": 51, ".": 52, "/": 53, " ": 57,
}  # fmt: skip
SHIFTED = {
    "!": "1", "@": "2", "#": "3", "$": "4", "%": "5", "^": "6", "&": "7", "*": "8", "(": "9", ")": "0", "_": "-",
    "+": "=", "{": "[", "}": "]", ":": ";", '"': "'", "~": "`", "|": "\\", "<": ",", ">": ".", "?": "/",
}  # fmt: skip
ABROAD = {
    "fr": (
        "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!",
        "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§",
        dict(zip("#{[|\\@]}€", "34568" + "0-=e", strict=True)),
        "^¨",
    ),
    "de": (
        "^1234567890ß´qwertzuiopü+asdfghjklöä#yxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_",
        dict(zip("{[]}\\@€~", "7890-" + "qe]", strict=True)),
        "^´`",
    ),
}
"""Keyboards of other countries: what the keys of `HOME` write, what they do with Shift, what others do with AltGr, and
which of the characters need a space after them, for they are accents."""
HOME = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
PAD = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73}
ENTER, PAD_ENTER, TAB = 28, 96, 15
SHIFT, CONTROL, ALT, ALT_GR, LESS = 42, 29, 56, 100, 86
GROUP_SEPARATOR = "\x1d"

SYN, KEY, MISC = 0, 1, 4


def event(type_: int, code: int, value: int, at: float) -> bytes:
    """One struct input_event."""
    return struct.pack("@llHHi", int(at), int(at % 1 * 1e6), type_, code, value)


def key(code: int, down: bool, at: float) -> bytes:
    """A key moves: its scan code, the key, the end of the packet."""
    return event(MISC, 4, 0x70000 + code, at) + event(KEY, code, int(down), at) + event(SYN, 0, 0, at)


def strokes(text: str, *, pad: bool = False, layout: str = "us") -> Iterator[tuple[int, bool]]:
    """Keys and whether they go down, as a scanner set to a keyboard of that country types `text`."""
    for character in text:
        if pad and character in PAD:
            yield from _pressed(PAD[character])
        elif character == GROUP_SEPARATOR:
            yield from _pressed(KEYS["]"], CONTROL)
        elif place := _place(character, layout):
            yield from _pressed(*place)
            if layout != "us" and character in ABROAD[layout][3]:
                yield from _pressed(KEYS[" "])
        else:
            for_windows = f"0{character.encode('cp1252')[0]:03}"
            yield ALT, True
            for digit in for_windows:
                yield from _pressed(PAD[digit])
            yield ALT, False


def _place(character: str, layout: str) -> tuple[int, int] | None:
    """The key that writes the character, and what is held with it."""
    if layout == "us" or character == " ":
        lower = SHIFTED.get(character, character.lower())
        return (KEYS[lower], SHIFT if lower != character else 0) if lower in KEYS else None
    plain, shifted, others, _ = ABROAD[layout]
    if character in "<>":
        return LESS, SHIFT if character == ">" else 0
    if character in plain:
        return KEYS[HOME[plain.index(character)]], 0
    if character in shifted:
        return KEYS[HOME[shifted.index(character)]], SHIFT
    return (KEYS[others[character]], ALT_GR) if character in others else None


def _pressed(code: int, held: int = 0) -> Iterator[tuple[int, bool]]:
    if held:
        yield held, True
    yield code, True
    yield code, False
    if held:
        yield held, False


def typed(
    text: str,
    *,
    end: int = ENTER,
    pad: bool = False,
    layout: str = "us",
    at: float | None = None,
    pace: float = 0.001,
) -> bytes:
    """The events of one scan; `end` 0 leaves it without an end."""
    start = time.monotonic() if at is None else at
    moves = [*strokes(text, pad=pad, layout=layout), *((end, down) for down in (True, False) if end)]
    return b"".join(key(code, down, start + number * pace) for number, (code, down) in enumerate(moves))


class Served(Held):
    """The scanner on a socket; what is scanned while nobody holds the device is lost, as with a real one."""

    def scan(self, text: str, *, end: int = ENTER, pad: bool = False, layout: str = "us") -> int:
        """Scan a code; the answer is how many programs saw it."""
        return self.send(typed(text, end=end, pad=pad, layout=layout))

    def send(self, events: bytes) -> int:
        """Send events as they are."""
        for writer in self._holders.values():
            writer.write(events)
        return len(self._holders)

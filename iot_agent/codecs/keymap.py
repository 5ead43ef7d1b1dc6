"""Key events of a barcode scanner that pretends to be a keyboard, and the codes it typed.

Source: linux/input.h (struct input_event), linux/input-event-codes.h (key codes). What a key writes stands in
typewriter.py.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..errors import ProtocolError
from .typewriter import KEYPAD, MODIFIERS, Typewriter

EVENT = struct.Struct("@llHHi")
"""seconds, microseconds, type, code, value"""
GAP = 0.5
"""Seconds from one key to the next after which what was typed so far is no part of what follows."""
PAUSE = 0.2
"""The same where it is the pause that ends a code: a slow scanner needs 0.1 s for a character."""
LONGEST = 4296
"""Characters; the most a QR code holds."""
UP, DOWN, REPEAT = 0, 1, 2

_SYN, _KEY, _SCAN_CODE, _TYPES, _CODES = 0, 1, 4, 0x20, 0x300
_DROPPED = 3
_ENTERS = frozenset({28, 96})
"""Enter, keypad Enter."""
_TAB = 15
_CAPS_LOCK = 58
_PLAIN = frozenset({*range(2, 14), _TAB, *range(16, 28), *_ENTERS, *range(30, 42), *range(43, 54), 57, 86, *KEYPAD})
"""Keys whose release means nothing."""


def keys(data: bytes, dropped: Callable[[float], None]) -> Iterator[tuple[float, int, int]]:
    """When which key did what, of whole events; `dropped` is told when the kernel lost some.

    The release of a key that only writes is left out: half of all events are of that kind.
    """
    for seconds, micro, type_, code, value in EVENT.iter_unpack(data):
        if type_ == _KEY:
            if value == UP and code in _PLAIN:
                continue
            if not (UP <= value <= REPEAT and code < _CODES):
                raise ProtocolError("not a key event")
            yield seconds + micro / 1e6, code, value
        elif type_ != _SCAN_CODE and type_ | code:
            if type_ >= _TYPES or code >= _CODES:
                raise ProtocolError("not an input event")
            if type_ == _SYN and code == _DROPPED:
                dropped(seconds + micro / 1e6)


@dataclass
class Events:
    """Whole events out of bytes in any pieces."""

    _bytes: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> bytes:
        if self._bytes:
            self._bytes += data
            data = bytes(self._bytes)
        whole = len(data) - len(data) % EVENT.size
        self._bytes = bytearray(data[whole:])
        return data[:whole]


@dataclass
class Decoder:
    """Feed it the device's bytes in any pieces; it gives whole codes and never joins halves of two.

    `ends` are those of wire.OPTIONS: "tab", "time". Without "tab", Tab is a character, and ends a code that nothing
    follows. A code is given up when the kernel dropped events, when the scanner paused in the middle, or when it grows
    beyond LONGEST; what follows up to the next end of code goes with it where it must.
    """

    layout: str = "us"
    ends: frozenset[str] = frozenset()
    prefix: str = ""
    _events: Events = field(default_factory=Events)
    _text: list[str] = field(default_factory=list)
    _last: float = 0.0
    _spoilt: bool = False

    def __post_init__(self) -> None:
        """KeyError for a layout there is none of."""
        self._typewriter = Typewriter(self.layout)
        self._timed = "time" in self.ends
        self._gap = PAUSE if self._timed else GAP
        self._enders = _ENTERS | {_TAB} if "tab" in self.ends else _ENTERS

    @property
    def patience(self) -> float | None:
        """Seconds after which `pause` may end a code; None = it does not matter."""
        return self._gap if self._text and (self._timed or self._text[-1] == "\t") else None

    def feed(self, data: bytes) -> list[str]:
        """The codes that end within `data`."""
        codes = []
        text, typewriter, gap = self._text, self._typewriter, self._gap
        for at, code, value in keys(self._events.feed(data), self._dropped):
            if not 0 <= at - self._last <= gap:
                codes += self.pause()
            self._last = at
            if value == DOWN and code in typewriter.ready and len(text) < LONGEST:
                text.append(typewriter.ready[code])
            elif ended := self._key(code, value):
                codes.append(ended)
        return codes

    def pause(self) -> list[str]:
        """Nothing came for `patience`: the code that ends so."""
        ended = (self._timed or self._text[-1:] == ["\t"]) and self._ended("\t")
        self._give_up()
        return [ended] if ended else []

    def _dropped(self, at: float) -> None:
        """What comes next is the rest of this code, however long ago the last key was that was seen."""
        self._give_up()
        self._last = at
        self._typewriter.let_go()
        self._spoilt = True

    def _key(self, code: int, value: int) -> str:
        """The code, if this key ends one."""
        if code in MODIFIERS:
            self._modifier(code, value)
        elif value == DOWN:
            return self._press(code)
        return ""

    def _give_up(self) -> None:
        self._text.clear()
        self._typewriter.forget()
        self._spoilt = False

    def _modifier(self, code: int, value: int) -> None:
        if value == DOWN:
            self._typewriter.hold(code)
        elif value == UP:
            self._text += self._typewriter.release(code)

    def _press(self, code: int) -> str:
        if code in self._enders:
            ended = self._ended()
            self._give_up()
            return ended
        if len(self._text) >= LONGEST and code != _CAPS_LOCK:
            self._give_up()
            self._spoilt = True
        else:
            self._text += "\t" if code == _TAB else self._typewriter.press(code)
        return ""

    def _ended(self, end: str = "") -> str:
        if self._spoilt:
            return ""
        text = "".join(self._text) + self._typewriter.rest()
        return text.removesuffix(end).removeprefix(self.prefix)

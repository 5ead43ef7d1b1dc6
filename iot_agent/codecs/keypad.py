"""Key events of a footswitch or a keypad, and the names of the keys that went down.

Source: linux/input.h (struct input_event), linux/input-event-codes.h (key codes, by their names on a US keyboard).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .keymap import DOWN, UP, Events, keys


def _row(first: int, names: str) -> dict[int, str]:
    return dict(enumerate(names.split(), first))


MODIFIERS: Mapping[int, str] = {
    **{29: "Ctrl", 42: "Shift", 56: "Alt", 125: "Meta"},
    **{97: "Ctrl", 54: "Shift", 100: "AltGr", 126: "Meta"},
}
NAMES: Mapping[int, str] = {
    **_row(1, "Escape 1 2 3 4 5 6 7 8 9 0 - = Backspace Tab Q W E R T Y U I O P [ ] Enter"),
    **_row(30, "A S D F G H J K L ; ' `"),
    **_row(43, "\\ Z X C V B N M , . /"),
    **{55: "Keypad *", 57: "Space", 58: "CapsLock"},
    **_row(59, "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock"),
    **{code: f"Keypad {key}" for code, key in _row(71, "7 8 9 - 4 5 6 + 1 2 3 0 .").items()},
    **{86: "<", 87: "F11", 88: "F12", 96: "Keypad Enter", 98: "Keypad /", 117: "Keypad ="},
    **_row(102, "Home Up PageUp Left Right End Down PageDown Insert Delete"),
    **{99: "Print", 113: "Mute", 114: "VolumeDown", 115: "VolumeUp", 119: "Pause", 127: "Menu"},
    **{163: "NextSong", 164: "PlayPause", 165: "PreviousSong", 166: "Stop"},
    **_row(183, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"),
    **{256 + number: f"Button {number + 1}" for number in range(10)},
    **{272: "Left Button", 273: "Right Button", 274: "Middle Button"},
}


@dataclass
class Keypad:
    """Feed it the device's bytes in any pieces; it gives the keys that went down, with those held before them.

    A key such as Ctrl counts by itself once it goes up again alone.
    """

    _events: Events = field(default_factory=Events)
    _held: dict[int, str] = field(default_factory=dict)
    _alone: bool = False

    def feed(self, data: bytes) -> list[str]:
        """Names such as "B", "F13" or "Ctrl+Shift+A"."""
        whole = self._events.feed(data)
        return [name for _at, code, value in keys(whole, self._let_go) for name in self._key(code, value)]

    def _let_go(self, _at: float) -> None:
        """The kernel lost events: what is held is not known."""
        self._held.clear()
        self._alone = False

    def _key(self, code: int, value: int) -> Iterator[str]:
        if code in MODIFIERS:
            yield from self._modifier(code, value)
        elif value == DOWN:
            self._alone = False
            yield "+".join([*self._held.values(), NAMES.get(code, f"Key {code}")])

    def _modifier(self, code: int, value: int) -> Iterator[str]:
        if value == DOWN:
            self._held[code] = MODIFIERS[code]
            self._alone = True
        elif value == UP and code in self._held:
            if self._alone:
                yield "+".join(self._held.values())
            self._alone = False
            del self._held[code]

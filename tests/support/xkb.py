"""The X keyboard library and its database, where they are installed: what every key of a layout writes.

Source: libxkbcommon, xkbcommon.h.
"""

from __future__ import annotations

import ctypes
from ctypes.util import find_library


class Names(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("rules", "model", "layout", "variant", "options")]


class Xkb:
    """OSError where the library is missing, LookupError where its database is."""

    def __init__(self) -> None:
        found = find_library("xkbcommon")
        if not found:
            raise OSError("no libxkbcommon")
        self._library = ctypes.CDLL(found)
        for name in ("xkb_context_new", "xkb_keymap_new_from_names", "xkb_state_new"):
            getattr(self._library, name).restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.xkb_context_new(0))
        self._keymaps: dict[str, ctypes.c_void_p] = {}

    def typed(self, layout: str, code: int, held: tuple[int, ...] = (), *, caps: bool = False) -> str:
        """The character; of a dead key its name, such as "dead_acute"; "" = nothing."""
        state = ctypes.c_void_p(self._library.xkb_state_new(self._keymap(layout)))
        for key, down in [*((58, down) for down in (1, 0) if caps), *((key, 1) for key in held)]:
            self._library.xkb_state_update_key(state, key + 8, down)
        name, text = ctypes.create_string_buffer(64), ctypes.create_string_buffer(64)
        symbol = self._library.xkb_state_key_get_one_sym(state, code + 8)
        self._library.xkb_keysym_get_name(symbol, name, 64)
        self._library.xkb_state_key_get_utf8(state, code + 8, text, 64)
        self._library.xkb_state_unref(state)
        return name.value.decode() if name.value.startswith(b"dead_") else text.value.decode()

    def _keymap(self, name: str) -> ctypes.c_void_p:
        if name not in self._keymaps:
            layout, _, variant = name.partition("-")
            names = Names(b"evdev", b"pc105", layout.encode(), variant.encode(), b"")
            made = self._library.xkb_keymap_new_from_names(self._context, ctypes.byref(names), 0)
            if not made:
                raise LookupError(name)
            self._keymaps[name] = ctypes.c_void_p(made)
        return self._keymaps[name]

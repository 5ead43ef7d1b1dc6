"""A measuring tool whose interface types: the value and Enter, as the keyboard of simulators/hid_keyboard.py.

Source: Mitutoyo, "Input Tool Series", Catalog E12026.
"""

from __future__ import annotations

from .hid_keyboard import ENTER, Served, typed

__all__ = ["Served", "press"]


def press(value: float, *, decimals: int = 3, unit: str = "", comma: bool = False, pad: bool = False) -> bytes:
    """The events of a press of its button; `pad`: it types on the keypad."""
    text = f"{value:.{decimals}f}"
    return typed((text.replace(".", ",") if comma else text) + unit, end=ENTER, pad=pad)

"""Scanners, footswitches and keyboards on a real kernel: USB, HID and input events."""

from __future__ import annotations

from functools import partial

import pytest

from iot_agent import wire

from .guest import AGENT_PID, Guest, until, until_heard
from .keyboards import DS2208, FOOTSWITCH, GRYPHON, KEYBOARD, VOYAGER, UsbKeyboard
from .odoo import Shop

GS1 = "]C10104006381333931\x1d21Ab-9"


@pytest.fixture
def keyboard(guest: Guest) -> partial[UsbKeyboard]:
    return partial(UsbKeyboard, guest)


def heard_all(shop: Shop, keyboard: UsbKeyboard, count: int) -> list[str] | None:
    """What Odoo was told of it, once it is so many."""
    told = shop.heard(keyboard.identifier)
    return told if len(told) >= count else None


def test_three_scanners_of_three_countries_at_once(keyboard: partial[UsbKeyboard], shop: Shop) -> None:
    """Each on its own layout, and none hears the other."""
    models = {"us": VOYAGER, "fr": DS2208, "de": GRYPHON}
    scanners = {layout: keyboard(index, f"S{index}ABC", model) for index, (layout, model) in enumerate(models.items())}
    shop.settle({made.identifier: {"layout": layout} for layout, made in scanners.items() if layout != "us"})
    for port, made in enumerate(scanners.values()):
        made.plug(port)
    for made in scanners.values():
        assert shop.device(made.identifier).kind is wire.Kind.SCANNER
    for layout, made in scanners.items():
        for code in (GS1, f"{layout} [@#] ^~"):
            scan(shop, made, code, layout)
    for made in scanners.values():
        others = {code for other in scanners.values() if other is not made for code in shop.heard(other.identifier)}
        assert others & set(shop.heard(made.identifier)) <= {GS1}


def scan(shop: Shop, scanner: UsbKeyboard, code: str, layout: str = "us") -> None:
    """Until it comes through, each time once."""
    before, scans = len(shop.heard(scanner.identifier)), list[str]()

    def once() -> None:
        scans.append(code)
        scanner.type(code, layout=layout)

    until_heard(once, lambda: code in shop.heard(scanner.identifier)[before:])
    assert shop.heard(scanner.identifier)[before:].count(code) <= len(scans)


def test_a_code_cut_by_the_plug_is_not_joined_to_the_next(keyboard: partial[UsbKeyboard], shop: Shop) -> None:
    """On another port it is the same scanner."""
    made = keyboard(0, "S1ABC", VOYAGER)
    made.plug(0)
    shop.device(made.identifier)
    made.type("400638", end=0)
    made.unplug()
    shop.device(made.identifier, health="lost")
    made.plug(2)
    shop.device(made.identifier)
    scan(shop, made, "5901234123457")
    assert not [code for code in shop.heard(made.identifier) if "400638" in code]


def test_the_keys_of_a_footswitch(keyboard: partial[UsbKeyboard], shop: Shop) -> None:
    made = keyboard(0, "F1ABC", FOOTSWITCH)
    made.plug()
    assert shop.device(made.identifier).kind is wire.Kind.PEDAL
    for key in ("b", "A", "1"):
        made.type(key, end=0)
    assert until(partial(heard_all, shop, made, 3)) == ["B", "Shift+A", "1"]


def test_a_keyboard_is_nobodys_until_its_user_says_what_it_is(
    guest: Guest, keyboard: partial[UsbKeyboard], shop: Shop
) -> None:
    """Neither opened nor read; said to be a scanner it is taken away, said to be none it is given back."""
    made = keyboard(0, "K1ABC", KEYBOARD)
    made.plug()
    listed = shop.device(made.identifier)
    assert (listed.kind, listed.driver) == (wire.Kind.PEDAL, "plain_keyboard")
    made.type("hunter2")
    assert opened(guest) == []

    shop.settle({made.identifier: {"use": "scanner"}})
    until(lambda: shop.device(made.identifier).kind is wire.Kind.SCANNER)
    until(lambda: opened(guest))
    scan(shop, made, "4006381333931")

    shop.settle({})
    until(lambda: shop.device(made.identifier).kind is wire.Kind.PEDAL)
    until(lambda: not opened(guest))
    made.type("hunter2")
    assert set(shop.heard(made.identifier)) == {"4006381333931"}


def opened(guest: Guest) -> list[str]:
    """The input devices that the agent has open."""
    held = guest.run(f"ls -l /proc/$(cat {AGENT_PID})/fd 2>/dev/null || true")
    return [line for line in held.splitlines() if "/dev/input/" in line]

"""A screen at a graphics card of a real kernel."""

from __future__ import annotations

from iot_agent import wire
from tests.agent.codecs.test_edid import XGA

from .guest import Guest
from .odoo import Shop
from .screens import Screen

QEMU, OTHER = Screen.identifier, "screen-LNX-0000-Linux_0"
LISTED = "fault"
"""This machine has no browser to show pages with, and says so; it has the screen all the same."""


def test_from_the_kernel_to_odoo(guest: Guest, shop: Shop) -> None:
    """By its own name; pulled, it is lost; another screen there is another, and the same again when it is back."""
    plugged = Screen(guest)
    screen = shop.device(QEMU, health=LISTED)
    assert (screen.kind, screen.subtype, screen.driver) == (wire.Kind.DISPLAY, "screen", "screen")
    assert (screen.name, screen.manufacturer, screen.code) == ("QEMU Monitor", "RHT", wire.Code.MISSING_LIBRARY)

    plugged.unplug()
    shop.device(QEMU, health="lost")
    plugged.plug(XGA)
    assert shop.device(OTHER, health=LISTED).name == "Linux XGA"

    plugged.unplug()
    shop.device(OTHER, health="lost")
    plugged.plug()
    shop.device(OTHER, health=LISTED)
    shop.device(QEMU, health="lost")

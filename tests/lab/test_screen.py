"""A screen at a graphics card of a real kernel: QEMU's card, whose connector tells the EDID of what is plugged in."""

from __future__ import annotations

import pytest

from iot_agent import wire
from tests.agent.codecs.test_edid import XGA

from .guest import Guest
from .odoo import Shop

CARD = "/sys/class/drm/card0"
CONNECTOR = f"{CARD}-Virtual-1"
EDID = "/sys/kernel/debug/dri/0/Virtual-1/edid_override"
QEMU, OTHER = "screen-RHT-Virtual-1", "screen-LNX-0000-Linux_0"
LISTED = "fault"
"""This machine has no browser to show pages with, and says so; it has the screen all the same."""


@pytest.mark.timeout(300)
def test_from_the_kernel_to_odoo(guest: Guest, shop: Shop) -> None:
    """By its own name; pulled, it is lost; another screen there is another, and the same again when it is back."""
    guest.run(f"modprobe bochs; until [ -e {CONNECTOR} ]; do sleep 0.1; done")
    tell(guest)
    screen = shop.device(QEMU, seconds=30, health=LISTED)
    assert (screen.kind, screen.subtype, screen.driver) == (wire.Kind.DISPLAY, "screen", "screen")
    assert (screen.name, screen.manufacturer, screen.code) == ("QEMU Monitor", "RHT", wire.Code.MISSING_LIBRARY)

    plug(guest, "off")
    shop.device(QEMU, seconds=30, health="lost")
    guest.write(EDID, XGA)
    plug(guest, "on")
    assert shop.device(OTHER, seconds=30, health=LISTED).name == "Linux XGA"

    plug(guest, "off")
    shop.device(OTHER, seconds=30, health="lost")
    plug(guest, "on")
    shop.device(OTHER, seconds=30, health=LISTED)
    shop.device(QEMU, seconds=30, health="lost")


def plug(guest: Guest, state: str) -> None:
    """The cable is put in, "on", or pulled, "off"."""
    guest.run(f"echo {state} >{CONNECTOR}/status")
    tell(guest)


def tell(guest: Guest) -> None:
    """What a card says when its hot-plug pin moves; QEMU's has none."""
    guest.run(f"echo change >{CARD}/uevent")

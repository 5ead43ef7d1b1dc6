"""A footswitch without a serial number on a real kernel: it is known by the port it is plugged into."""

from __future__ import annotations

from iot_agent import wire

from .guest import Guest, until
from .odoo import Shop
from .pedals import CTRL, OTHER_PORT, A, B, C, Pedal


def test_from_the_kernel_to_odoo(guest: Guest, shop: Shop) -> None:
    """Plugged in, pressed, pulled, plugged in again: the same footswitch; another one in another port is not it."""
    pedal = Pedal(guest)
    pedal.plug()
    device = shop.device(pedal.identifier)
    assert (device.kind, device.driver, device.connection) == (wire.Kind.PEDAL, "hid_pedal", "hid")
    pedal.press(B)
    pedal.press(CTRL, C)
    until(lambda: shop.heard(pedal.identifier) == ["B", "Ctrl+C"])

    pedal.unplug()
    shop.device(pedal.identifier, health="lost")
    pedal.plug()
    shop.device(pedal.identifier)
    pedal.press(A)
    until(lambda: shop.heard(pedal.identifier) == ["B", "Ctrl+C", "A"])

    other = Pedal(guest, 1, OTHER_PORT)
    other.plug()
    until(lambda: {pedal.identifier, other.identifier} <= set(shop.connected(2)))
    other.press(B)
    assert until(lambda: shop.heard(other.identifier)) == ["B"]
    assert shop.heard(pedal.identifier) == ["B", "Ctrl+C", "A"]

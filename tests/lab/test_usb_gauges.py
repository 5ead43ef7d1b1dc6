"""A measuring tool whose interface types, on a real kernel."""

from __future__ import annotations

from iot_agent.wire import Kind

from .guest import Guest, until_heard
from .keyboards import INPUT_TOOL, UsbKeyboard
from .odoo import Shop


def test_a_press_of_its_button_is_a_measure(guest: Guest, shop: Shop) -> None:
    """Also after it was pulled in the middle of a number, which is not joined to the next."""
    made = UsbKeyboard(guest, 0, "G1ABC", INPUT_TOOL)
    made.plug()
    device = shop.device(made.identifier)
    assert (device.kind, device.driver) == (Kind.GAUGE, "hid_gauge")
    until_heard(lambda: made.type("12.345"), lambda: 12.345 in measured(shop, made))
    before = len(measured(shop, made))

    made.type("99", end=0)
    made.unplug()
    shop.device(made.identifier, health="lost")
    made.plug(2)
    shop.device(made.identifier)
    until_heard(lambda: made.type("-0.5"), lambda: -0.5 in measured(shop, made))
    assert not [value for value in measured(shop, made)[before:] if "99" in str(value)]


def measured(shop: Shop, gauge: UsbKeyboard) -> list[float]:
    """What Odoo was told that it measured."""
    told = (event for event in shop.odoo.events if event.device == gauge.identifier and event.name == "measure")
    return [event.value["value"] for event in told]

"""A measuring tool over Bluetooth Low Energy: the kernel's stack, BlueZ and bleak, and a tool of bumble's in the air."""

from __future__ import annotations

from iot_agent import wire

from .bluetooth import Tool
from .guest import until, until_heard
from .odoo import Shop


def test_from_the_air_to_odoo(tool: Tool, shop: Shop) -> None:
    """Its values arrive with their unit; switched off and on, it is the same tool."""
    device = shop.device(tool.identifier)
    assert (device.kind, device.name, device.driver) == (wire.Kind.GAUGE, "Sylvac", "ble_gauge")
    shop.settle({tool.identifier: {"unit": "mm"}})
    assert measured(shop, tool) == {"value": 0.0, "unit": "mm"}
    until_heard(lambda: tool.press(12.345), lambda: {"value": 12.345, "unit": "mm"} in events(shop, tool))

    tool.leave()
    shop.device(tool.identifier, health="lost")
    tool.wake()
    shop.device(tool.identifier)
    until_heard(lambda: tool.press(-0.5), lambda: {"value": -0.5, "unit": "mm"} in events(shop, tool))


def measured(shop: Shop, tool: Tool) -> dict[str, object]:
    """What it says when it is asked, once its unit is settled: the tool is opened afresh for that."""

    def ask() -> dict[str, object]:
        outcome = shop.outcome(shop.ask(tool.identifier, "measure"))
        return dict(outcome.value) if outcome.value.get("unit") else {}

    return until(ask)


def events(shop: Shop, tool: Tool) -> list[dict[str, object]]:
    """The values it sent by itself."""
    return [
        dict(event.value) for event in shop.odoo.events if (event.device, event.name) == (tool.identifier, "measure")
    ]

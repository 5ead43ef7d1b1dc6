"""Scales on a real kernel: serial ports on USB, an adapter of FTDI, and reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from iot_agent.wire import Kind, State

from .guest import until
from .odoo import Shop
from .scales import Scale


@pytest.mark.parametrize(
    ("kind", "connection", "driver", "unit"),
    [
        ("acm toledo_8217", "serial", "toledo_8217", "kg"),
        ("acm sics", "serial", "sics", "g"),
        ("ftdi", "serial", "toledo_8217", "kg"),
        ("hidraw", "hidraw", "hid_scale", "oz"),
    ],
)
def test_from_the_kernel_to_odoo(
    kind: str, connection: str, driver: str, unit: str, scale: Callable[[str], Scale], shop: Shop
) -> None:
    """Plugged in, weighed, pulled, plugged in again: the same scale weighs what lies on it."""
    made = scale(kind)
    made.put(1.2)
    made.plug()
    device = shop.device(made.identifier)
    assert (device.kind, device.connection, device.driver) == (Kind.SCALE, connection, driver)
    assert until(partial(weighed, shop, made)) == (1.2, unit)

    made.put(2.5)
    assert until(partial(weighed_as, 2.5, shop, made))
    made.unplug()
    shop.device(made.identifier, health="lost")
    made.put(3.7)
    made.plug()
    shop.device(made.identifier)
    assert until(partial(weighed_as, 3.7, shop, made))
    assert [device.identifier for device in shop.odoo.box.devices] == [made.identifier]


def weighed(shop: Shop, scale: Scale) -> tuple[float | None, str] | None:
    """What the scale says lies on it, unless a machine with more to do keeps it from saying so in time."""
    outcome = shop.outcome(shop.ask(scale.identifier, "weigh"))
    return (outcome.value["value"], outcome.value["unit"]) if outcome.state is State.DONE else None


def weighed_as(weight: float, shop: Shop, scale: Scale) -> bool:
    """Whether it says so."""
    return (weighed(shop, scale) or (None,))[0] == weight

"""Measuring tools: their unit, and the values they send."""

from odoo.tests import tagged

from .. import wire
from .common import DEVICES, IotCase

GAUGE = wire.Device(identifier="gauge-1", kind=wire.Kind.GAUGE, name="Calliper", connection="serial")


@tagged("post_install", "-at_install")
class TestGauge(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box(devices=(*DEVICES, GAUGE))
        self.gauge = self.device_of(self.box, "gauge-1")

    def options(self):
        [order] = [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]
        return [dict(device.options) for device in order.devices]

    def test_the_box_hears_of_the_unit(self):
        for unit in dict(type(self.gauge).measure_unit.selection):
            self.gauge.with_user(self.manager).measure_unit = unit
            self.assertEqual(self.options(), [{"unit": unit}])
        self.gauge.with_user(self.manager).measure_unit = False
        self.assertEqual(self.options(), [])

    def test_the_unit_of_a_tool_is_no_scales_business(self):
        scale = self.device_of(self.box, "scale-1", self.manager)
        scale.measure_unit = "mm"
        self.assertEqual(self.options(), [])

    def test_a_value_reaches_those_who_look(self):
        event = wire.Event(
            id="event-1", device="gauge-1", name="measure", value={"value": 12.345, "unit": "mm"}, at=1763700000.0
        )
        self.assertEqual(self.box.report(events=[event]), ("event-1",))
        [told] = self.messages(self.gauge, "iot.event")
        self.assertEqual((told["name"], told["value"]), ("measure", {"value": 12.345, "unit": "mm"}))

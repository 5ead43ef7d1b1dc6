"""What is behind a serial port at which nothing is recognised is said on its form."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase


@tagged("post_install", "-at_install")
class TestDevicePort(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)
        self.port = self.record.device_ids.filtered(lambda device: device.kind == "scale").with_user(self.manager)
        self.port.sudo().write({"connection": "serial", "code": "unrecognised", "health": "lost", "driver": False})

    def told(self):
        orders = [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]
        return [(device.driver, dict(device.options)) for device in orders[-1].devices]

    def test_it_is_said_on_the_form_and_unsaid(self):
        with Form(self.port, "iot.iot_device_view_form") as form:
            form.port_driver = "serial_scanner"
        self.assertEqual(self.told(), [("serial_scanner", {})])
        with Form(self.port, "iot.iot_device_view_form") as form:
            form.port_driver = False
        self.assertEqual(self.told(), [])

    def test_what_was_said_can_be_said_otherwise_once_it_is_that(self):
        self.port.port_driver = "serial_scanner"
        self.port.sudo().write({"kind": "scanner", "code": False, "health": "connected", "driver": "serial_scanner"})
        self.assertTrue(self.port.is_port)
        with Form(self.port, "iot.iot_device_view_form") as form:
            form.port_driver = "line_display"
        self.assertEqual(self.told(), [("line_display", {})])

    def test_a_scale_is_still_asked_for_its_language(self):
        with Form(self.port, "iot.iot_device_view_form") as form:
            form.scale_driver = "cas"
        self.assertFalse(self.port.port_driver)
        self.assertEqual(self.told(), [("cas", {})])

    def test_what_is_recognised_is_not_asked_about(self):
        self.port.sudo().code = False
        self.assertFalse(self.port.is_port)
        self.port.sudo().write({"code": "unrecognised", "connection": "usb"})
        self.assertFalse(self.port.is_port)

    def test_the_form_says_that_the_owner_of_the_box_has_chosen_otherwise(self):
        self.assertFalse(self.port.is_overruled)
        self.port.port_driver = "serial_scanner"
        self.port.sudo().write({"kind": "display", "code": False, "health": "connected", "driver": "line_display"})
        self.assertFalse(self.port.is_overruled, "the box has not heard of it yet")
        record = self.record.sudo()
        record.options_taken = record.options_issued
        self.assertTrue(self.port.is_overruled)
        self.port.sudo().driver = "serial_scanner"
        self.assertFalse(self.port.is_overruled)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_say(self):
        with self.assertRaises(AccessError):
            self.port.with_user(self.user).port_driver = "serial_scanner"

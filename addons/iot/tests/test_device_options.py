"""What is settled on a device's form: who may, what is refused, and that the box hears of it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase


@tagged("post_install", "-at_install")
class TestDeviceOptions(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)
        self.scale = self.record.device_ids.filtered(lambda device: device.kind == "scale").with_user(self.manager)

    def ordered(self):
        return [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]

    def take(self, order):
        self.box.ask("/iot/box/options", wire.OptionsTaken(issued=order.issued))

    def test_the_box_is_told_until_it_has_the_list(self):
        self.assertEqual(self.ordered(), [])
        self.scale.chosen_driver = "sics"
        (order,) = self.ordered()
        self.assertEqual(order.devices, (wire.DeviceOptions(identifier="scale-1", driver="sics"),))
        self.assertEqual(self.ordered(), [order])
        self.take(order)
        self.assertEqual(self.ordered(), [])

    def test_what_is_as_it_was_found_is_not_told(self):
        self.scale.chosen_driver = "sics"
        self.scale.chosen_driver = False
        (order,) = self.ordered()
        self.assertEqual(order.devices, ())

    def test_other_fields_are_not_the_boxs_business(self):
        self.scale.name = "Fruit"
        self.assertEqual(self.ordered(), [])

    def test_the_order_rings_at_once(self):
        self.scale.chosen_driver = "sics"
        rung = self.messages(self.record, "iot.order")
        orders = [self.box.unseal(wire.from_json(message["sealed"], wire.Sealed)) for message in rung]
        self.assertTrue(any(isinstance(order, wire.AllOptions) for order in orders))

    def test_a_box_that_is_paired_anew_is_told_again(self):
        self.scale.chosen_driver = "sics"
        self.take(self.ordered()[0])
        self.box.pair(self.env["iot.pairing"].with_user(self.manager).open_token()["token"])
        (order,) = self.ordered()
        self.assertEqual([device.driver for device in order.devices], ["sics"])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_settle(self):
        with self.assertRaises(AccessError):
            self.scale.with_user(self.user).write({"chosen_driver": "sics"})

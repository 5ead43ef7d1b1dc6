"""Printers whose address is typed in Odoo: who may, what is taken, and that the box hears of it."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase


@tagged("post_install", "-at_install")
class TestNetworkPrinter(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)

    def type(self, address="10.0.0.7", user=None, **values):
        printers = self.env["iot.network.printer"].with_user(user or self.manager)
        return printers.create({"box_id": self.record.id, "address": address, **values})

    def ordered(self):
        return [order for order in self.box.orders() if isinstance(order, wire.NetworkPrinters)]

    def take(self, order):
        self.box.ask("/iot/box/printers", wire.PrintersTaken(issued=order.issued))

    def test_the_box_is_told_until_it_has_the_list(self):
        self.assertEqual(self.ordered(), [])
        printer = self.type(name="Kitchen", driver="star")
        (order,) = self.ordered()
        (sent,) = order.printers
        self.assertEqual((sent.address, sent.name, sent.driver), ("10.0.0.7", "Kitchen", "star"))
        self.assertFalse(printer.taken)
        self.assertEqual(self.ordered(), [order])
        self.take(order)
        self.assertEqual(self.ordered(), [])
        self.assertTrue(printer.taken)

    def test_an_older_list_that_is_taken_settles_nothing(self):
        self.type()
        (first,) = self.ordered()
        self.type("10.0.0.8").write({"address": "10.0.0.9"})
        (last,) = self.ordered()
        self.take(first)
        self.assertEqual(self.ordered(), [last])
        self.assertEqual([printer.address for printer in last.printers], ["10.0.0.7", "10.0.0.9"])

    def test_a_deleted_row_is_taken_off_the_box(self):
        printer = self.type()
        self.take(self.ordered()[0])
        printer.unlink()
        (order,) = self.ordered()
        self.assertEqual(order.printers, ())

    def test_the_order_rings_at_once(self):
        self.type()
        kinds = [self.box.unseal(wire.from_json(message["sealed"], wire.Sealed)) for message in self.rung()]
        self.assertTrue(any(isinstance(order, wire.NetworkPrinters) for order in kinds))

    def rung(self):
        return self.messages(self.record, "iot.order")

    def test_what_is_no_address_is_refused_in_words(self):
        for address in ("8.8.8.8", "http://10.0.0.7", "10.0.0.7:0", "a b", "10.0.0.7/x"):
            with self.subTest(address=address), self.assertRaisesRegex(ValidationError, "192.168.1.50"):
                self.type(address)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_type(self):
        printer = self.type()
        with self.assertRaises(AccessError):
            self.type(user=self.user)
        for attempt in (lambda p: p.write({"address": "10.0.0.8"}), lambda p: p.unlink()):
            with self.assertRaises(AccessError):
                attempt(printer.with_user(self.user))
        self.assertEqual(printer.with_user(self.user).address, "10.0.0.7")
        self.assertTrue(isinstance(printer.with_user(self.user).taken, bool))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_another_company_s_box_is_none_of_theirs(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.record.company_id = other
        with self.assertRaises(AccessError):
            self.type()

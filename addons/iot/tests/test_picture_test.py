from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.iot import wire

from .common import DEVICES, PRINTER
from .test_jobs import JobCase

STAR = wire.Device(**{**vars(PRINTER), "identifier": "star", "driver": "star"})
ESCPOS = wire.Device(**{**vars(PRINTER), "driver": "escpos"})


@tagged("post_install", "-at_install")
class TestPictureTest(JobCase):
    def setUp(self):
        super().setUp()
        self.box.hello(ESCPOS, STAR, *DEVICES[1:])

    def asked(self):
        """The wizard as a user gets it by the button."""
        action = self.printer.action_compare_pictures()
        return self.env[action["res_model"]].with_user(self.user).browse(action["res_id"])

    def test_a_user_compares_and_the_answer_is_the_printer_s_way(self):
        for number, image in enumerate(wire.IMAGES, 1):
            form = Form(self.asked())
            form.answer = str(number)
            form.save().action_apply()
            self.assertEqual(self.printer.image_mode, image)
        orders = self.box.orders()
        self.assertEqual({(order.device, order.action) for order in orders}, {("printer-1", "samples")})
        self.assertEqual(len({order.key for order in orders}), len(wire.IMAGES))

    def test_browsers_on_the_shop_s_network_hear_of_it(self):
        wizard = self.asked()
        wizard.answer = "3"
        wizard.action_apply()
        group = self.env.ref("iot.group_iot_user")
        self.assertEqual(self.messages(group, "iot.params"), [{"device_id": self.printer.id}])

    def test_none_is_right_and_again(self):
        self.printer.with_user(self.manager).image_mode = "graphics"
        wizard = self.asked()
        wizard.answer = "none"
        wizard.action_apply()
        self.assertEqual(self.printer.image_mode, "graphics")
        wizard.action_print()
        self.assertEqual(len(self.box.orders()), 2)

    def test_it_is_all_that_a_user_may_set(self):
        with self.assertRaises(AccessError):
            self.printer.with_user(self.user).image_mode = "column"

    def test_nobody_sets_the_printer_of_another_company(self):
        wizard = self.asked()
        wizard.answer = "3"
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.record_of(self.box).sudo().company_id = elsewhere
        with self.assertRaises(AccessError):
            wizard.action_apply()

    def test_only_where_there_are_several_ways(self):
        self.assertEqual(
            {name: self.device_of(self.box, name).has_samples for name in ("printer-1", "star", "scale-1")},
            {"printer-1": True, "star": False, "scale-1": False},
        )

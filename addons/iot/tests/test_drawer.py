from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.iot import wire

from .common import PRINTER, SCALE
from .test_jobs import KEY, JobCase

LABELS = wire.Device(**{**vars(PRINTER), "identifier": "labels", "subtype": "label"})


@tagged("post_install", "-at_install")
class TestDrawer(JobCase):
    def opened(self, params=None, key=KEY):
        """The parameters that the box is told to open the drawer with."""
        self.printer.with_user(self.user).perform(key, "drawer", params)
        return self.box.orders()[-1].params

    def test_opens_by_the_pin_and_the_pulse_of_its_form(self):
        self.assertEqual(self.opened(key="key-of-a-job-before"), {"pin": 2, "pulse": 120})
        self.printer.with_user(self.manager).write({"drawer_pin": "5", "drawer_pulse": 250})
        self.assertEqual(self.opened(), {"pin": 5, "pulse": 250})
        self.assertEqual(self.opened({"pin": 2}, "key-of-a-job-asked"), {"pin": 2, "pulse": 250})

    def test_browsers_on_the_shop_s_network_know_and_hear_of_it(self):
        self.printer.with_user(self.manager).write({"drawer_pin": "5", "drawer_pulse": 250})
        told = self.printer.with_user(self.user).ticket()["devices"][str(self.printer.id)]["params"]
        self.assertEqual((told["pin"], told["pulse"], told["duplex"]), (5, 250, False))
        group = self.env.ref("iot.group_iot_user")
        self.assertEqual(self.messages(group, "iot.params"), [{"device_id": self.printer.id}])

    def test_no_pulse_that_the_wire_does_not_carry(self):
        for pulse in (0, 19, 511):
            with self.assertRaises(ValidationError):
                self.printer.with_user(self.manager).drawer_pulse = pulse

    def test_users_open_it_and_do_not_set_it(self):
        with self.assertRaises(AccessError):
            self.printer.with_user(self.user).drawer_pin = "5"

    def test_only_receipt_printers_have_one(self):
        self.box.hello(PRINTER, LABELS, SCALE)
        known = {device: self.device_of(self.box, device).has_drawer for device in ("printer-1", "labels", "scale-1")}
        self.assertEqual(known, {"printer-1": True, "labels": False, "scale-1": False})

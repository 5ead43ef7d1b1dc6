"""Who may do what, with the fewest rights that should be enough."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import IotCase

MODELS = ("iot.box", "iot.device", "iot.job")


@tagged("post_install", "-at_install")
class TestAccess(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)
        self.print_on(self.box)
        self.enterContext(mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"))

    def all_of(self, model, user):
        """What the user finds of the box of this test, or of everything in models that know no box."""
        mine = {"iot.box": [("id", "=", self.record.id)], "iot.device": [("box_id", "=", self.record.id)]}
        mine["iot.job"] = mine["iot.device"]
        return self.env[model].with_user(user).search(mine.get(model, []))

    def test_outsiders_see_nothing(self):
        outsiders = (
            new_test_user(self.env, "iot_employee", groups="base.group_user"),
            new_test_user(self.env, "iot_portal", groups="base.group_portal"),
            self.env.ref("base.public_user"),
        )
        for user in outsiders:
            for model in (*MODELS, "iot.pairing", "iot.nonce"):
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.all_of(model, user)
            device = self.device_of(self.box, "printer-1", user)
            for wish in (device.ticket, device.watch, lambda device=device: device.perform("key-of-nobody", "drawer")):
                with self.subTest(user=user.login, wish=wish), self.assertRaises(AccessError):
                    wish()

    def test_user_uses_but_changes_nothing(self):
        for model in MODELS:
            records = self.all_of(model, self.user)
            self.assertTrue(records, model)
            for attempt in (lambda r=records: r.write({"active": False}), lambda r=records: r.unlink()):
                with self.subTest(model=model), self.assertRaises(AccessError):
                    attempt()
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).create({})
        with self.assertRaises(AccessError):
            self.record.with_user(self.user).restart()

    def test_keys_are_for_administrators(self):
        for name in ("reference", "public_key", "exchange_key", "owner_code", "link"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.record.with_user(self.user).read([name])
        self.assertTrue(self.record.with_user(self.manager).owner_code)

    def test_user_sees_own_jobs_alone(self):
        self.print_on(self.box, "key-of-the-manager", user=self.manager)
        self.assertEqual(self.all_of("iot.job", self.user).user_id, self.user)
        self.assertEqual(self.all_of("iot.job", self.manager).user_id, self.user | self.manager)

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", groups="iot.group_iot_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        for model in MODELS:
            self.assertFalse(self.all_of(model, stranger), model)
        device = self.device_of(self.box, "printer-1", stranger)
        for wish in (device.ticket, device.watch, lambda: device.perform("key-of-a-stranger", "drawer")):
            with self.assertRaises(AccessError):
                wish()
        self.record.company_id = False
        self.assertTrue(self.all_of("iot.device", stranger), "a system of no company is for all")

    def test_doors_are_closed_to_all_but_code(self):
        for model in ("iot.pairing", "iot.nonce"):
            with self.assertRaises(AccessError):
                self.all_of(model, self.manager)

    def test_user_opens_every_screen(self):
        for user in (self.user, self.manager):
            for model, views in {
                "iot.box": ("kanban", "list", "form"),
                "iot.device": ("kanban", "list", "form"),
                "iot.job": ("list", "form"),
            }.items():
                for view in views:
                    records = self.all_of(model, user)
                    arch = etree.fromstring(records.get_view(view_type=view)["arch"])
                    records.read(list({node.get("name") for node in arch.iter("field")} & set(records._fields)))

"""For how long jobs are worth doing, whoever asks for them and on whatever path."""

import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.iot.wire import Format, Purpose, State

from .common import IotCase, raster

MINUTE = 60
DAY = 24 * 60 * MINUTE
USUAL = {
    Format.RASTER: 2 * MINUTE,
    Format.PNG: 2 * MINUTE,
    Format.JPEG: 2 * MINUTE,
    Format.TICKET: 2 * MINUTE,
    Format.TEXT: 10 * MINUTE,
    Format.RAW: 10 * MINUTE,
    Format.PDF: DAY,
}


def document(form):
    """Something of that format; nobody looks into it before the box does."""
    if form is Format.RASTER:
        return raster()
    return {"type": "document", "format": form.value, "data": base64.b64encode(b"content").decode()}


@tagged("post_install", "-at_install")
class TestJobLife(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.printer = self.device_of(self.box, "printer-1")

    def job(self, key):
        return self.env["iot.job"].search([("key", "=", key)])

    def life(self, key):
        job = self.job(key)
        return (job.deadline - job.issued_at).total_seconds()

    def test_by_what_is_printed(self):
        self.assertEqual(set(USUAL), set(Format))
        for form, seconds in USUAL.items():
            with self.subTest(format=form):
                self.print_on(self.box, f"key-of-{form.value}", document=document(form))
                self.assertEqual(self.life(f"key-of-{form.value}"), seconds)

    def test_by_what_it_is_said_to_be_for(self):
        lives = {"receipt": 2 * MINUTE, "kitchen": 10 * MINUTE, "label": 10 * MINUTE, "document": DAY}
        self.assertEqual(set(lives), {purpose.value for purpose in Purpose})
        for purpose, seconds in lives.items():
            with self.subTest(purpose=purpose):
                self.print_on(self.box, f"key-of-{purpose}", document={**raster(), "purpose": purpose})
                self.assertEqual(self.life(f"key-of-{purpose}"), seconds)

    def test_kitchen_ticket_is_one_at_its_reprint_too(self):
        self.print_on(self.box, document={**raster(), "purpose": "kitchen"}, deadline_seconds=60)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="offline"))
        self.job(order.key).with_user(self.user).action_retry()
        [order] = self.box.orders()
        self.assertEqual(self.life(order.key), 10 * MINUTE)

    def test_unknown_purpose_is_refused(self):
        for purpose in ("cake", 7, ""):
            with self.subTest(purpose=purpose), self.assertRaises(UserError):
                self.print_on(self.box, document={**raster(), "purpose": purpose})

    def test_drawer_and_scale_have_their_own(self):
        self.printer.with_user(self.manager).job_life = 30
        self.printer.perform("key-of-drawer", "drawer")
        self.device_of(self.box, "scale-1").perform("key-of-scale", "weigh")
        self.assertEqual((self.life("key-of-drawer"), self.life("key-of-scale")), (15, 10))

    def test_printer_may_say_otherwise(self):
        self.printer.with_user(self.manager).job_life = 30
        for form in Format:
            with self.subTest(format=form):
                self.print_on(self.box, f"key-of-{form.value}", document=document(form))
                self.assertEqual(self.life(f"key-of-{form.value}"), 30 * MINUTE)

    def test_whoever_prints_has_the_last_word(self):
        self.printer.with_user(self.manager).job_life = 30
        self.print_on(self.box, "key-of-mine", deadline_seconds=5)
        self.assertEqual(self.life("key-of-mine"), 5)

    def test_repeated_document_waits_for_a_day_again(self):
        for own, seconds in ((0, DAY), (30, 30 * MINUTE)):
            with self.subTest(own=own):
                self.printer.with_user(self.manager).job_life = own
                self.print_on(self.box, f"key-number-{own}", document=document(Format.PDF), deadline_seconds=60)
                [order] = self.box.orders()
                self.box.report(self.box.outcome(order, State.FAILED, code="offline"))
                again = self.job(f"key-number-{own}").with_user(self.user).action_retry()["res_id"]
                [order] = self.box.orders()
                self.assertEqual(self.life(order.key), seconds)
                self.assertEqual(self.job(order.key).id, again)
                self.box.report(self.box.outcome(order, State.DONE))

    def test_browsers_hear_of_it(self):
        self.assertEqual(self.printer.ticket()["devices"][str(self.printer.id)]["life"], 0)
        users = self.env.ref("iot.group_iot_user")
        before = len(self.messages(users, "iot.params"))
        self.printer.with_user(self.manager).job_life = 30
        self.assertEqual(self.printer.ticket()["devices"][str(self.printer.id)]["life"], 30 * MINUTE)
        self.assertEqual(self.messages(users, "iot.params")[before:], [{"device_id": self.printer.id}])

    def test_bounds(self):
        for minutes in (-1, 7 * 24 * 60 + 1):
            with self.subTest(minutes=minutes), self.assertRaises(ValidationError):
                self.printer.with_user(self.manager).job_life = minutes
        self.printer.with_user(self.manager).job_life = 7 * 24 * 60
        self.print_on(self.box, "key-of-a-week")
        self.assertGreater(self.job("key-of-a-week").deadline, fields.Datetime.add(fields.Datetime.now(), days=6))

    def test_users_do_not_decide_it(self):
        with self.assertRaises(AccessError):
            self.printer.job_life = 30

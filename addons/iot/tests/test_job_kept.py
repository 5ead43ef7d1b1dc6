"""What printed over the local network is in the list with its picture, and can be repeated."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.iot import wire
from odoo.addons.iot.wire import State

from .common import IotCase, raster

KEY = "key-of-a-job"


@tagged("post_install", "-at_install")
class TestJobKept(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.printer = self.device_of(self.box, "printer-1")

    def keep(self, key=KEY, document=None, state="done", user=None):
        return self.printer.with_user(user or self.user).keep(key, {}, document or raster(), state)

    def tell(self, state=State.DONE, **values):
        """The box reports what it did for a browser."""
        told = {"key": KEY, "device": "printer-1", "action": "print", "path": wire.Path.DIRECT, "attempts": 1}
        self.box.report(wire.Outcome(**{**told, "state": state, "user": str(self.user.id), **values}))

    @property
    def job(self):
        job = self.env["iot.job"].search([("key", "=", KEY)])
        self.assertEqual(len(job), 1)
        return job.with_user(self.user)

    def test_whichever_comes_first(self):
        for first, second in ((self.keep, self.tell), (self.tell, self.keep)):
            with self.subTest(first=first.__name__):
                first()
                second()
                self.assertEqual((self.job.state, self.job.path, self.job.attempts), ("done", "direct", 1))
                self.assertTrue(self.job.thumbnail)
                self.job.sudo().unlink()

    def test_nothing_is_sent_to_the_box(self):
        self.keep()
        self.assertEqual(self.box.orders(), [])
        self.assertEqual(self.messages(self.record_of(self.box), "iot.order"), [])

    def test_repeated_from_the_list(self):
        self.keep(document={**raster(), "purpose": "kitchen"})
        self.assertTrue(self.job.can_repeat)
        self.job.action_retry()
        [order] = self.box.orders()
        self.assertNotEqual(order.key, KEY)
        self.assertEqual(order.document.data, raster()["data"])

    def test_box_knows_better(self):
        self.keep(state="sent")
        self.assertEqual(self.job.state, "sent")
        self.tell(State.UNKNOWN, code="interrupted")
        self.assertEqual((self.job.state, self.job.code), ("unknown", "interrupted"))
        self.tell(State.DONE)
        self.keep()
        self.assertEqual(self.job.state, "done")

    def test_job_of_somebody_else_stays_theirs(self):
        self.keep()
        other = new_test_user(self.env, "other", groups="iot.group_iot_user")
        with self.assertRaises(UserError):
            self.keep(user=other, document=raster(byte=b"\x0f"))
        self.assertEqual(self.job.user_id, self.user)

    def test_only_what_went_well_and_only_documents(self):
        for values in ({"state": "queued"}, {"state": "failed"}, {"state": None}, {"document": {"format": "png"}}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.keep(**values)
        self.assertFalse(self.env["iot.job"].search([("key", "=", KEY)]))

    def test_stranger_keeps_nothing(self):
        with self.assertRaises(AccessError):
            self.keep(user=new_test_user(self.env, "stranger", groups="base.group_user"))

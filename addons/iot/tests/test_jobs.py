import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.iot import seal, wire
from odoo.addons.iot.models import iot_job
from odoo.addons.iot.models.iot_job import INLINE
from odoo.addons.iot.models.sentences import Refused
from odoo.addons.iot.wire import Code, State

from .common import IotCase, raster

KEY = "key-of-a-job"


class JobCase(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.printer = self.device_of(self.box, "printer-1")

    def job(self, key=KEY):
        return self.env["iot.job"].search([("key", "=", key)])

    def late(self, seconds):
        self.job().deadline = fields.Datetime.now() - timedelta(seconds=seconds)


@tagged("post_install", "-at_install")
class TestWish(JobCase):
    def test_rings_and_waits(self):
        outcome = self.print_on(self.box)
        self.assertEqual((outcome["key"], outcome["state"]), (KEY, "queued"))
        [bell] = self.messages(self.record_of(self.box), "iot.order")
        rung = self.box.unseal(wire.from_json(bell["sealed"], wire.Sealed))
        [waiting] = self.box.orders()
        self.assertEqual(rung, waiting)
        self.assertEqual((waiting.device, waiting.action, waiting.params["copies"]), ("printer-1", "print", 1))
        self.assertEqual(base64.b64decode(waiting.document.data), base64.b64decode(raster()["data"]))
        self.assertEqual(waiting.user, str(self.user.id))
        self.assertAlmostEqual(waiting.deadline - waiting.issued, 120, delta=1)

    def test_a_large_picture_is_kept_as_it_is(self):
        """Odoo would make a smaller one of it, which is not what was signed."""
        data = io.BytesIO()
        Image.effect_noise((600, 3000), 90).save(data, "PNG")
        self.print_on(self.box, document={"format": "png", "data": base64.b64encode(data.getvalue()).decode()})
        self.env.invalidate_all()
        self.assertEqual(self.job()._content(), data.getvalue())
        self.assertEqual(self.job().document_digest, seal.digest(data.getvalue()))

    def test_a_picture_that_says_it_is_huge_is_the_boxs_to_refuse(self):
        data = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(data, "PNG")
        self.print_on(self.box, document={"format": "png", "data": base64.b64encode(data.getvalue()).decode()})
        self.env.invalidate_all()
        self.assertEqual(self.job()._content(), data.getvalue())

    def test_same_key_is_the_same_job(self):
        first = self.print_on(self.box)
        self.assertEqual(self.print_on(self.box), first)
        self.assertEqual(len(self.messages(self.record_of(self.box), "iot.order")), 1)
        self.assertEqual(len(self.box.orders()), 1)

    def test_key_stands_for_one_wish(self):
        self.print_on(self.box)
        others = (
            lambda: self.print_on(self.box, document=raster(byte=b"\x0f")),
            lambda: self.print_on(self.box, params={"copies": 2}),
            lambda: self.print_on(self.box, user=self.manager),
            lambda: self.printer.perform(KEY, "drawer"),
        )
        for other in others:
            with self.assertRaises(Refused) as caught:
                other()
            self.assertEqual(caught.exception.context["code"], "key_conflict")

    def test_unfit_wishes_are_refused(self):
        unfit = [
            ("short", "print", {"document": raster()}, "bad_message"),
            (KEY, "dance", {}, "unknown_action"),
            (KEY, None, {}, "unknown_action"),
            (KEY, "print", {}, "bad_document"),
            (KEY, "print", {"document": {"data": "no base64!"}}, "bad_message"),
            (KEY, "print", {"document": {**raster(), "data": "&"}}, "bad_document"),
            (KEY, "print", {"document": {**raster(), "data": ""}}, "bad_document"),
            (KEY, "drawer", {"document": raster()}, "bad_document"),
            (KEY, "drawer", {"params": {"pin": 9}}, "bad_params"),
            (KEY, "drawer", {"params": [2]}, "bad_params"),
            (KEY, "drawer", {"deadline_seconds": 0}, "bad_params"),
            (KEY, "drawer", {"deadline_seconds": "soon"}, "bad_params"),
        ]
        for key, action, values, code in unfit:
            with self.subTest(action=action, values=values), self.assertRaises(Refused) as caught:
                self.printer.perform(key, action, **values)
            self.assertEqual(caught.exception.context["code"], code)
        self.assertEqual(self.box.orders(), [])

    def test_device_of_a_box_that_left(self):
        self.box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        with self.assertRaises(Refused) as caught:
            self.printer.perform(KEY, "drawer")
        self.assertEqual(caught.exception.context["code"], "not_paired")

    def test_large_document_is_fetched(self):
        document = raster(512, 2400, b"\x00")
        content = bytes(range(256)) * 64
        document["data"] = base64.b64encode(content).decode()
        self.print_on(self.box, document=document)
        [job] = self.box.orders()
        self.assertEqual((job.document.data, job.document.size), ("", len(content)))
        fetch = wire.Fetch(key=KEY, digest=job.document.digest)
        self.assertEqual(self.box.ask("/iot/box/document", fetch), content)
        self.box.refused("/iot/box/document", wire.Fetch(key=KEY, digest="0"), 404, Code.UNKNOWN_JOB)
        other = self.paired_box("SERIAL-2")
        other.refused("/iot/box/document", fetch, 404, Code.UNKNOWN_JOB)

    def test_orders_come_oldest_first_and_in_parts(self):
        for number in range(5):
            self.printer.perform(f"key-number-{number}", "drawer")
        answer = self.box.ask("/iot/box/ask", wire.Ask(limit=3))
        self.assertTrue(answer.more)
        keys = [self.box.unseal(order).key for order in answer.orders]
        self.assertEqual(keys, [f"key-number-{number}" for number in range(3)])

    def test_answer_stays_within_its_bounds(self):
        document = {**raster(), "format": "raw", "data": base64.b64encode(bytes(INLINE)).decode()}
        for number in range(100):
            self.print_on(self.box, f"key-number-{number}", document=document)
        answer = self.box.ask("/iot/box/ask", wire.Ask(limit=200))
        self.assertTrue(answer.more)
        self.assertLess(len(wire.dumps(answer).encode()), wire.MAX_MESSAGE)
        self.assertGreater(len(answer.orders), 20)


@tagged("post_install", "-at_install")
class TestOutcome(JobCase):
    def setUp(self):
        super().setUp()
        self.print_on(self.box)
        [self.order] = self.box.orders()

    def test_taken_is_not_offered_again(self):
        self.assertEqual(self.box.report(self.box.outcome(self.order, State.QUEUED)), (KEY,))
        self.assertTrue(self.job().accepted_at)
        self.assertEqual((self.job().state, self.box.orders()), ("queued", []))

    def test_end_is_told_to_its_user(self):
        self.box.report(self.box.outcome(self.order, State.FAILED, code="paper_out"))
        told = self.messages(self.user.partner_id, "iot.outcome")[-1]
        self.assertEqual((told["key"], told["state"], told["code"]), (KEY, "failed", "paper_out"))
        self.assertIn("out of paper", told["sentence"])
        self.assertEqual(self.env["iot.job"].with_user(self.user).outcome_of(KEY), told)

    def test_first_end_stays(self):
        self.box.report(self.box.outcome(self.order, State.DONE, ended=1_700_000_000.0))
        self.box.report(self.box.outcome(self.order, State.FAILED), self.box.outcome(self.order, State.QUEUED))
        self.assertEqual(self.job().state, "done")
        self.assertEqual(str(self.job().ended_at), "2023-11-14 22:13:20")

    def test_unknown_may_become_certain(self):
        self.box.report(self.box.outcome(self.order, State.UNKNOWN, code="interrupted"))
        self.box.report(self.box.outcome(self.order, State.DONE))
        self.assertEqual(self.job().state, "done")
        self.assertFalse(self.job().code)

    def test_other_box_changes_nothing(self):
        other = self.paired_box("SERIAL-2")
        self.assertEqual(other.report(other.outcome(self.order, State.DONE)), (KEY,))
        self.assertEqual(self.job().state, "queued")

    def test_not_started_in_time(self):
        self.late(10)
        self.env["iot.job"]._cron_expire()
        self.assertEqual((self.job().state, self.job().code), ("expired", "expired"))
        self.assertEqual(self.box.orders(), [])
        self.box.report(self.box.outcome(self.order, State.DONE))
        self.assertEqual(self.job().state, "done", "the box knows better")

    def test_taken_and_never_heard_of_again(self):
        self.box.report(self.box.outcome(self.order, State.QUEUED))
        self.late(10)
        self.assertEqual(self.env["iot.job"].outcome_of(KEY)["state"], "queued")
        self.late(100)
        answer = self.env["iot.job"].with_user(self.user).outcome_of(KEY)
        self.assertEqual((answer["state"], answer["code"]), ("unknown", "no_answer"))

    def test_nobody_knows_this_key(self):
        self.assertFalse(self.env["iot.job"].outcome_of("never-heard-of"))


@tagged("post_install", "-at_install")
class TestHands(JobCase):
    """Cancel, repeat, restart: what people do by hand."""

    def test_cancel_before_it_is_taken(self):
        self.print_on(self.box)
        self.job().with_user(self.user).action_cancel()
        self.assertEqual((self.job().state, self.job().code), ("cancelled", "cancelled"))
        self.assertEqual(self.box.orders(), [wire.Cancel(key=KEY, box=self.box.reference)])

    def test_cancel_after_it_is_taken_is_the_boxs_word(self):
        self.print_on(self.box)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.QUEUED))
        self.job().with_user(self.user).action_cancel()
        self.assertEqual(self.job().state, "queued")
        self.assertEqual(self.box.orders(), [wire.Cancel(key=KEY, box=self.box.reference)])
        self.box.report(self.box.outcome(order, State.CANCELLED, code="cancelled"))
        self.assertEqual((self.job().state, self.box.orders()), ("cancelled", []))

    def test_repeat(self):
        self.print_on(self.box, params={"copies": 3})
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="paper_out"))
        action = self.job().with_user(self.user).action_retry()
        again = self.env["iot.job"].browse(action["res_id"])
        self.assertEqual(again.parent_id, self.job())
        [repeated] = self.box.orders()
        self.assertNotEqual(repeated.key, KEY)
        self.assertEqual((repeated.document, repeated.params), (order.document, order.params))

    def test_what_waits_is_not_repeated(self):
        self.print_on(self.box)
        with self.assertRaises(UserError):
            self.job().action_retry()

    def test_direct_print_has_no_copy(self):
        self.box.report(wire.Outcome(key=KEY, device="printer-1", action="print", state=State.DONE))
        self.assertFalse(self.job().can_repeat)
        with self.assertRaises(UserError):
            self.job().action_retry()

    def test_direct_print_is_repeated_once_its_content_is_here(self):
        failed = wire.Outcome(
            key=KEY, device="printer-1", action="print", state=State.FAILED, code="paper_out", user=str(self.user.id)
        )  # fmt: skip
        self.box.report(failed)
        self.assertEqual(self.print_on(self.box)["state"], "failed", "the same wish, not a second one")
        self.assertEqual(self.box.orders(), [])
        self.assertTrue(self.job().preview)
        self.job().with_user(self.user).action_retry()
        self.assertEqual(len(self.box.orders()), 1)

    def test_jobs_of_others(self):
        self.print_on(self.box, user=self.manager)
        job = self.job().with_user(self.user)
        for hand in (job.action_cancel, job.action_retry):
            with self.assertRaises(AccessError):
                hand()
        self.assertFalse(job.outcome_of(KEY))

    def test_restart(self):
        self.record_of(self.box).with_user(self.manager).restart()
        [order] = self.box.orders()
        self.assertIsInstance(order, wire.Restart)
        [bell] = self.messages(self.record_of(self.box), "iot.order")
        self.assertEqual(self.box.unseal(wire.from_json(bell["sealed"], wire.Sealed)), order)
        self.record_of(self.box).restart_until = "2020-01-01 00:00:00"
        self.assertEqual(self.box.orders(), [])

    def test_box_that_leaves_drops_what_waits(self):
        self.print_on(self.box)
        self.box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        self.assertEqual((self.job().state, self.job().code), ("failed", "not_paired"))

    def test_deleted_box_leaves_no_document_behind(self):
        self.print_on(self.box)
        mine = [("res_model", "=", "iot.job"), ("res_field", "=", "document"), ("res_id", "=", self.job().id)]
        documents = self.env["ir.attachment"].sudo().search(mine)
        self.assertTrue(documents)
        self.record_of(self.box).with_user(self.manager).unlink()
        self.assertFalse(documents.exists())
        told = self.messages(self.user.partner_id, "iot.outcome")[-1]
        self.assertEqual((told["state"], told["code"]), ("failed", wire.Code.NOT_PAIRED.value))

    def test_deleted_device_drops_what_waits(self):
        self.print_on(self.box)
        self.printer.with_user(self.manager).unlink()
        self.assertEqual((self.job().state, self.job().code), ("failed", "unknown_device"))
        self.assertEqual(self.box.orders(), [])

    def test_picture_of_what_was_printed(self):
        self.print_on(self.box)
        png = base64.b64decode(self.job().preview)
        self.assertEqual(png[:4], b"\x89PNG")
        self.print_on(self.box, "another-key", document={**raster(), "height": 400})
        self.assertFalse(self.job("another-key").preview, "fewer rows than promised")

    def test_old_jobs_go(self):
        self.print_on(self.box)
        self.box.report(self.box.outcome(self.box.orders()[0], State.DONE))
        self.env.cr.execute("UPDATE iot_job SET create_date = '2020-01-01'")
        self.assertEqual(self.env["iot.job"]._gc_jobs(), (1, False))
        self.assertFalse(self.job())

    def test_old_jobs_go_in_parts(self):
        for key in ("key-of-the-first", "key-of-the-second", "key-of-the-third"):
            self.print_on(self.box, key)
        self.box.report(*(self.box.outcome(order, State.DONE) for order in self.box.orders()))
        self.env.cr.execute("UPDATE iot_job SET create_date = '2020-01-01'")
        with patch(f"{iot_job.__name__}.GC_UNLINK_LIMIT", 2):
            parts = [self.env["iot.job"]._gc_jobs() for _ in range(2)]
        self.assertEqual(parts, [(2, True), (1, False)])


@tagged("post_install", "-at_install")
class TestTwins(IotCase):
    def test_two_boxes_with_the_same_devices(self):
        left, right = self.paired_box("LEFT"), self.paired_box("RIGHT")
        self.print_on(left, "key-for-the-left")
        self.assertEqual(right.orders(), [])
        self.assertEqual([job.key for job in left.orders()], ["key-for-the-left"])

"""What waited for a printer through an outage comes out when somebody says so, and never twice."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.iot import wire
from odoo.addons.iot.wire import State

from .common import DEVICES
from .test_backup import LOST, SPARE, BackupCase

KEYS = ("key-of-the-first", "key-of-the-second")
GONE = "key-of-the-dropped"


class QuestionCase(BackupCase):
    def setUp(self):
        super().setUp()
        self.printer.with_user(self.manager).backup_id = False
        self.record = self.record_of(self.box)
        self.users = self.env.ref("iot.group_iot_user")

    def leave(self):
        """The box is switched off."""
        self.box.ask("/iot/box/goodbye", wire.Goodbye(leave=False))
        self.assertFalse(self.record.online)

    def ago(self, minutes):
        """The printers are away for that long by now."""
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        self.env["iot.device"].search([("away_since", "!=", False)]).away_since = since

    def come(self):
        self.box.hello(*DEVICES, SPARE)

    def outage(self, minutes=10, keys=KEYS):
        """An outage in which somebody printed."""
        self.leave()
        for key in keys:
            self.print_on(self.box, key, deadline_seconds=3600)
        self.ago(minutes)
        self.come()

    def offered(self, box=None):
        return [order.key for order in (box or self.box).orders() if isinstance(order, wire.Job)]

    def questions(self, user=None):
        return self.env["iot.device"].with_user(user or self.user).questions()

    def asked(self):
        return len(self.messages(self.users, "iot.held"))


@tagged("post_install", "-at_install")
class TestQuestions(QuestionCase):
    def test_silent_box_is_away_since_it_was_last_heard(self):
        last = fields.Datetime.now() - timedelta(minutes=4)
        self.record.last_seen = last
        self.env["iot.box"]._cron_presence()
        self.assertEqual(self.printer.away_since, last)

    def test_nothing_prints_by_itself_after_a_long_outage(self):
        before = self.asked()
        self.outage()
        self.assertEqual(self.offered(), [])
        self.assertEqual(self.questions(), [{"id": self.printer.id, "name": self.printer.name, "count": 2}])
        self.assertEqual(self.printer.held_count, 2)
        self.assertEqual(self.asked(), before + 1, "one question")

    def test_printed_on_the_word_of_a_user(self):
        self.outage()
        before = self.asked()
        self.printer.action_print_held()
        self.assertEqual(self.offered(), list(KEYS))
        self.assertEqual((self.questions(), self.printer.held_count), ([], 0))
        self.assertEqual(self.asked(), before + 1, "the others hear that it is answered")
        self.assertTrue(self.messages(self.record, "iot.look"))

    def test_dropped_on_the_word_of_a_user(self):
        self.outage()
        self.printer.action_drop_held()
        self.assertEqual((self.offered(), self.questions()), ([], []))
        self.assertEqual([self.job(key).state for key in KEYS], ["cancelled", "cancelled"])
        told = self.messages(self.user.partner_id, "iot.outcome")
        self.assertEqual([said["key"] for said in told if said["state"] == "cancelled"], list(KEYS))

    def test_second_answer_changes_nothing(self):
        self.outage()
        self.printer.action_print_held()
        self.printer.with_user(self.manager).action_drop_held()
        self.assertEqual(self.offered(), list(KEYS))
        self.outage(keys=[GONE])
        self.printer.action_drop_held()
        self.printer.with_user(self.manager).action_print_held()
        self.assertNotIn(GONE, self.offered())

    def test_short_outage_prints_on(self):
        self.outage(minutes=4)
        self.assertEqual((self.offered(), self.questions()), (list(KEYS), []))

    def test_printer_has_its_own_patience(self):
        for ask_after, held in ((20, False), (0, False), (9, True)):
            with self.subTest(ask_after=ask_after):
                self.printer.with_user(self.manager).ask_after = ask_after
                self.outage(keys=[f"key-after-{ask_after}"])
                self.assertEqual(self.job(f"key-after-{ask_after}").held, held)
        with self.assertRaises(ValidationError):
            self.printer.with_user(self.manager).ask_after = -1

    def test_printer_that_was_unplugged(self):
        self.pull()
        self.print_on(self.box, KEYS[0], deadline_seconds=3600)
        self.ago(10)
        self.plug()
        self.assertEqual((self.offered(), len(self.questions())), ([], 1))
        self.print_on(self.box, KEYS[1])
        self.assertEqual(self.offered(), [KEYS[1]], "what is asked for after the outage is not held")

    def test_box_that_died_without_a_word(self):
        """Nobody noticed: its last sign of life says since when."""
        self.print_on(self.box, KEYS[0], deadline_seconds=3600)
        self.record.last_seen = fields.Datetime.now() - timedelta(minutes=10)
        self.assertFalse(self.printer.away_since)
        self.come()
        self.assertEqual((self.offered(), len(self.questions())), ([], 1))
        self.assertFalse(self.printer.away_since)

    def test_what_the_box_had_is_not_asked_about(self):
        for key in KEYS:
            self.print_on(self.box, key, deadline_seconds=3600)
        first, second = self.box.orders()
        self.box.report(self.box.outcome(first, State.QUEUED))
        self.leave()
        self.ago(10)
        self.come()
        self.assertEqual(self.questions()[0]["count"], 1)
        before = self.asked()
        self.box.report(self.box.outcome(second, State.DONE))
        self.assertEqual(self.questions(), [])
        self.assertEqual((self.job(KEYS[1]).state, self.asked()), ("done", before + 1))

    def test_dropped_but_printed_after_all(self):
        """The box had it, and could not say so before: its word counts."""
        self.print_on(self.box, KEYS[0], deadline_seconds=3600)
        [order] = self.box.orders()
        self.leave()
        self.ago(10)
        self.come()
        self.printer.action_drop_held()
        self.assertEqual(self.box.orders(), [wire.Cancel(key=KEYS[0], box=self.box.reference)])
        self.box.report(self.box.outcome(order, State.DONE))
        self.assertEqual(self.job(KEYS[0]).state, "done")

    def test_time_is_over_while_nobody_answers(self):
        self.outage()
        self.job(KEYS[0]).deadline = fields.Datetime.now() - timedelta(seconds=10)
        before = self.asked()
        self.env["iot.job"]._cron_expire()
        outcome = self.answer(KEYS[0])
        self.assertEqual((outcome["state"], outcome["code"]), ("expired", "held"))
        self.assertIn("nobody said in time", outcome["sentence"])
        self.assertEqual((self.questions()[0]["count"], self.asked()), (1, before + 1))

    def test_time_was_over_during_the_outage(self):
        self.leave()
        self.print_on(self.box, KEYS[0])
        self.job(KEYS[0]).deadline = fields.Datetime.now() - timedelta(seconds=1)
        self.ago(10)
        self.come()
        self.assertEqual((self.offered(), self.questions()), ([], []))

    def test_cancelled_alone(self):
        self.outage()
        self.job(KEYS[0]).with_user(self.user).action_cancel()
        self.assertEqual(self.questions()[0]["count"], 1)
        self.printer.action_print_held()
        self.assertEqual(self.offered(), [KEYS[1]])

    def test_second_outage_asks_on(self):
        self.outage(keys=KEYS[:1])
        self.outage(minutes=1, keys=KEYS[1:])
        self.assertEqual(self.questions()[0]["count"], 1)
        [order] = self.box.orders()
        self.assertEqual(order.key, KEYS[1])
        self.box.report(self.box.outcome(order, State.DONE))
        self.outage(keys=[GONE])
        self.assertEqual(self.questions()[0]["count"], 2)


@tagged("post_install", "-at_install")
class TestHeldBack(QuestionCase):
    """What the box had taken before the outage."""

    def setUp(self):
        super().setUp()
        for key in KEYS:
            self.print_on(self.box, key, deadline_seconds=3600)
        self.jobs = self.box.orders()
        self.box.report(*(self.box.outcome(job, State.QUEUED) for job in self.jobs))

    def hold_back(self):
        """The printer is back after long, and the box says which jobs it holds back."""
        self.leave()
        self.ago(10)
        self.come()
        self.box.report(*(self.box.outcome(job, State.QUEUED, code="held") for job in self.jobs))

    def test_asked_about_with_what_waited_in_odoo(self):
        self.leave()
        self.print_on(self.box, GONE, deadline_seconds=3600)
        self.hold_back()
        self.assertEqual(self.questions(), [{"id": self.printer.id, "name": self.printer.name, "count": 3}])
        job = self.job(KEYS[0]).with_user(self.user)
        self.assertEqual((job.state, job.code), ("queued", False))
        self.assertIn("print or drop", job.sentence)

    def test_printed_on_the_word_of_a_user(self):
        self.hold_back()
        before = self.asked()
        self.printer.action_print_held()
        released = [wire.Release(key=key, box=self.box.reference) for key in KEYS]
        self.assertEqual((self.questions(), self.asked()), ([], before + 1))
        self.assertEqual((self.box.orders(), self.box.orders()), (released, released), "until the box has heard")
        self.assertTrue(self.messages(self.record, "iot.look"))
        self.box.report(self.box.outcome(self.jobs[0], State.QUEUED))
        self.assertEqual(self.box.orders(), released[1:])
        self.box.report(*(self.box.outcome(job, State.DONE) for job in self.jobs))
        self.assertEqual((self.box.orders(), self.job(KEYS[1]).state), ([], "done"))

    def test_dropped_on_the_word_of_a_user(self):
        self.hold_back()
        self.printer.action_drop_held()
        self.assertEqual(self.questions(), [])
        self.printer.with_user(self.manager).action_print_held()
        self.assertEqual(self.box.orders(), [wire.Cancel(key=key, box=self.box.reference) for key in KEYS])
        self.box.report(*(self.box.outcome(job, State.CANCELLED, code="cancelled") for job in self.jobs))
        self.assertEqual([self.job(key).state for key in KEYS], ["cancelled", "cancelled"])

    def test_box_that_repeats_itself_asks_nobody_again(self):
        self.hold_back()
        self.job(KEYS[0]).with_user(self.user).action_cancel()
        self.printer.action_print_held()
        before = self.asked()
        self.box.report(*(self.box.outcome(job, State.QUEUED, code="held") for job in self.jobs))
        self.assertEqual((self.questions(), self.asked()), ([], before))
        self.assertIn(wire.Release(key=KEYS[1], box=self.box.reference), self.box.orders())

    def test_second_outage_asks_again(self):
        self.hold_back()
        self.printer.action_print_held()
        self.box.report(*(self.box.outcome(job, State.QUEUED) for job in self.jobs))
        self.hold_back()
        self.assertEqual(self.questions()[0]["count"], 2)

    def test_nobody_said_so_in_time(self):
        self.hold_back()
        self.box.report(*(self.box.outcome(job, State.EXPIRED, code="held") for job in self.jobs))
        self.assertEqual((self.questions(), self.answer(KEYS[0])["code"]), ([], "held"))
        self.assertTrue(self.job(KEYS[0]).with_user(self.user).can_repeat)

    def test_job_that_came_without_odoo(self):
        """A browser gave it to the box itself: the box has the document, Odoo asks."""
        user = str(self.user.id)
        direct = wire.Outcome(key=GONE, device="printer-1", action="print", state=State.QUEUED, path=wire.Path.DIRECT)
        direct = wire.Outcome(**{**vars(direct), "code": "held", "user": user})
        self.box.report(direct)
        self.assertEqual(self.questions()[0]["count"], 1)
        self.printer.action_print_held()
        self.assertEqual(self.box.orders(), [wire.Release(key=GONE, box=self.box.reference)])
        self.box.report(wire.Outcome(**{**vars(direct), "code": "", "state": State.DONE}))
        self.assertEqual((self.job(GONE).state, self.job(GONE).user_id, self.questions()), ("done", self.user, []))

    def test_printer_that_is_away_again_at_the_answer(self):
        self.hold_back()
        self.printer.with_user(self.manager).backup_id = self.spare
        self.pull()
        self.assertEqual((self.offered(self.other), len(self.questions())), ([], 1))
        self.printer.action_print_held()
        self.box.report(*(self.box.outcome(job, State.CANCELLED, code="cancelled") for job in self.jobs))
        self.assertEqual(self.offered(self.other), [f"{key}.b" for key in KEYS])

    def test_another_box_has_no_say(self):
        self.other.report(*(self.other.outcome(job, State.QUEUED, code="held") for job in self.jobs))
        self.assertEqual(self.questions(), [])

    def test_boxes_and_browsers_know_the_patience_of_a_printer(self):
        self.assertEqual(self.jobs[0].ask_after, 300)
        self.printer.with_user(self.manager).ask_after = 20
        self.print_on(self.box, GONE)
        [order] = self.box.orders()
        self.assertEqual(order.ask_after, 1200)
        self.assertEqual(self.printer.ticket()["devices"][str(self.printer.id)]["ask_after"], 1200)
        self.assertTrue(self.messages(self.users, "iot.params"))
        self.printer.with_user(self.manager).ask_after = 10**8
        self.assertEqual(self.printer.ticket()["devices"][str(self.printer.id)]["ask_after"], wire.MAX_WAIT)


@tagged("post_install", "-at_install")
class TestQuestionsOfBackups(QuestionCase):
    def setUp(self):
        super().setUp()
        self.printer.with_user(self.manager).backup_id = self.spare

    def both_away(self, minutes):
        self.pull()
        self.seen(self.other, wire.Device(**{**vars(SPARE), **LOST}))
        self.print_on(self.box, KEYS[0], deadline_seconds=3600)
        self.ago(minutes)
        self.seen(self.other, SPARE)

    def test_backup_that_comes_late_does_not_print_by_itself(self):
        self.both_away(10)
        self.assertEqual((self.offered(), self.offered(self.other)), ([], []))
        self.printer.action_print_held()
        self.assertEqual((self.offered(), self.offered(self.other)), ([], [f"{KEYS[0]}.b"]))

    def test_backup_that_comes_soon_prints(self):
        self.both_away(4)
        self.assertEqual((self.questions(), self.offered(self.other)), ([], [f"{KEYS[0]}.b"]))

    def test_printer_that_is_back_before_the_answer(self):
        self.both_away(10)
        self.plug()
        self.assertEqual((self.offered(), len(self.questions())), ([], 1))
        self.printer.action_print_held()
        self.assertEqual((self.offered(), self.offered(self.other)), ([KEYS[0]], []))


@tagged("post_install", "-at_install")
class TestWhoAnswers(QuestionCase):
    def test_any_user_of_the_printer(self):
        self.outage()
        other = new_test_user(self.env, "other", groups="iot.group_iot_user")
        self.assertEqual(self.questions(other)[0]["count"], 2)
        self.assertFalse(self.env["iot.job"].with_user(other).search([("held", "=", True)]), "they see no jobs")
        self.printer.with_user(other).action_print_held()
        self.assertEqual(self.offered(), list(KEYS))

    def test_nobody_else(self):
        self.outage()
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env, "foreign", groups="iot.group_iot_user", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        for user in (stranger, foreign):
            with self.subTest(user=user.login):
                self.assertEqual(self.questions(user), [])
                for name in ("action_print_held", "action_drop_held"):
                    with self.assertRaises(AccessError):
                        getattr(self.printer.with_user(user), name)()
        self.assertEqual(self.questions()[0]["count"], 2)

    def test_browsers_learn_of_it_with_their_page(self):
        self.outage()
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        for user, questions in ((self.user, self.questions()), (stranger, None)):
            with self.subTest(user=user.login):
                self.authenticate(user.login, user.login)
                session = self.make_jsonrpc_request("/web/session/get_session_info")
                self.assertEqual(session.get("iot_questions"), questions)

"""Printers that stand in for each other: one wish, one page, one answer."""

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.iot import wire
from odoo.addons.iot.wire import Code, State

from .common import DEVICES, PRINTER, IotCase, raster

KEY = "key-of-a-job"
LATER = "key-of-a-later-job"
INSTEAD = f"{KEY}.b"
SPARE = wire.Device(
    identifier="printer-2", kind=wire.Kind.PRINTER, name="Spare", subtype="receipt", connection="tcp"
)  # fmt: skip
LOST = {"health": wire.Health.LOST, "code": "offline"}


class BackupCase(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box("KITCHEN", devices=(*DEVICES, SPARE))
        self.other = self.paired_box("BAR", devices=(SPARE,))
        self.printer = self.device_of(self.box, "printer-1")
        self.spare = self.device_of(self.other, "printer-2")
        self.printer.with_user(self.manager).backup_id = self.spare

    def job(self, key=KEY):
        return self.env["iot.job"].search([("key", "=", key)])

    def seen(self, box, *devices):
        box.ask("/iot/box/devices", wire.Devices(devices=devices))

    def pull(self):
        """The cable of the printer."""
        self.seen(self.box, wire.Device(**{**vars(PRINTER), **LOST}), *DEVICES[1:], SPARE)

    def plug(self):
        self.seen(self.box, *DEVICES, SPARE)

    def answer(self, key=KEY):
        return self.env["iot.job"].with_user(self.user).outcome_of(key)


@tagged("post_install", "-at_install")
class TestBackup(BackupCase):
    def test_printer_that_is_away(self):
        self.pull()
        outcome = self.print_on(self.box)
        self.assertEqual((outcome["key"], outcome["state"]), (KEY, "queued"))
        self.assertEqual(outcome["instead"]["printer"], "Spare")
        self.assertIn("does not answer", outcome["instead"]["because"])
        self.assertEqual(self.box.orders(), [])
        [order] = self.other.orders()
        self.assertEqual((order.key, order.device), (INSTEAD, "printer-2"))
        self.other.report(self.other.outcome(order, State.DONE))
        told = [said for said in self.messages(self.user.partner_id, "iot.outcome") if said["key"] == KEY][-1]
        self.assertEqual((told["state"], told["instead"]["printer"]), ("done", "Spare"))
        self.assertEqual(self.answer(), told)

    def test_printer_that_fails(self):
        for code in ("paper_out", "cover_open", "device_error", "offline", "no_answer"):
            with self.subTest(code=code):
                key = f"key-{code}"
                self.print_on(self.box, key)
                [order] = self.box.orders()
                self.box.report(self.box.outcome(order, State.FAILED, code=code))
                [instead] = self.other.orders()
                self.assertEqual((instead.key, instead.document), (f"{key}.b", order.document))
                self.other.report(self.other.outcome(instead, State.DONE))
                self.assertEqual(self.answer(key)["state"], "done")

    def test_page_that_may_be_on_paper_stays_where_it_is(self):
        ends = ((State.UNKNOWN, "interrupted"), (State.EXPIRED, "offline"), (State.FAILED, "bad_document"))
        for number, (state, code) in enumerate(ends):
            self.print_on(self.box, f"key-number-{number}")
            [order] = self.box.orders()
            self.box.report(self.box.outcome(order, state, code=code))
        self.assertEqual(self.other.orders(), [])

    def test_drawer_of_another_room_stays_shut(self):
        self.printer.perform(KEY, "drawer")
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="offline"))
        self.assertEqual(self.other.orders(), [])

    def test_repeated_wish_and_report_make_no_second_page(self):
        self.print_on(self.box)
        [order] = self.box.orders()
        failed = self.box.outcome(order, State.FAILED, code="paper_out")
        self.box.report(failed)
        self.box.report(failed)
        self.assertEqual(self.print_on(self.box)["instead"]["printer"], "Spare")
        self.assertEqual(len(self.other.orders()), 1)
        self.assertEqual(self.env["iot.job"].search_count([("key", "=like", f"{KEY}%")]), 2)

    def test_both_away_waits_for_whichever_is_back_first(self):
        self.pull()
        self.seen(self.other, wire.Device(**{**vars(SPARE), **LOST}))
        self.print_on(self.box)
        self.assertEqual((self.box.orders(), self.other.orders()), ([], []))
        self.seen(self.other, SPARE)
        self.assertEqual([order.key for order in self.other.orders()], [INSTEAD])
        self.plug()
        self.assertEqual(self.box.orders(), [])

    def test_back_before_its_backup(self):
        self.pull()
        self.seen(self.other, wire.Device(**{**vars(SPARE), **LOST}))
        self.print_on(self.box)
        self.plug()
        self.assertEqual([order.key for order in self.box.orders()], [KEY])
        self.seen(self.other, SPARE)
        self.assertEqual(self.other.orders(), [])

    def test_job_that_its_box_has_is_taken_back_first(self):
        """The box alone knows whether it began."""
        self.print_on(self.box)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.QUEUED))
        self.pull()
        self.assertEqual(self.other.orders(), [])
        self.assertEqual(self.box.orders(), [wire.Cancel(key=KEY, box=self.box.reference)])
        self.box.report(self.box.outcome(order, State.CANCELLED, code="cancelled"))
        self.assertEqual([instead.key for instead in self.other.orders()], [INSTEAD])
        self.assertEqual(self.box.orders(), [], "nothing is left to be taken back")

    def test_job_that_came_out_after_all(self):
        self.print_on(self.box)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.QUEUED))
        self.pull()
        self.box.report(self.box.outcome(order, State.DONE))
        self.assertEqual((self.answer()["state"], self.other.orders()), ("done", []))

    def test_cancelled_by_its_user_is_printed_nowhere(self):
        self.print_on(self.box)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.QUEUED))
        self.pull()
        self.job().with_user(self.user).action_cancel()
        self.box.report(self.box.outcome(order, State.CANCELLED, code="cancelled"))
        self.assertEqual((self.answer()["state"], self.other.orders()), ("cancelled", []))

    def test_cancelled_on_the_backup(self):
        self.pull()
        self.print_on(self.box)
        self.job().with_user(self.user).action_cancel()
        self.assertEqual(self.answer()["state"], "cancelled")
        self.assertEqual(self.other.orders(), [wire.Cancel(key=INSTEAD, box=self.other.reference)])

    def test_settings_are_those_of_the_printer_that_prints(self):
        self.printer.with_user(self.manager).write({"paper_width": 384, "image_mode": "column"})
        self.spare.with_user(self.manager).paper_width = 512
        self.pull()
        self.print_on(self.box, params={"copies": 2})
        [order] = self.other.orders()
        asked = {name: order.params[name] for name in ("copies", "width", "image")}
        self.assertEqual(asked, {"copies": 2, "width": 512, "image": ""})

    def test_commands_stay_with_printers_of_their_kind(self):
        self.spare.with_user(self.manager).subtype = "label"
        self.assertIn("another kind of printer", self.printer.backup_complaint)
        self.pull()
        self.print_on(self.box, document={**raster(), "format": "raw"})
        self.assertEqual(self.other.orders(), [])

    def test_ticket_tells_of_the_backup(self):
        known = self.printer.ticket()["devices"][str(self.printer.id)]
        self.assertEqual(known["backup"], {"id": self.spare.id, "name": "Spare"})
        self.assertIs(self.spare.ticket()["devices"][str(self.spare.id)]["backup"], False)
        self.assertIs(self.spare.backup_complaint, False, "without a backup there is nothing to say of it")

    def test_browser_without_odoo_is_the_only_one_to_choose(self):
        """It printed on the backup it knew of; the manager has chosen another one meanwhile."""
        self.printer.with_user(self.manager).backup_id = self.device_of(self.box, "printer-2")
        self.fail_locally()
        self.other.report(self.heard(INSTEAD, "printer-2"))
        self.assertEqual((self.box.orders(), self.other.orders()), ([], []))
        self.assertEqual(self.job().stand_in_id, self.job(INSTEAD))
        answer = self.answer()
        self.assertEqual((answer["state"], answer["instead"]["printer"]), ("done", "Spare"))

    def test_backup_of_a_browser_is_heard_of_first(self):
        self.other.report(self.heard(INSTEAD, "printer-2"))
        self.fail_locally()
        self.assertEqual(self.job().stand_in_id, self.job(INSTEAD))
        self.assertEqual(self.other.orders(), [])

    def test_browser_that_knew_of_no_backup(self):
        """Its user was told that nothing came out, and may have printed it elsewhere."""
        self.fail_locally()
        self.assertEqual((self.answer()["state"], self.other.orders()), ("failed", []))

    def test_key_of_another_user_stands_in_for_nothing(self):
        self.fail_locally()
        self.device_of(self.other, "printer-2", self.manager).perform(INSTEAD, "print", document=raster())
        self.assertFalse(self.job().stand_in_id)

    def fail_locally(self):
        """The box told the browser that it cannot print, and tells Odoo."""
        self.printer.record(KEY, "print", document=raster())
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="paper_out"))

    def heard(self, key, device):
        """What a box got from a browser of the user."""
        return wire.Outcome(
            key=key, device=device, action="print", state=State.DONE, path=wire.Path.DIRECT, user=str(self.user.id)
        )

    def test_chain_ends(self):
        third = self.device_of(self.box, "printer-2")
        self.spare.with_user(self.manager).backup_id = third
        self.print_on(self.box)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="paper_out"))
        [second] = self.other.orders()
        self.other.report(self.other.outcome(second, State.FAILED, code="cover_open"))
        [last] = self.box.orders()
        self.assertEqual((last.key, last.device), (f"{INSTEAD}.b", "printer-2"))
        self.box.report(self.box.outcome(last, State.FAILED, code="offline"))
        answer = self.answer()
        self.assertEqual((answer["state"], answer["code"]), ("failed", "offline"))

    def test_unfit_backups(self):
        unfit = (self.printer, self.device_of(self.box, "scale-1"))
        for device in unfit:
            with self.assertRaises(ValidationError):
                self.printer.with_user(self.manager).backup_id = device
        with self.assertRaises(ValidationError):
            self.spare.with_user(self.manager).backup_id = self.printer
        self.record_of(self.other).company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.spare.invalidate_recordset()
        with self.assertRaises(ValidationError):
            self.printer.sudo().backup_id = self.spare.sudo()


@tagged("post_install", "-at_install")
class TestAway(BackupCase):
    """A printer without a backup: its jobs wait in Odoo, where nobody doubts that they were not begun."""

    def setUp(self):
        super().setUp()
        self.printer.with_user(self.manager).backup_id = False

    def test_waits_until_the_printer_is_back(self):
        self.pull()
        self.print_on(self.box)
        self.assertEqual((self.box.orders(), self.job().handed), ([], False))
        rung = len(self.messages(self.record_of(self.box), "iot.look"))
        self.plug()
        self.assertEqual(len(self.messages(self.record_of(self.box), "iot.look")), rung + 1)
        self.assertEqual([order.key for order in self.box.orders()], [KEY])
        self.assertTrue(self.job().handed)

    def test_back_in_the_moment_of_the_wish(self):
        """The transaction that sees the printer come does not see the job: the box is rung in any case."""
        self.pull()
        self.print_on(self.box)
        self.assertTrue(self.messages(self.record_of(self.box), "iot.look"))

    def test_only_what_was_offered_is_left_to_the_box(self):
        self.pull()
        self.print_on(self.box)
        self.print_on(self.box, LATER)
        self.plug()
        self.assertEqual([order.key for order in self.box.orders(limit=1)], [KEY])
        self.assertEqual((self.job().handed, self.job(LATER).handed), (True, False))

    def test_dropped_at_its_deadline_for_the_printers_sake(self):
        self.pull()
        self.print_on(self.box)
        self.job().deadline = fields.Datetime.subtract(fields.Datetime.now(), seconds=10)
        self.env["iot.job"]._cron_expire()
        self.assertEqual((self.job().state, self.job().code), ("expired", Code.OFFLINE.value))
        self.plug()
        self.assertEqual(self.box.orders(), [])

    def test_other_devices_of_the_box_do_not_wait(self):
        self.pull()
        self.print_on(self.box)
        self.device_of(self.box, "scale-1").perform("key-of-a-weight", "weigh")
        self.assertEqual([order.key for order in self.box.orders()], ["key-of-a-weight"])

    def test_given_a_backup_while_it_waits(self):
        self.pull()
        self.print_on(self.box)
        self.printer.with_user(self.manager).backup_id = self.spare
        self.assertEqual([order.key for order in self.other.orders()], [INSTEAD])

"""What the list of jobs says: why one waits, where it came out, and what it looks like."""

import base64
import io
from datetime import timedelta

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import format_datetime

from odoo.addons.iot import wire
from odoo.addons.iot.models.printout import LOOKED_AT, THUMBNAIL, thumbnail_of
from odoo.addons.iot.wire import State

from .common import DEVICES, PRINTER, raster
from .test_backup import BackupCase


def png(width, height):
    data = io.BytesIO()
    Image.new("1", (width, height), 1).save(data, "PNG")
    return data.getvalue()


@tagged("post_install", "-at_install")
class TestWaiting(BackupCase):
    def reason(self, key="key-of-a-job"):
        return self.job(key).with_user(self.user).with_context(tz="UTC").sentence

    def test_box_that_is_away(self):
        self.printer.with_user(self.manager).backup_id = False
        self.box.ask("/iot/box/goodbye", wire.Goodbye(leave=False))
        self.print_on(self.box)
        since = fields.Datetime.now() - timedelta(days=2)
        self.printer.sudo().away_since = since
        name, time = self.printer.box_id.name, format_datetime(self.env, since, "UTC", dt_format="short")
        self.assertEqual(self.reason(), f"“{name}” is away since {time}.")
        self.printer.sudo().away_since = fields.Datetime.now()
        self.assertRegex(self.reason(), rf"^“{name}” is away since \d{{1,2}}:\d\d\s[AP]M\.$")

    def test_printer_that_is_away(self):
        self.printer.with_user(self.manager).backup_id = False
        self.pull()
        self.print_on(self.box)
        self.assertIn(f"“{PRINTER.name}” is away since", self.reason())

    def test_printer_that_needs_a_hand(self):
        self.print_on(self.box)
        for code, words in (("paper_out", "Load paper: what waits"), ("paused", "queue is paused")):
            device = wire.Device(**{**vars(PRINTER), "health": wire.Health.FAULT, "code": code})
            self.seen(self.box, device, *DEVICES[1:])
            self.assertIn(words, self.reason())

    def test_jobs_before_it(self):
        on_its_way = f"On its way to “{self.printer.box_id.name}”."
        for number in range(3):
            self.print_on(self.box, f"key-number-{number}")
        self.printer.perform("key-of-drawer", "drawer")
        self.assertEqual(
            [self.reason(f"key-number-{number}") for number in range(3)],
            [on_its_way, "1 job is before it.", "2 jobs are before it."],
        )
        [first, *_others] = self.box.orders()
        self.box.report(self.box.outcome(first, State.QUEUED))
        self.assertEqual(self.reason("key-number-0"), "It is being done.")
        self.box.report(self.box.outcome(first, State.DONE))
        self.assertEqual((self.reason("key-number-0"), self.reason("key-number-1")), ("", on_its_way))

    def test_jobs_of_others_count_but_are_not_shown(self):
        other = new_test_user(self.env, "other", groups="iot.group_iot_user")
        self.print_on(self.box, "key-of-other", user=other)
        self.print_on(self.box)
        self.assertEqual(self.reason(), "1 job is before it.")

    def test_where_it_was_printed(self):
        self.print_on(self.box)
        self.assertFalse(self.job().with_user(self.user).instead_on_id)
        [order] = self.box.orders()
        self.box.report(self.box.outcome(order, State.FAILED, code="paper_out"))
        self.assertEqual(self.job().with_user(self.user).instead_on_id, self.spare)


@tagged("post_install", "-at_install")
class TestThumbnail(BackupCase):
    def fetched(self, job, user):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/web/image/iot.job/{job.id}/thumbnail?unique={job.document_digest}")

    def test_small_picture_of_what_was_printed(self):
        self.print_on(self.box, document=raster(512, 1024, b"\xf0"))
        answer = self.fetched(self.job(), self.user)
        image = Image.open(io.BytesIO(answer.content))
        self.assertEqual(image.size, (THUMBNAIL[0] // 2, THUMBNAIL[1]))
        self.assertLess(image.getextrema()[0], 255, "it is not empty")

    def test_not_for_other_users(self):
        self.print_on(self.box, document=raster(512, 1024))
        other = new_test_user(self.env, "other", groups="iot.group_iot_user")
        with self.assertRaises(AccessError):
            self.job().with_user(other).read(["thumbnail"])
        mine, theirs = (self.fetched(self.job(), user).content for user in (self.user, other))
        self.assertNotEqual(mine, theirs)

    def test_of_what_is_no_picture(self):
        for number, content in enumerate((b"%PDF-1.4", b"\x89PNG\r\n\x1a\nno")):
            form = ("pdf", "png")[number]
            document = {"type": "document", "format": form, "data": base64.b64encode(content).decode()}
            self.print_on(self.box, f"key-number-{number}", document=document)
            self.assertFalse(self.job(f"key-number-{number}").with_user(self.user).thumbnail)

    def test_bounds(self):
        side = int(LOOKED_AT**0.5)
        self.assertTrue(thumbnail_of(base64.b64encode(png(side, side))))
        self.assertIsNone(thumbnail_of(base64.b64encode(png(side + 1, side + 1))))

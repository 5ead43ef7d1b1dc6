"""What happens at the same moment in several transactions: real ones, committed, and removed at the end."""

import contextlib
import logging
import threading
import time
from functools import partial
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.iot import seal, wire
from odoo.addons.iot.models.iot_identity import SEED

from .common import raster

KEY = "key-of-a-race"
DEADLINE = 10.0


@tagged("post_install", "-at_install")
class RaceCase(BaseCase):
    """A committed box with a printer, that was seen a minute ago."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))  # this thread holds it while tests run
        self.addCleanup(self.remove)
        self.enterContext(patch("odoo.service.model.random.uniform", return_value=0.01))
        with self.transaction() as env:
            self.seed_before = env["ir.config_parameter"].get_param(SEED)
            self.last_message = env["bus.bus"].search([], order="id desc", limit=1).id or 0
            self.box = env["iot.box"].create(
                {
                    "name": "Race",
                    "identifier": "RACE",
                    "reference": "reference-of-a-race",
                    "public_key": seal.public_key(seal.new_seed()),
                    "connected": True,
                    "link": "link-1",
                    "last_seen": fields.Datetime.subtract(fields.Datetime.now(), seconds=30),
                }
            )
            self.printer = env["iot.device"].create(
                {"name": "Printer", "identifier": "printer-1", "kind": "printer", "box_id": self.box.id}
            )

    def remove(self):
        with self.transaction() as env:
            env["iot.box"].with_context(active_test=False).search([("identifier", "=", "RACE")]).unlink()
            env["iot.nonce"].search([("key", "in", (f"job:{KEY}", SEED))]).unlink()
            env["ir.config_parameter"].set_param(SEED, self.seed_before)
            env.cr.precommit.run()  # writes the messages of all this
            env["bus.bus"].search([("id", ">", self.last_message)]).unlink()

    @contextlib.contextmanager
    def transaction(self):
        with Registry(get_db_name()).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def seen_by(self, env):
        """The box in a transaction that sees it as it is at this moment, whatever the others do."""
        box = self.box.with_env(env)
        box.fetch(["connected", "last_seen", "link"])
        return box

    def now_is(self, **values):
        with self.transaction() as env:
            box = self.seen_by(env)
            self.assertEqual({name: box[name] for name in values}, values)

    def at_once(self, *deeds):
        """Run each in a transaction of its own, retried as Odoo does, the first when the others wait for it."""
        results = [None] * len(deeds)

        def run(i):
            with self.transaction() as env:
                results[i] = retrying(partial(deeds[i], env), env)

        threads = [threading.Thread(target=run, args=(i,)) for i in range(1, len(deeds))]
        with self.transaction() as env:
            results[0] = deeds[0](env)
            env.cr.flush()
            for thread in threads:
                thread.start()
            self.wait_for_lock(len(threads))
        for thread in threads:
            thread.join(DEADLINE)
            self.assertFalse(thread.is_alive())
        return results

    def wait_for_lock(self, count):
        """Return when `count` transactions of this database wait for another one."""
        end = time.monotonic() + DEADLINE
        while True:
            with self.transaction() as env:
                env.cr.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND wait_event_type = 'Lock'"
                )
                if env.cr.fetchone()[0] >= count:
                    return
            self.assertLess(time.monotonic(), end, "nobody waits")
            threading.Event().wait(0.01)


class TestPresenceRace(RaceCase):
    def test_link_is_never_lost(self):
        with self.transaction() as late:
            box = self.seen_by(late)
            with self.transaction() as early:
                self.seen_by(early)._seen()
            with self.assertRaises(SerializationFailure):
                box._seen(link="link-2")
            late.cr.rollback()
        self.now_is(link="link-1", connected=True)

    def test_goodbye_is_never_lost(self):
        with self.transaction() as late:
            box = self.seen_by(late)
            with self.transaction() as early:
                self.seen_by(early)._seen()
            with self.assertRaises(SerializationFailure):
                box._take_goodbye(wire.Goodbye(leave=False))
            late.cr.rollback()

    def test_goodbye_of_a_box_whose_line_has_ended_is_not_run_again(self):
        with self.transaction() as late:
            box = self.seen_by(late)
            with self.transaction() as early:
                early["iot.box"]._closed("link-1")
            box._take_goodbye(wire.Goodbye(leave=False))
            late["iot.nonce"]._spend(f"job:{KEY}", 60)  # the rest of the transaction goes on
        self.now_is(connected=False)
        with self.transaction() as env:
            self.assertTrue(env["iot.nonce"].search_count([("key", "=", f"job:{KEY}")]))

    def test_sign_of_life_may_get_lost(self):
        with self.transaction() as late:
            box = self.seen_by(late)
            with self.transaction() as early:
                self.seen_by(early)._take_goodbye(wire.Goodbye(leave=False))
            box._seen()
            late["iot.nonce"]._spend(f"job:{KEY}", 60)  # the rest of the transaction must go on
        self.now_is(connected=False)
        with self.transaction() as env:
            self.assertTrue(env["iot.nonce"].search_count([("key", "=", f"job:{KEY}")]))

    def test_word_said_before_the_box_went_is_no_sign_of_life(self):
        """It was on its way, or had to be run again; with a line of its own the box is back, or by a clock set back."""
        early = time.time()
        goes = (
            lambda box: box.with_context(iot_said_at=early + 1)._take_goodbye(wire.Goodbye(leave=False)),
            lambda box: box._closed("link-1"),
        )
        for go in goes:
            for said_at, link in ((early, "link-1"), (early - 3600, None)):
                with self.transaction() as env:
                    go(self.seen_by(env))
                with self.transaction() as env:
                    self.seen_by(env).with_context(iot_said_at=early)._seen()
                self.now_is(connected=False)
                with self.transaction() as env:
                    self.seen_by(env).with_context(iot_said_at=said_at)._seen(link=link)
                self.now_is(connected=True)

    def test_sign_of_life_after_a_goodbye_counts(self):
        with self.transaction() as env:
            self.seen_by(env)._take_goodbye(wire.Goodbye(leave=False))
        with self.transaction() as env:
            self.seen_by(env)._seen()
        self.now_is(connected=True)

    def test_subscription_while_the_box_asks(self):
        self.at_once(
            lambda env: self.seen_by(env)._seen(),
            lambda env: self.seen_by(env)._seen(link="link-2"),
        )
        self.now_is(link="link-2", connected=True)

    def test_closing_while_the_box_asks(self):
        """Odoo does not run this again when it fails: `at_once` is not what helps here."""
        cookies = {"iot_box": "reference-of-a-race:1:link-1:mark"}
        with patch(f"{__name__}.retrying", lambda deed, _env: deed()):
            self.at_once(
                lambda env: self.seen_by(env)._seen(),
                lambda env: env["ir.websocket"]._on_websocket_closed(cookies),
            )
        self.now_is(connected=False)

    def test_closing_while_the_box_subscribes_anew(self):
        self.at_once(
            lambda env: self.seen_by(env)._seen(link="link-2"),
            lambda env: env["iot.box"]._closed("link-1"),
        )
        self.now_is(link="link-2", connected=True)

    def test_box_that_speaks_is_not_silent(self):
        with self.transaction() as env:
            self.seen_by(env).last_seen = "2020-01-01 00:00:00"
        with self.transaction() as cron:
            self.seen_by(cron)
            with self.transaction() as env:
                self.seen_by(env)._seen()
            cron["iot.box"]._cron_presence()
        self.now_is(connected=True)


class TestCreationRace(RaceCase):
    def setUp(self):
        super().setUp()
        self.errors = []
        handler = logging.Handler(logging.ERROR)
        handler.emit = self.errors.append
        logger = logging.getLogger("odoo.sql_db")
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)

    def wish(self, env):
        return self.printer.with_env(env).perform(KEY, "drawer")["job_id"]

    def test_many_wishes_are_one_job(self):
        jobs = self.at_once(*[self.wish] * 4)
        self.assertTrue(jobs[0])
        self.assertEqual(set(jobs), {jobs[0]})
        self.assertFalse(self.errors)

    def test_wish_and_report_are_one_job(self):
        outcome = wire.Outcome(key=KEY, device="printer-1", action="drawer", state=wire.State.DONE)
        job, _key = self.at_once(self.wish, lambda env: env["iot.job"]._take(self.box.with_env(env), outcome))
        with self.transaction() as env:
            self.assertEqual(env["iot.job"].search([("key", "=", KEY)]).ids, [job])
            self.assertEqual(env["iot.job"].browse(job).state, "done")
        self.assertFalse(self.errors)

    def test_another_word_on_the_devices_meanwhile_is_no_noise(self):
        def said(health):
            printer = wire.Device(identifier="printer-1", kind=wire.Kind.PRINTER, name="Printer", health=health)
            return wire.Devices(devices=(printer,))

        with self.transaction() as late:
            box = self.box.with_env(late)
            self.assertTrue(box.device_ids.mapped("health"))
            with self.transaction() as early:
                self.box.with_env(early)._take_devices(said(wire.Health.FAULT))
            with self.assertRaises(SerializationFailure):
                box._take_devices(said(wire.Health.LOST))
            late.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(self.printer.with_env(env).health, "fault")
        self.assertFalse(self.errors)

    def test_a_device_that_is_renamed_while_its_box_speaks_is_no_noise(self):
        with self.transaction() as late:
            printer = self.printer.with_env(late)
            self.assertEqual(printer.name, "Printer")
            with self.transaction() as early:
                self.printer.with_env(early).health = "fault"
            with self.assertRaises(SerializationFailure):
                printer.name = "Bar"
            late.cr.rollback()
        self.assertFalse(self.errors)

    def test_a_job_that_is_offered_twice_is_no_noise(self):
        """A box that was killed may still be answered when its next run asks."""
        with self.transaction() as env:
            number = self.wish(env)
            env["iot.job"].browse(number).handed = False
        with self.transaction() as late:
            job = late["iot.job"].browse(number)
            self.assertFalse(job.handed)
            with self.transaction() as early:
                early["iot.job"].browse(number)._offered()
            with self.assertRaises(SerializationFailure):
                job._offered()
            late.cr.rollback()
        self.assertFalse(self.errors)

    def test_wish_that_failed_leaves_the_key_free(self):
        def fail(env):
            self.wish(env)
            raise InterruptedError

        with contextlib.suppress(InterruptedError), self.transaction() as env:
            fail(env)
        with self.transaction() as env:
            self.assertTrue(self.wish(env))

    def test_job_that_was_deleted_may_be_made_again(self):
        with self.transaction() as env:
            first = self.wish(env)
        with self.transaction() as env:
            env["iot.job"].browse(first).unlink()
        with self.transaction() as env:
            self.assertNotEqual(self.wish(env), first)

    def test_one_seed(self):
        with self.transaction() as env:
            env["ir.config_parameter"].set_param(SEED, False)
        first, *others = self.at_once(*[lambda env: env["iot.identity"]._seed()] * 3)
        self.assertTrue(first)
        self.assertEqual(set(others), {first})
        self.assertFalse(self.errors)


class TestAnswerRace(RaceCase):
    """Two users answer what is to become of the jobs of an outage; each retried as Odoo does it for a request."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.spare = self.printer.with_env(env).create(
                {"name": "Spare", "identifier": "printer-2", "kind": "printer", "box_id": self.box.id}
            )
            self.job_id = self.printer.with_env(env).perform(KEY, "print", document=raster())["job_id"]
            self.job(env)._hold()
            self.assertTrue(self.job(env).held)

    def job(self, env):
        return env["iot.job"].browse(self.job_id)

    def print_held(self, env):
        return self.printer.with_env(env).action_print_held()

    def drop_held(self, env):
        return self.printer.with_env(env).action_drop_held()

    def jobs_are(self, *states):
        with self.transaction() as env:
            jobs = env["iot.job"].search([("box_id", "=", self.box.id)])
            self.assertEqual([(job.state, job.held, job.cancel_wanted) for job in jobs], list(states))

    def test_printed_before_it_is_dropped(self):
        self.assertEqual(self.at_once(self.print_held, self.drop_held), [True, True])
        self.jobs_are(("queued", False, False))

    def test_dropped_before_it_is_printed(self):
        self.assertEqual(self.at_once(self.drop_held, self.print_held), [True, True])
        self.jobs_are(("cancelled", False, True))

    def test_printed_by_everybody_is_one_job_at_the_backup(self):
        with self.transaction() as env:
            self.printer.with_env(env).write({"backup_id": self.spare.id, "health": "lost"})
            self.spare.with_env(env).health = "connected"
        self.assertEqual(self.at_once(*[self.print_held] * 3), [True] * 3)
        with self.transaction() as env:
            jobs = env["iot.job"].search([("device_id", "=", self.spare.id)])
            self.assertEqual(len(jobs), 1)
            self.assertFalse(self.job(env).held)

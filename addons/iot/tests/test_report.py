import time
from urllib.parse import parse_qsl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.iot import seal, wire
from odoo.addons.iot.models.repair_cards import BY_KIND, REPAIRS
from odoo.addons.iot.wire import Code, Health, State

from .common import PRINTER, SCALE, SCANNER, IotCase


def event(device="scanner-1", name="scan", value=None, id_="event-1"):
    return wire.Event(id=id_, device=device, name=name, value=value or {"code": "4006381333931"}, at=time.time())


@tagged("post_install", "-at_install")
class TestHello(IotCase):
    def test_welcome(self):
        box = self.paired_box()
        self.record_of(box).name = "Counter"
        welcome = box.hello(PRINTER)
        self.assertEqual((welcome.wire, welcome.name, welcome.poll), (wire.VERSION, "Counter", 30.0))
        self.assertAlmostEqual(welcome.now, time.time(), delta=30)
        self.assertEqual(welcome.origins, (self.base_url(),))

    def test_version_nobody_speaks(self):
        box = self.paired_box()
        me = wire.Box(identifier="x", name="x", agent="9", oldest=900, newest=901)
        box.refused("/iot/box/hello", wire.Hello(box=me), 400, Code.UNSUPPORTED_VERSION)

    def test_session_for_the_websocket(self):
        box = self.paired_box()
        body = wire.dumps(wire.Hello(box=box.me)).encode()
        self.opener.cookies.clear()
        first = box.send("/iot/box/hello", body, box.sign("/iot/box/hello", body))
        self.assertIn("session_id", first.cookies)
        again = box.send("/iot/box/hello", body, box.sign("/iot/box/hello", body))
        self.assertNotIn("session_id", again.cookies, "a box that shows its session keeps it")

    def test_names_given_by_users_stay(self):
        box = self.paired_box()
        printer, scale = self.device_of(box, "printer-1", self.manager), self.device_of(box, "scale-1")
        printer.write({"name": "Kitchen", "subtype": "label"})
        renamed = [wire.Device(**{**vars(device), "name": "New name"}) for device in (PRINTER, SCALE)]
        box.hello(*renamed)
        self.assertEqual((printer.name, printer.subtype, scale.name), ("Kitchen", "label", "New name"))

    def test_lost_device_is_kept(self):
        box = self.paired_box()
        box.ask("/iot/box/devices", wire.Devices(devices=(SCALE, SCANNER)))
        printer = self.device_of(box, "printer-1")
        self.assertEqual((printer.health, printer.online), ("lost", False))
        box.ask("/iot/box/devices", wire.Devices(devices=(PRINTER, SCALE, SCANNER)))
        self.assertEqual((printer.health, printer.online), ("connected", True))

    def test_fault_is_told_in_words(self):
        box = self.paired_box()
        ill = wire.Device(**{**vars(PRINTER), "health": Health.FAULT, "code": "cover_open", "state": {"cover": "open"}})
        box.ask("/iot/box/devices", wire.Devices(devices=(ill, SCALE, SCANNER)))
        printer = self.device_of(box, "printer-1")
        self.assertIn("cover", printer.sentence)
        told = self.messages(printer.sudo(), "iot.device")[-1]
        self.assertEqual((told["health"], told["state"], told["online"]), ("fault", {"cover": "open"}, False))

    def test_what_to_do_is_told_step_by_step(self):
        box = self.paired_box()
        printer = self.device_of(box, "printer-1")
        self.assertFalse(printer.repair)
        for code in sorted(wire.CONDITIONS):
            with self.subTest(code=code):
                ill = wire.Device(**{**vars(PRINTER), "health": Health.FAULT, "code": code.value})
                box.ask("/iot/box/devices", wire.Devices(devices=(ill, SCALE, SCANNER)))
                lines = printer.repair.split("\n")
                self.assertEqual(len(lines), len(REPAIRS[code]))
                self.assertIn(str(REPAIRS[code][-1]), lines[-1])

    def test_what_to_do_depends_on_the_kind_where_it_must(self):
        box = self.paired_box()
        for (kind, code), steps in BY_KIND.items():
            with self.subTest(kind=kind, code=code):
                identifier = f"{kind.value}-9"
                ill = wire.Device(identifier=identifier, kind=kind, name="x", health=Health.FAULT, code=code.value)
                box.ask("/iot/box/devices", wire.Devices(devices=(PRINTER, ill)))
                lines = self.device_of(box, ill.identifier).repair.split("\n")
                own, common = [*map(str, steps)], [*map(str, REPAIRS.get(code, ()))]
                self.assertEqual(lines, [f"{number}. {step}" for number, step in enumerate(own, 1)])
                self.assertNotEqual(own, common)

    def test_the_command_that_brings_a_missing_library(self):
        box = self.paired_box()
        command = "pip install 'iot-agent[serial]'"
        values = {"health": Health.FAULT, "state": {"remedy": command}}
        ill = wire.Device(**{**vars(SCALE), **values, "code": "missing_library"})
        box.ask("/iot/box/devices", wire.Devices(devices=(ill,)))
        scale = self.device_of(box, "scale-1")
        self.assertEqual(scale.repair_command, command)
        box.ask("/iot/box/devices", wire.Devices(devices=(wire.Device(**{**vars(ill), "code": "no_answer"}),)))
        self.assertFalse(scale.repair_command)

    def test_what_to_do_about_what_is_away(self):
        box = self.paired_box()
        printer = self.device_of(box, "printer-1")
        box.ask("/iot/box/devices", wire.Devices(devices=(SCALE, SCANNER)))
        self.assertIn("cable", printer.repair)
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=False))
        self.assertIn("IoT system is on", printer.repair)


@tagged("post_install", "-at_install")
class TestReport(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()

    def test_direct_job_is_recorded(self):
        outcome = wire.Outcome(
            key="direct-job-1", device="scale-1", action="weigh", state=State.DONE, value={"kg": 1.234},
            path=wire.Path.DIRECT, user=str(self.user.id), issued=1_700_000_000.0, ended=1_700_000_001.0, attempts=1,
        )  # fmt: skip
        self.assertEqual(self.box.report(outcome), ("direct-job-1",))
        job = self.env["iot.job"].search([("key", "=", "direct-job-1")])
        self.assertEqual((job.path, job.state, job.value), ("direct", "done", {"kg": 1.234}))
        self.assertEqual((job.user_id, job.device_id), (self.user, self.device_of(self.box, "scale-1", self.env.user)))
        again = self.device_of(self.box, "scale-1").perform("direct-job-1", "weigh")
        self.assertEqual((again["state"], again["value"]), ("done", {"kg": 1.234}))
        self.box.report(outcome)
        self.assertEqual(self.env["iot.job"].search_count([("key", "=", "direct-job-1")]), 1)

    def test_direct_job_of_nobody_we_know(self):
        outcome = wire.Outcome(key="direct-job-2", device="gone", action="dance", state=State.QUEUED, user="9" * 100)
        self.box.report(outcome)
        job = self.env["iot.job"].search([("key", "=", "direct-job-2")])
        self.assertFalse(job.user_id or job.device_id or job.can_repeat)
        self.assertEqual(job.display_name, "dance")

    def test_times_no_calendar_holds(self):
        late = wire.Outcome(key="direct-job-3", device="x", action="weigh", state=State.DONE, ended=9e14)
        self.assertEqual(self.box.report(late), ("direct-job-3",), "what cannot be read must not stay in the outbox")
        self.assertTrue(self.env["iot.job"].search([("key", "=", "direct-job-3")]).ended_at)

    def test_event_flows_once(self):
        scanner = self.device_of(self.box, "scanner-1").sudo()
        self.assertEqual(self.box.report(events=[event()]), ("event-1",))
        self.assertEqual(self.box.report(events=[event()]), ("event-1",))
        [told] = self.messages(scanner, "iot.event")
        self.assertEqual((told["device_id"], told["id"], told["name"]), (scanner.id, "event-1", "scan"))
        self.assertEqual(told["value"], {"code": "4006381333931"})

    def test_event_that_does_not_fit_is_dropped(self):
        printer = self.device_of(self.box, "printer-1").sudo()
        self.box.report(events=[event("printer-1"), event("nowhere", id_="event-2")])
        self.assertEqual(self.messages(printer, "iot.event"), [])

    def test_state_is_kept(self):
        self.box.report(events=[event("printer-1", "state", {"paper": "low"})])
        self.assertEqual(self.device_of(self.box, "printer-1").state, {"paper": "low"})


@tagged("post_install", "-at_install")
class TestWatch(IotCase):
    def test_watch_is_live_for_a_minute(self):
        box = self.paired_box()
        scale = self.device_of(box, "scale-1")
        until = scale.watch()
        self.assertAlmostEqual(until, time.time() + 60, delta=5)
        [watch] = box.orders()
        self.assertEqual((watch.device, watch.until), ("scale-1", until))
        scale.sudo().watched_until = "2020-01-01 00:00:00"
        self.assertEqual(box.orders(), [])


@tagged("post_install", "-at_install")
class TestTicket(IotCase):
    def test_box_believes_it(self):
        box = self.paired_box()
        printer = self.device_of(box, "printer-1")
        given = printer.ticket()
        claims = seal.read_ticket(box.server_key, given["ticket"])
        self.assertEqual((claims.box, claims.devices, claims.user), (box.reference, ("printer-1",), str(self.user.id)))
        self.assertFalse(claims.owner)
        secret = seal.ticket_secret(seal.shared_key(box.seed, box.exchange), given["ticket"])
        self.assertEqual(given["secret"], secret, "both ends know it, it never travelled to the box")
        self.assertEqual((given["serial"], given["addresses"]), ("SERIAL-1", ["http://192.0.2.7:8069"]))
        self.assertEqual(given["devices"][str(printer.id)]["identifier"], "printer-1")
        self.assertIn(claims.origin, box.hello(PRINTER).origins)

    def test_administrator_opens_the_homepage_as_its_owner(self):
        box = self.paired_box()
        url = self.record_of(box).with_user(self.manager).action_open_homepage()["url"]
        address, _, fragment = url.partition("#")
        given = dict(parse_qsl(fragment))
        self.assertEqual((address, set(given)), ("http://192.0.2.7:8069", {"ticket", "secret", "box"}))
        claims = seal.read_ticket(box.server_key, given["ticket"])
        self.assertTrue(claims.owner)
        self.assertEqual((claims.box, claims.user), (box.reference, str(self.manager.id)))
        self.assertEqual((claims.devices, claims.actions, claims.origin), (("*",), ("*",), address))
        self.assertAlmostEqual(claims.expires, time.time() + 600, delta=5)
        secret = seal.ticket_secret(seal.shared_key(box.seed, box.exchange), given["ticket"])
        self.assertEqual((given["secret"], given["box"]), (secret, box.reference))

    def test_others_open_the_bare_homepage(self):
        box = self.paired_box()
        record = self.record_of(box)
        self.assertEqual(record.with_user(self.user).action_open_homepage()["url"], "http://192.0.2.7:8069")
        employee = new_test_user(self.env, "iot_employee", groups="base.group_user")
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            record.with_user(employee).action_open_homepage()
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        record.invalidate_recordset()
        self.assertEqual(record.with_user(self.manager).action_open_homepage()["url"], "http://192.0.2.7:8069")

    def test_administrator_downloads_the_logs_as_the_owner_of_the_box(self):
        box = self.paired_box()
        action = self.record_of(box).with_user(self.manager).action_download_logs()
        self.assertEqual((action["type"], action["tag"]), ("ir.actions.client", "iot_download_logs"))
        given = action["params"]["ticket"]
        claims = seal.read_ticket(box.server_key, given["ticket"])
        self.assertTrue(claims.owner)
        self.assertEqual((claims.box, claims.user), (box.reference, str(self.manager.id)))
        self.assertIn(claims.origin, box.hello(PRINTER).origins, "the page that asks may read the answer")
        self.assertEqual((given["serial"], given["addresses"]), ("SERIAL-1", ["http://192.0.2.7:8069"]))

    def test_nobody_else_gets_the_logs(self):
        box = self.paired_box()
        record = self.record_of(box)
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            record.with_user(self.user).action_download_logs()
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        record.invalidate_recordset()
        with self.assertRaises(UserError):
            record.with_user(self.manager).action_download_logs()

    def test_owner_code_is_the_boxs(self):
        box = self.paired_box()
        shown = self.record_of(box).with_user(self.manager).owner_code
        mine = seal.owner_code(seal.shared_key(box.seed, box.exchange))
        self.assertEqual(seal.owner_secret(shown), seal.owner_secret(mine))


@tagged("post_install", "-at_install")
class TestPresence(IotCase):
    def test_silence(self):
        record = self.record_of(self.paired_box())
        record.last_seen = "2020-01-01 00:00:00"
        self.assertFalse(record.online)
        self.assertEqual(self.env["iot.box"].search([("online", "=", False), ("id", "=", record.id)]), record)
        self.env["iot.box"]._cron_presence()
        self.assertFalse(record.connected)
        told = self.messages(self.env.ref("iot.group_iot_user"), "iot.box")
        self.assertEqual(told[-1], {"id": record.id, "online": False})

    def test_sign_of_life(self):
        box = self.paired_box()
        record = self.record_of(box)
        record.connected = False
        box.orders()
        self.assertTrue(record.online)
        self.assertEqual(self.env["iot.box"].search([("online", "=", True), ("id", "=", record.id)]), record)

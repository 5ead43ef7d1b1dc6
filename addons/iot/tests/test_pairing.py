import time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.iot import seal, wire
from odoo.addons.iot.wire import Code

from .common import PRINTER, FakeBox, IotCase


@tagged("post_install", "-at_install")
class TestToken(IotCase):
    def token(self):
        return self.env["iot.pairing"].with_user(self.manager).open_token()["token"]

    def test_pairs(self):
        box = self.paired_box()
        record = self.record_of(box)
        self.assertEqual(record.name, "SERIAL-1 ABCD2345")
        self.assertEqual(record.company_id, self.manager.company_id)
        self.assertEqual(record.addresses, ["http://192.0.2.7:8069"])
        self.assertTrue(record.online)
        self.assertEqual(record.device_ids.sorted("kind").mapped("kind"), ["printer", "scale", "scanner"])

    def test_token_is_kept_as_digest(self):
        secret = seal.ConnectionToken.read(self.token()).secret
        pairing = self.env["iot.pairing"].search([], limit=1)
        self.assertNotIn(secret, str(pairing.read()))

    def test_token_is_for_one_box(self):
        text = self.token()
        FakeBox(self).pair(text)
        other = FakeBox(self, "SERIAL-2")
        other.refused("/iot/box/pair", other.pair_message(seal.ConnectionToken.read(text)), 401, Code.BAD_TOKEN)

    def test_lost_answer_may_be_asked_again(self):
        text, box = self.token(), FakeBox(self)
        self.assertEqual(box.pair(text).box, box.pair(text).box)

    def test_wrong_token(self):
        box, token = FakeBox(self), seal.ConnectionToken.read(self.token())
        wrong = seal.ConnectionToken(token.server, token.database, "wrong", token.key)
        box.refused("/iot/box/pair", box.pair_message(wrong), 401, Code.BAD_TOKEN)

    def test_expired_token(self):
        text, box = self.token(), FakeBox(self)
        self.env["iot.pairing"].search([]).expires = "2020-01-01 00:00:00"
        box.refused("/iot/box/pair", box.pair_message(seal.ConnectionToken.read(text)), 401, Code.BAD_TOKEN)

    def test_token_is_spent_when_its_box_left(self):
        text, box = self.token(), FakeBox(self)
        box.pair(text)
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        box.refused("/iot/box/pair", box.pair_message(seal.ConnectionToken.read(text)), 401, Code.BAD_TOKEN)

    def test_result_of(self):
        text = self.token()
        result_of = self.env["iot.pairing"].with_user(self.manager).result_of
        self.assertFalse(result_of(text)["box_id"])
        box = FakeBox(self)
        box.pair(text)
        self.assertEqual(result_of(text)["box_id"], self.record_of(box).id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_users_open_no_door(self):
        pairing = self.env["iot.pairing"].with_user(self.user)
        for door in (pairing.open_token, pairing.candidates, lambda: pairing.type_code("ABCD2345")):
            with self.assertRaises(AccessError):
                door()


@tagged("post_install", "-at_install")
class TestCode(IotCase):
    def type_code(self, code):
        return self.env["iot.pairing"].with_user(self.manager).type_code(code)

    def test_pairs(self):
        box, code = FakeBox(self), "WXYZ6789"
        self.assertIsInstance(box.ask("/iot/box/announce", box.announce_message(code)), wire.Waiting)
        self.assertEqual(self.type_code("WXYZ-6780")["state"], "unknown")
        self.assertEqual(self.type_code("wxyz-6789")["state"], "waiting")
        sealed = box.ask("/iot/box/announce", box.announce_message(code))
        paired = seal.unseal(wire.loads(sealed.body, wire.Paired).key, sealed, wire.Paired)
        about = paired.key + paired.exchange + seal.public_key(box.seed)
        self.assertEqual(paired.proof, seal.code_proof(code, "salt", about), "the server knows the code")
        box.trust(paired)
        box.hello(PRINTER)
        self.assertEqual(self.type_code(code), {"state": "paired", "box_id": self.record_of(box).id})
        self.assertEqual(self.record_of(box).name, "SERIAL-1 WXYZ6789")

    def test_new_code_replaces_the_old_one(self):
        box = FakeBox(self)
        box.ask("/iot/box/announce", box.announce_message("AAAA2222"))
        box.ask("/iot/box/announce", box.announce_message("BBBB3333", salt="other"))
        self.assertEqual(self.type_code("AAAA2222")["state"], "unknown")
        self.assertEqual(self.type_code("BBBB3333")["state"], "waiting")

    def test_typed_code_lets_in_that_box_alone(self):
        box, thief = FakeBox(self), FakeBox(self)
        box.ask("/iot/box/announce", box.announce_message("AAAA2222"))
        self.type_code("AAAA2222")
        stolen = vars(wire.loads(box.announce_message("AAAA2222").body, wire.Announce))
        taken = {**stolen, "key": seal.public_key(thief.seed), "exchange": seal.exchange_key(thief.seed)}
        self.assertIsInstance(thief.ask("/iot/box/announce", thief.announcing(**taken)), wire.Waiting)

    def test_nobody_speaks_for_a_waiting_box(self):
        box, stranger = FakeBox(self), FakeBox(self)
        box.ask("/iot/box/announce", box.announce_message("AAAA2222"))
        said = vars(wire.loads(box.announce_message("BBBB3333").body, wire.Announce))
        stranger.refused("/iot/box/announce", stranger.announcing(**said), 401, Code.BAD_SIGNATURE)
        self.assertEqual(self.type_code("AAAA2222")["state"], "waiting")

    def test_code_is_spent_when_its_box_left(self):
        box = FakeBox(self)
        announce = box.announce_message("AAAA2222")
        box.ask("/iot/box/announce", announce)
        self.type_code("AAAA2222")
        sealed = box.ask("/iot/box/announce", announce)
        box.trust(wire.loads(sealed.body, wire.Paired))
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        self.assertIsInstance(box.ask("/iot/box/announce", announce), wire.Waiting)

    def test_silent_announcement_does_not_count(self):
        box = FakeBox(self)
        box.ask("/iot/box/announce", box.announce_message("AAAA2222"))
        self.env["iot.pairing"].search([]).seen_at = "2020-01-01 00:00:00"
        self.assertEqual(self.type_code("AAAA2222")["state"], "unknown")

    def test_clock_that_is_behind_is_told(self):
        box = FakeBox(self)
        box.offset = -10 * seal.CODE_LIFE
        answer = box.refused("/iot/box/announce", box.announce_message("AAAA2222"), 401, Code.STALE)
        self.assertAlmostEqual(float(answer.detail), time.time(), delta=30)

    def test_announcements_are_bounded(self):
        now = self.env.cr.now()
        self.env["iot.pairing"].create(
            [{"key": f"k{n}", "salt": "s", "seen_at": now, "expires": "2999-01-01 00:00:00"} for n in range(100)]
        )
        box = FakeBox(self)
        box.refused("/iot/box/announce", box.announce_message("AAAA2222"), 429, Code.TOO_MANY)

    def test_candidates(self):
        box = FakeBox(self)
        box.addresses = ("http://192.0.2.9:8069", "javascript:alert(1)")
        box.ask("/iot/box/announce", box.announce_message("AAAA2222"))
        found = self.env["iot.pairing"].with_user(self.manager).candidates()
        self.assertEqual(found[0], "http://192.0.2.9:8069")
        self.assertIn("http://iotbox.local:8069", found)
        self.assertNotIn("javascript:alert(1)", found)

    def test_an_address_that_cannot_be_read_is_none(self):
        """Nobody could look at the list of IoT systems any more."""
        box = FakeBox(self)
        box.addresses = ("http://[x", "http://", "http://192.0.2.9:8069")
        box.pair(self.env["iot.pairing"].with_user(self.manager).open_token()["token"])
        record = self.record_of(box)
        self.assertEqual((record.homepage_url, record.domain_address), ("http://192.0.2.9:8069", "192.0.2.9"))


@tagged("post_install", "-at_install")
class TestPairingAgain(IotCase):
    def test_same_machine_keeps_its_record(self):
        box = self.paired_box()
        record, device = self.record_of(box), self.device_of(box, "printer-1", self.manager)
        record.name, device.name = "Counter", "Receipts"
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        self.assertFalse(record.active)
        again = self.paired_box()
        self.assertEqual(self.record_of(again), record)
        self.assertEqual((record.name, device.name), ("Counter", "Receipts"))
        self.assertTrue(record.active and device.active)

    def test_online_machine_is_not_taken_over(self):
        box, twin = self.paired_box(), self.paired_box()
        self.assertNotEqual(self.record_of(box), self.record_of(twin))
        self.assertEqual(box.orders(), [])

    def test_machine_of_another_company_is_not_taken_over(self):
        box = self.paired_box()
        record = self.record_of(box)
        record.company_id = self.env["res.company"].create({"name": "Other"})
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=True))
        self.assertNotEqual(self.record_of(self.paired_box()), record)

    def test_announcing_merges_nothing(self):
        box = self.paired_box()
        rogue = FakeBox(self, box.identifier)
        rogue.ask("/iot/box/announce", rogue.announce_message("AAAA2222"))
        self.assertEqual(self.env["iot.box"].search_count([("identifier", "=", box.identifier)]), 1)
        self.assertEqual(box.orders(), [])


@tagged("post_install", "-at_install")
class TestFarewell(IotCase):
    def test_deleted_box_is_told_and_freed(self):
        box = self.paired_box()
        record = self.record_of(box)
        self.record_of(box).with_user(self.manager).unlink()
        [bell] = self.messages(record, "iot.order")
        self.assertEqual(box.unseal(wire.from_json(bell["sealed"], wire.Sealed)).box, box.reference)
        sealed = box.ask("/iot/box/ask", wire.Ask(), 403)
        forget = box.unseal(sealed)
        self.assertIsInstance(forget, wire.Forget)
        self.assertEqual(forget.box, box.reference)

    def test_copy_without_keys_frees_nobody(self):
        box = self.paired_box()
        self.record_of(box).unlink()
        self.env["ir.config_parameter"].search([("key", "=", "iot.seed")]).unlink()
        box.refused("/iot/box/ask", wire.Ask(), 403, Code.UNKNOWN_BOX)

    def test_short_goodbye(self):
        box = self.paired_box()
        box.ask("/iot/box/goodbye", wire.Goodbye(leave=False))
        self.assertFalse(self.record_of(box).online)
        self.assertTrue(self.record_of(box).active)
        box.orders()
        self.assertTrue(self.record_of(box).online)

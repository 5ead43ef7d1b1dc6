"""The route table against credentials that are missing, wrong, old, somebody else's or used before."""

import time

from odoo.tests import tagged

from odoo.addons.iot import seal, wire
from odoo.addons.iot.controllers.box import BOX, OPEN, ROUTES, STATUS
from odoo.addons.iot.wire import Code

from .common import FakeBox, IotCase
from .malformed import example


@tagged("post_install", "-at_install")
class TestRoutes(IotCase):
    def setUp(self):
        super().setUp()
        self.box, self.other = self.paired_box("LEFT"), self.paired_box("RIGHT")

    def matrix(self):
        """Every route that needs a box, with a body it takes and each false credential, named."""
        for route in (route for route in ROUTES if route.who == BOX):
            body = wire.dumps(wire.from_json(example(route.takes), route.takes)).encode()
            good, now = self.box.sign(route.path, body), time.time()

            def signed(box=self.box, who=None, method="POST", path=route.path, body=body, at=now):
                return seal.authorize(box.seed, who or box.reference, method, path, body, at)

            yield route, body, "none", None, {Code.UNAUTHORIZED}
            for junk in ("Bearer x", "IoT", "IoT a:b", "IoT a:nan:nonce-nonce:x", "IoT " + "x" * 5000, good + "x"):
                yield route, body, junk[:20], junk, {Code.UNAUTHORIZED, Code.BAD_SIGNATURE}
            yield route, body, "foreign box", signed(self.other, who=self.box.reference), {Code.BAD_SIGNATURE}
            yield route, body, "other path", signed(path="/iot/box/other"), {Code.BAD_SIGNATURE}
            yield route, body, "other method", signed(method="GET"), {Code.BAD_SIGNATURE}
            yield route, body, "other body", signed(body=body + b" "), {Code.BAD_SIGNATURE}
            yield route, body, "expired", signed(at=now - seal.WINDOW - 60), {Code.STALE}
            yield route, body, "from the future", signed(at=now + seal.WINDOW + 60), {Code.STALE}

    def test_false_credentials_are_refused(self):
        count = 0
        for route, body, name, authorization, codes in self.matrix():
            with self.subTest(path=route.path, credential=name):
                response = self.box.send(route.path, body, authorization)
                refusal = wire.from_json(response.json(), wire.Refusal)
                self.assertIn(refusal.code, codes)
                self.assertEqual(response.status_code, STATUS[refusal.code])
                count += 1
        self.assertEqual(count, 13 * sum(route.who == BOX for route in ROUTES))

    def test_used_credentials_are_refused(self):
        for route in (route for route in ROUTES if route.who == BOX and route.takes is not wire.Goodbye):
            with self.subTest(path=route.path):
                body = wire.dumps(wire.from_json(example(route.takes), route.takes)).encode()
                good = self.box.sign(route.path, body)
                first = self.box.send(route.path, body, good)
                self.assertNotEqual(first.status_code, 401)
                again = self.box.send(route.path, body, good)
                self.assertEqual(wire.from_json(again.json(), wire.Refusal).code, Code.REPLAYED)

    def test_unknown_box_is_freed_by_our_signature_alone(self):
        stranger = FakeBox(self)
        stranger.reference = "a-box-that-was-deleted"
        for route in (route for route in ROUTES if route.who == BOX):
            sealed = stranger.ask(route.path, wire.from_json(example(route.takes), route.takes), 403)
            forget = seal.unseal(self.box.server_key, sealed, wire.Forget)
            self.assertEqual(forget.box, stranger.reference)

    def test_open_routes_open_nothing(self):
        stranger = FakeBox(self, "STRANGER")
        for route in (route for route in ROUTES if route.who == OPEN):
            message = wire.from_json(example(route.takes), route.takes)
            if route.takes is wire.Sealed:
                message = stranger.announce_message("AAAA2222", life=-1)
            response = stranger.send(route.path, wire.dumps(message).encode())
            self.assertEqual(response.status_code, 401, "a wrong token, or an announcement that expired")
        self.assertFalse(self.env["iot.box"].search([("identifier", "=", "x")]))

    def test_only_post(self):
        for route in ROUTES:
            self.assertEqual(self.url_open(route.path, method="GET").status_code, 405)

    def test_large_body_is_refused_unread(self):
        for route in ROUTES:
            response = self.box.send(route.path, b" " * (route.limit + 1))
            self.assertEqual((response.status_code, response.json()["code"]), (413, "too_large"))

    def test_body_without_length_is_bounded(self):
        for route in ROUTES:
            response = self.box.send(route.path, iter([b" " * (route.limit + 1)]))
            self.assertIn(response.status_code, (400, 401, 413))

    def test_form_is_bounded_too(self):
        for route in ROUTES:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            for body, status in ((b"a=" + b"b" * route.limit, 413), (b"a=b", 401 if route.who == BOX else 400)):
                self.assertEqual(self.box.send(route.path, body, **form).status_code, status)

"""What tests of devices need: a database with a box, and the box itself, speaking the wire over real HTTP."""

import base64
import json
import time
import zlib

from odoo.tests import HttpCase, new_test_user

from odoo.addons.iot import seal, wire

PRINTER = wire.Device(
    identifier="printer-1", kind=wire.Kind.PRINTER, name="EPSON TM-T20II", manufacturer="EPSON", subtype="receipt",
    connection="tcp",
)  # fmt: skip
SCALE = wire.Device(identifier="scale-1", kind=wire.Kind.SCALE, name="Toledo 8217", connection="serial")
SCANNER = wire.Device(identifier="scanner-1", kind=wire.Kind.SCANNER, name="Honeywell", connection="hid")
DEVICES = (PRINTER, SCALE, SCANNER)


def raster(width=16, height=4, byte=b"\xf0"):
    """A small document as a browser sends it."""
    rows = byte * (width // 8 * height)
    data = base64.b64encode(zlib.compress(rows)).decode()
    return {"type": "document", "format": "raster", "width": width, "height": height, "data": data}


class FakeBox:
    """The box's end of the wire. `offset` is how far its clock is off."""

    def __init__(self, case, identifier="SERIAL-1"):
        self.case = case
        self.seed = seal.new_seed()
        self.identifier = identifier
        self.reference = ""
        self.server_key = ""
        self.offset = 0.0
        self.addresses = ("http://192.0.2.7:8069",)

    @property
    def me(self):
        return wire.Box(
            identifier=self.identifier,
            name=self.identifier,
            agent="1.0.0",
            oldest=wire.OLDEST_SUPPORTED,
            newest=wire.VERSION,
            addresses=self.addresses,
        )

    # --- requests ---------------------------------------------------------------------------------------------------

    def sign(self, path, body, method="POST"):
        return seal.authorize(self.seed, self.reference, method, path, body, time.time() + self.offset)

    def send(self, path, body, authorization=None, **headers):
        """The raw answer to raw bytes."""
        headers = {"Content-Type": "application/json", "User-Agent": "IotAgent/1.0.0", **headers}
        if authorization:
            headers["Authorization"] = authorization
        return self.case.url_open(path, data=body, headers=headers, method="POST")

    def ask(self, path, message, status=200):
        """The answer to a signed message; an open route ignores the signature."""
        body = wire.dumps(message).encode()
        response = self.send(path, body, self.reference and self.sign(path, body))
        self.case.assertEqual(response.status_code, status, response.text[:500])
        if response.headers["Content-Type"] != "application/json":
            return response.content
        return wire.from_json(response.json(), wire.Message)

    def refused(self, path, message, status, code):
        answer = self.ask(path, message, status)
        self.case.assertEqual(answer.code, code)
        return answer

    # --- pairing ----------------------------------------------------------------------------------------------------

    def pair_message(self, token, code="ABCD2345", nonce="nonce-of-the-box"):
        return wire.Pair(
            token=token.secret,
            box=self.me,
            code=code,
            key=seal.public_key(self.seed),
            exchange=seal.exchange_key(self.seed),
            nonce=nonce,
        )

    def pair(self, text):
        """Pair with a connection token, checking what a real box checks."""
        token = seal.ConnectionToken.read(text)
        paired = seal.unseal(token.key, self.ask("/iot/box/pair", self.pair_message(token)), wire.Paired)
        self.case.assertEqual((paired.nonce, paired.key), ("nonce-of-the-box", token.key))
        return self.trust(paired)

    def announce_message(self, code, salt="salt", life=seal.CODE_LIFE):
        key, exchange = seal.public_key(self.seed), seal.exchange_key(self.seed)
        return self.announcing(
            box=self.me,
            key=key,
            exchange=exchange,
            salt=salt,
            proof=seal.code_proof(code, salt, key + exchange),
            expires=time.time() + self.offset + life,
        )

    def announcing(self, **values):
        return seal.seal(self.seed, wire.Announce(**values))

    def trust(self, paired):
        self.reference, self.server_key, self.exchange = paired.box, paired.key, paired.exchange
        return paired

    # --- life -------------------------------------------------------------------------------------------------------

    def hello(self, *devices):
        return self.ask("/iot/box/hello", wire.Hello(box=self.me, devices=devices))

    def orders(self, limit=20):
        """What waits, unsealed."""
        answer = self.ask("/iot/box/ask", wire.Ask(limit=limit))
        return [self.unseal(order) for order in answer.orders]

    def unseal(self, sealed):
        return seal.unseal(self.server_key, sealed, wire.Message)

    def report(self, *outcomes, events=()):
        return self.ask("/iot/box/report", wire.Report(outcomes=outcomes, events=tuple(events))).taken

    def outcome(self, job, state, **values):
        return wire.Outcome(key=job.key, device=job.device, action=job.action, state=state, **values)


class IotCase(HttpCase):
    """A paired box with a printer, a scale and a scanner; an IoT user and an IoT administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "iot_user", groups="iot.group_iot_user")
        cls.manager = new_test_user(cls.env, "iot_manager", groups="iot.group_iot_manager")

    def paired_box(self, identifier="SERIAL-1", devices=DEVICES):
        """A fake box that said hello."""
        box = FakeBox(self, identifier)
        box.pair(self.env["iot.pairing"].with_user(self.manager).open_token()["token"])
        box.hello(*devices)
        return box

    def record_of(self, box):
        return self.env["iot.box"].with_context(active_test=False).search([("reference", "=", box.reference)])

    def device_of(self, box, identifier, user=None):
        device = self.record_of(box).device_ids.filtered(lambda device: device.identifier == identifier)
        return device.with_user(user or self.user)

    def print_on(self, box, key="key-of-a-job", user=None, **values):
        """Ask the box's printer for a page; the answer is the job's outcome."""
        values = {"document": raster(), **values}
        return self.device_of(box, "printer-1", user).perform(key, "print", **values)

    def messages(self, channel, kind=None):
        """The bus messages of this transaction to a record's channel."""
        self.env.cr.precommit.run()  # writes the messages
        name = json.dumps([self.env.cr.dbname, channel._name, channel.id], separators=(",", ":"))
        found = self.env["bus.bus"].sudo().search([("channel", "=", name)], order="id")
        messages = [json.loads(line) for line in found.mapped("message")]
        return [message["payload"] for message in messages if kind in (None, message["type"])]

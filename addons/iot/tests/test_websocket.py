"""The doorbell over a real websocket: a box hears its own channel and nothing else."""

import json

from odoo.tests import new_test_user, tagged

from odoo.addons.bus.tests.common import WebsocketCase
from odoo.addons.iot import wire

from .common import IotCase

MARK = "mark of the iot tests"


class SocketCase(WebsocketCase, IotCase):
    anonymous = None

    def open(self, box, shown=None):
        """A websocket that shows in its handshake what it subscribes with."""
        shown = shown or box.sign("/websocket", b"", "SUBSCRIBE").partition(" ")[2]
        self.anonymous = self.anonymous or self.authenticate(None, None)  # a new one would end the sockets of the old
        socket = self.websocket_connect(cookie=f"session_id={self.anonymous.sid};iot_box={shown}")
        self.subscribe(socket, ["iot.box:" + shown, MARK], 0)
        return socket

    def ring(self, channel):
        """Dispatch what was sent to a channel, and after it a mark that every socket of these tests hears."""
        self.env["bus.bus"]._sendone(MARK, "iot.mark", {})
        self.trigger_notification_dispatching([channel, MARK])

    def heard(self, socket):
        """The messages of ours up to the mark."""
        messages = []
        while "iot.mark" not in messages[-1:]:
            found = [note["message"] for note in json.loads(socket.recv())]
            messages += [message["type"] for message in found if message["type"].startswith("iot.")]
            self.payloads = [message["payload"] for message in found if message["type"].startswith("iot.")]
        return messages[:-1]


@tagged("post_install", "-at_install")
class TestBoxSocket(SocketCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)

    def test_bell_carries_the_job(self):
        socket = self.open(self.box)
        self.print_on(self.box)
        self.ring(self.record)
        self.assertEqual(self.heard(socket), ["iot.order"])
        job = self.box.unseal(wire.from_json(self.payloads[0]["sealed"], wire.Sealed))
        self.assertEqual(job.key, "key-of-a-job")

    def test_large_order_is_only_announced(self):
        socket = self.open(self.box)
        order = wire.Job(
            key="k", box=self.box.reference, device="d", action="a", params={"x": "y" * wire.MAX_BELL}, deadline=1.0,
            issued=1.0,
        )  # fmt: skip
        self.record._ring(order)
        self.ring(self.record)
        self.assertEqual(self.heard(socket), ["iot.look"])

    def test_subscription_is_used_once(self):
        shown = self.box.sign("/websocket", b"", "SUBSCRIBE").partition(" ")[2]
        first, second = self.open(self.box, shown), self.open(self.box, shown)
        self.record._bus_send("iot.look", {})
        self.ring(self.record)
        self.assertEqual(self.heard(first), ["iot.look"])
        self.assertEqual(self.heard(second), [])

    def test_false_subscriptions_hear_nothing(self):
        other = self.paired_box("OTHER")
        of_other = other.sign("/websocket", b"", "SUBSCRIBE").partition(":")[2]
        false = (
            "",
            "x",
            self.box.reference,
            f"{self.box.reference}:{of_other}",
            self.box.sign("/iot/box/ask", b"").partition(" ")[2],
        )
        sockets = [self.open(self.box, shown or ":") for shown in false]
        self.record._bus_send("iot.look", {})
        self.ring(self.record)
        for socket in sockets:
            self.assertEqual(self.heard(socket), [])

    def test_closing_shows_offline_at_once(self):
        self.record.connected = False
        self.env.flush_all()
        socket = self.open(self.box)
        self.record.invalidate_recordset()
        self.assertTrue(self.record.online)
        socket.close()
        self.wait_remaining_websocket_connections()
        self.record.invalidate_recordset()
        self.assertFalse(self.record.online)

    def test_old_socket_that_closes_says_nothing(self):
        old = self.open(self.box)
        [closed] = self._websocket_events
        self.open(self.box)
        old.close()
        self.assertTrue(closed.wait(10))
        self.record.invalidate_recordset()
        self.assertTrue(self.record.online)


@tagged("post_install", "-at_install")
class TestUserSocket(SocketCase):
    def listen(self, user, *channels):
        session = self.authenticate(user.login, user.login)
        socket = self.websocket_connect(cookie=f"session_id={session.sid}")
        self.subscribe(socket, [*channels, MARK], self.env["bus.bus"].sudo()._bus_last_id())
        return socket

    def test_devices_are_heard_by_who_may_read_them(self):
        box = self.paired_box()
        device = self.device_of(box, "scanner-1").sudo()
        self.env.cr.precommit.run()
        channel = f"iot.device_{device.id}"
        employee = self.listen(new_test_user(self.env, "iot_employee", groups="base.group_user"), channel)
        device._bus_send("iot.event", {"device_id": device.id})
        self.ring(device)
        self.assertEqual(self.heard(employee), [])
        user = self.listen(self.user, channel, "iot.device_0", "iot.device_x", "iot.other")
        device._bus_send("iot.event", {"device_id": device.id})
        self.ring(device)
        self.assertEqual(self.heard(user), ["iot.event"])

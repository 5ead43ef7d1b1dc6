"""Cameras whose address is typed in Odoo: who may, what is taken, and that nobody is shown a password again."""

import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase

URL = "http://admin:s3cret@10.0.0.9/snap.jpg?channel=2&pwd=s3cret"
SHOWN = "http://***@10.0.0.9/snap.jpg?channel=2&pwd=***"


@tagged("post_install", "-at_install")
class TestNetworkCamera(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)

    def type(self, address=URL, user=None, **values):
        cameras = self.env["iot.network.camera"].with_user(user or self.manager)
        return cameras.create({"box_id": self.record.id, "address": address, **values})

    def told(self):
        """The addresses that the box is told last."""
        order = [order for order in self.box.orders() if isinstance(order, wire.NetworkPrinters)][-1]
        return [camera.address for camera in order.cameras]

    def test_the_box_is_told_the_whole_address_beside_its_printers(self):
        camera = self.type(name="Door")
        self.env["iot.network.printer"].with_user(self.manager).create(
            {"box_id": self.record.id, "address": "10.0.0.7"}
        )
        (order,) = (order for order in self.box.orders() if isinstance(order, wire.NetworkPrinters))
        self.assertEqual([(one.address, one.name) for one in order.cameras], [(URL, "Door")])
        self.assertEqual([one.address for one in order.printers], ["10.0.0.7"])
        self.assertFalse(camera.taken)
        self.box.ask("/iot/box/printers", wire.PrintersTaken(issued=order.issued))
        self.assertTrue(camera.taken)

    def test_without_cameras_an_older_box_is_told_what_it_knows(self):
        self.env["iot.network.printer"].with_user(self.manager).create(
            {"box_id": self.record.id, "address": "10.0.0.7"}
        )
        (order,) = (order for order in self.box.orders() if isinstance(order, wire.NetworkPrinters))
        self.assertNotIn("cameras", wire.to_json(order))

    def test_no_secret_is_shown_again(self):
        camera = self.type()
        saved = camera.web_save({"name": "Door", "address": URL}, {"address": {}, "display_name": {}})
        shown = [saved, camera.read(), camera.display_name, self.record.with_user(self.manager).read()]
        self.assertNotIn("s3cret", json.dumps(shown, default=str))
        self.assertEqual(camera.address, SHOWN)
        with self.assertRaises(AccessError):
            camera.read(["url"])
        with self.assertRaises(AccessError):
            camera.write({"url": "http://10.0.0.9/"})

    def test_a_camera_that_streams(self):
        camera = self.type("rtsp://admin:s3cret@10.0.0.9/stream")
        self.assertEqual(self.told(), ["rtsp://admin:s3cret@10.0.0.9/stream"])
        self.assertEqual(camera.address, "rtsp://***@10.0.0.9/stream")
        with self.assertRaisesRegex(ValidationError, "whole address"):
            camera.address = "http://***@10.0.0.9/stream"

    def test_the_login_stays_with_its_place_and_goes_to_no_other(self):
        camera = self.type()
        camera.address = SHOWN
        self.assertEqual(self.told(), [URL])
        camera.address = "http://***@10.0.0.9/video.mjpg"
        self.assertEqual(self.told(), ["http://admin:s3cret@10.0.0.9/video.mjpg"])
        for elsewhere in (
            "http://***@10.0.0.8/snap.jpg",
            "http://***@10.0.0.9:8080/video.mjpg",
            "https://***@10.0.0.9/video.mjpg",
            "http://***@10.0.0.8/@10.0.0.9/",
            "http://***@10.0.0.9@10.0.0.8/",
            "http://10.0.0.8/?pwd=***",
        ):
            with self.subTest(elsewhere), self.assertRaisesRegex(ValidationError, "whole address"):
                camera.address = elsewhere
        camera.address = "http://10.0.0.8/"
        self.assertEqual(self.told(), ["http://10.0.0.8/"])

    def test_what_no_camera_may_be_is_refused_in_words_that_keep_the_secret(self):
        for address in (
            "",
            "10.0.0.9",
            "file:///etc/passwd",
            "http://admin:s3cret@localhost/",
            "http://admin:s3cret@127.0.0.1:8069/",
            "http://admin:s3cret@169.254.169.254/latest/",
            "http://admin:s3cret@8.8.8.8/",
            "rtsp://admin:s3cret@8.8.8.8/stream",
            "rtsp://admin:s3cret@localhost/stream",
        ):
            with self.subTest(address), self.assertRaisesRegex(ValidationError, "Refused are files") as refused:
                self.type(address)
            self.assertNotIn("s3cret", str(refused.exception))
        with self.assertRaises(ValidationError):
            self.env["iot.network.camera"].with_user(self.manager).create({"box_id": self.record.id})

    def test_there_is_an_end_to_typing(self):
        for number in range(32):
            self.type(f"http://10.0.1.{number}/")
        with self.assertRaisesRegex(ValidationError, "at most 32"):
            self.type("http://10.0.2.1/")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_type_and_look(self):
        camera = self.type()
        with self.assertRaises(AccessError):
            self.type(user=self.user)
        with self.assertRaises(AccessError):
            camera.with_user(self.user).read(["address"])
        with self.assertRaises(AccessError):
            self.record.with_user(self.user).read(["network_camera_ids"])
        self.record.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.type()

    def test_a_deleted_row_is_taken_off_the_box(self):
        self.type().unlink()
        self.assertEqual(self.told(), [])

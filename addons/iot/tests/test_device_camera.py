"""Pictures of cameras: who may take them, where they are kept, and for how long."""

import base64
import io
import json
from datetime import timedelta

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .. import wire
from ..wire import State
from .common import DEVICES, IotCase

CAMERA = wire.Device(identifier="camera-1", kind=wire.Kind.CAMERA, name="HD Webcam", connection="v4l2")
KEY = "key-of-a-picture"


def jpeg(width=64, height=48):
    data = io.BytesIO()
    Image.effect_noise((width, height), 90).save(data, "JPEG")
    return data.getvalue()


class CameraCase(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box(devices=(*DEVICES, CAMERA))
        self.camera = self.device_of(self.box, "camera-1")

    def job(self):
        return self.env["iot.job"].search([("key", "=", KEY)])

    def take(self, picture, user=None):
        """A user's wish, and what the box answers."""
        self.camera.with_user(user or self.user).perform(KEY, "picture")
        [order] = [order for order in self.box.orders() if isinstance(order, wire.Job)]
        return self.report(order, picture)

    def report(self, order, picture):
        text = picture if isinstance(picture, str) else base64.b64encode(picture).decode()
        value = {"picture": text, "width": 64, "height": 48}
        return self.box.report(self.box.outcome(order, State.DONE, value=value))


@tagged("post_install", "-at_install")
class TestPicture(CameraCase):
    def test_who_took_it_gets_it(self):
        picture = jpeg()
        self.take(picture)
        answers = (
            self.env["iot.job"].with_user(self.user).outcome_of(KEY),
            self.camera.perform(KEY, "picture"),
        )
        for answer in answers:
            self.assertEqual((answer["state"], answer["value"]["width"]), ("done", 64))
            self.assertEqual(base64.b64decode(answer["value"]["picture"]), picture)
            self.assertNotIn("more", answer)

    def test_it_bloats_neither_the_job_nor_the_bus(self):
        self.take(jpeg(400, 400))
        self.assertEqual(self.job().value, {"width": 64, "height": 48})
        [*_, told] = self.messages(self.user.partner_id, "iot.outcome")
        self.assertTrue(told["more"])
        self.assertLess(len(json.dumps(told)), 1000)

    def test_a_large_picture_is_kept_as_it_is(self):
        picture = jpeg(1200, 600)
        self.assertLess(len(picture), wire.MAX_PICTURE)
        large = jpeg(2600, 200)
        self.take(large)
        self.assertEqual(base64.b64decode(self.job().with_context(bin_size=False).picture), large)

    def test_what_is_no_picture_is_not_kept(self):
        for nonsense in ("%%%", "", base64.b64encode(b"GIF89a").decode()):
            self.take(nonsense)
            self.assertFalse(self.job().picture)
            self.assertEqual(self.job().state, "done")
            self.job().unlink()

    def test_it_is_forgotten_after_an_hour(self):
        self.take(jpeg())
        attachment = self.env["ir.attachment"].search([("res_model", "=", "iot.job"), ("res_field", "=", "picture")])
        self.env["iot.job"]._cron_expire()
        self.assertTrue(self.job().picture)
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = %s WHERE id IN %s",
            (fields.Datetime.now() - timedelta(hours=2), tuple(attachment.ids)),
        )
        self.env["iot.job"]._cron_expire()
        self.env.invalidate_all()
        self.assertFalse(self.job().picture)
        self.assertEqual(self.job().state, "done")

    def test_a_picture_the_box_took_without_odoo_is_recorded_without_it(self):
        order = wire.Outcome(
            key=KEY, device="camera-1", action="picture", state=State.DONE, path=wire.Path.DIRECT,
            user=str(self.user.id), issued=1.0, ended=2.0, value={"width": 64, "height": 48},
        )  # fmt: skip
        self.box.report(order)
        self.assertEqual((self.job().user_id, self.job().action), (self.user, "picture"))
        self.assertFalse(self.job().picture)


@tagged("post_install", "-at_install")
class TestPrivacy(CameraCase):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_picture_without_an_allowed_user(self):
        stranger = new_test_user(self.env, "iot_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.camera.with_user(stranger).perform(KEY, "picture")
        self.assertFalse(self.job())
        self.assertEqual([order for order in self.box.orders() if isinstance(order, wire.Job)], [])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.http")
    def test_nobody_sees_the_pictures_of_others(self):
        self.take(jpeg())
        other = new_test_user(self.env, "iot_other", groups="iot.group_iot_user", password="iot_other")
        self.assertFalse(self.env["iot.job"].with_user(other).outcome_of(KEY))
        with self.assertRaises(AccessError):
            self.job().with_user(other).read(["picture"])
        self.authenticate("iot_other", "iot_other")
        response = self.url_open(f"/web/content/iot.job/{self.job().id}/picture")
        self.assertNotEqual(response.status_code, 200)
        attachment = self.env["ir.attachment"].search([("res_model", "=", "iot.job"), ("res_field", "=", "picture")])
        self.assertNotEqual(self.url_open(f"/web/content/{attachment.id}").status_code, 200)


@tagged("post_install", "-at_install")
class TestSize(CameraCase):
    def options(self):
        [order] = [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]
        return [dict(device.options) for device in order.devices]

    def test_the_box_hears_of_the_size(self):
        self.camera.with_user(self.manager).picture_size = "1920x1080"
        self.assertEqual(self.options(), [{"width": 1920, "height": 1080}])
        self.camera.with_user(self.manager).picture_size = False
        self.assertEqual(self.options(), [])

    def test_the_box_hears_of_the_path(self):
        self.camera.with_user(self.manager).picture_path = "/snapshot.jpg"
        self.assertEqual(self.options(), [{"address": "/snapshot.jpg"}])

    def test_every_size_can_be_settled(self):
        for size in dict(type(self.camera).picture_size.selection):
            self.camera.with_user(self.manager).picture_size = size
            [options] = self.options()
            self.assertEqual(f"{options['width']}x{options['height']}", size)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_settle(self):
        with self.assertRaises(AccessError):
            self.camera.picture_size = "640x480"

"""How far a driver was tried, as its box says it, in words on the form."""

import dataclasses

from odoo.tests import Form, tagged

from .. import wire
from ..models.iot_device_quality import QUALITIES
from .common import SCALE, IotCase


@tagged("post_install", "-at_install")
class TestDeviceQuality(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)

    def seen(self, **said):
        self.box.hello(dataclasses.replace(SCALE, **said))
        scale = self.record.device_ids.filtered(lambda device: device.kind == "scale")
        return scale.with_user(self.user).quality

    def test_every_quality_has_words(self):
        self.assertEqual([value for value, _ in QUALITIES], [quality.value for quality in wire.Quality])
        spoken = self.env["iot.device"]._fields["quality"].help
        for _, words in QUALITIES:
            self.assertIn(f"{words}: ", spoken)

    def test_the_box_says_it(self):
        for quality in wire.Quality:
            self.assertEqual(self.seen(quality=quality.value), quality.value)

    def test_what_an_older_box_says(self):
        self.assertFalse(self.seen())
        self.assertEqual(self.seen(verified=True), "reported")

    def test_what_a_later_box_says_is_no_mistake(self):
        self.assertFalse(self.seen(quality="blessed"))

    def test_the_form_of_a_user_has_it(self):
        self.seen(quality="manual")
        scale = self.record.device_ids.filtered(lambda device: device.kind == "scale").with_user(self.user)
        self.assertEqual(Form(scale).quality, "manual")

"""What is settled for a screen on its form."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase

SCREEN = wire.Device(identifier="screen-1", kind=wire.Kind.DISPLAY, name="Wall", connection="hdmi", subtype="screen")
LINES = wire.Device(identifier="lines-1", kind=wire.Kind.DISPLAY, name="Pole", connection="serial", subtype="line")


@tagged("post_install", "-at_install")
class TestDeviceDisplay(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box(devices=(SCREEN, LINES))
        self.screen = self.device_of(self.box, "screen-1", self.manager)
        self.lines = self.device_of(self.box, "lines-1", self.manager)

    def told(self):
        orders = [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]
        return {device.identifier: dict(device.options) for device in orders[-1].devices}

    def test_what_shows_pages(self):
        self.assertTrue(self.screen.is_screen)
        self.assertFalse(self.lines.is_screen)

    def test_the_box_hears_of_the_page_and_the_rotation(self):
        self.screen.display_url = "https://shop.example/menu"
        self.screen.display_turn = "90"
        self.assertEqual(self.told(), {"screen-1": {"url": "https://shop.example/menu", "turn": 90}})
        self.screen.write({"display_url": False, "display_turn": False})
        self.assertEqual(self.told(), {})

    def test_a_line_display_has_no_page(self):
        self.lines.display_url = "https://shop.example/menu"
        self.assertEqual(self.told(), {})

    def test_only_pages_of_the_web_are_taken(self):
        for url in ("javascript:alert(1)", "file:///etc/passwd", "shop.example", "http://", "http://a b/", "http://["):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.screen.display_url = url

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_settle(self):
        with self.assertRaises(AccessError):
            self.screen.with_user(self.user).write({"display_url": "https://shop.example"})

    def test_whoever_uses_the_box_may_show_a_page(self):
        screen = self.screen.with_user(self.user)
        screen.perform("key-of-a-page", "show", {"url": "https://shop.example"})
        (job,) = [order for order in self.box.orders() if isinstance(order, wire.Job)]
        self.assertEqual((job.action, dict(job.params)), ("show", {"url": "https://shop.example"}))

"""What is typed: the form says what it is, and the box hears of it."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .. import wire
from ..models.iot_device_scanner import ENDS, LAYOUTS, USES
from .common import SCANNER, IotCase

KEYBOARD = wire.Device(
    identifier="keyboard-1", kind=wire.Kind.PEDAL, name="USB Keyboard", connection="hid", driver="plain_keyboard"
)
PEDAL = wire.Device(identifier="pedal-1", kind=wire.Kind.PEDAL, name="FootSwitch", connection="hid", driver="hid_pedal")
PORT = wire.Device(identifier="port-1", kind=wire.Kind.SCANNER, name="Gryphon", connection="serial")


@tagged("post_install", "-at_install")
class TestDeviceScanner(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box(devices=(SCANNER, KEYBOARD, PEDAL, PORT))
        self.record = self.record_of(self.box)
        devices = {device.identifier: device.with_user(self.manager) for device in self.record.device_ids}
        self.scanner, self.keyboard = devices["scanner-1"], devices["keyboard-1"]
        self.pedal, self.port = devices["pedal-1"], devices["port-1"]

    def told(self):
        """What the box is told of each of its devices."""
        (order,) = (order for order in self.box.orders() if isinstance(order, wire.AllOptions))
        return {device.identifier: dict(device.options) for device in order.devices}

    def test_the_words_are_those_of_the_wire(self):
        self.assertEqual({name for name, _ in USES}, set(wire.USES))
        self.assertEqual({name for name, _ in LAYOUTS}, set(wire.LAYOUTS))
        self.assertEqual({part for name, _ in ENDS for part in name.split(",")}, {"enter", "tab", "time"})

    def test_what_the_box_finds_is_shown_as_it_is(self):
        shown = [(device.is_typed, device.is_scanner, device.is_pedal) for device in (
            self.scanner, self.keyboard, self.pedal, self.port
        )]  # fmt: skip
        self.assertEqual(shown, [(True, True, False), (True, False, False), (True, False, True), (False, True, False)])
        self.assertEqual(self.keyboard.keyboard_layout, "us")
        self.assertEqual([order for order in self.box.orders() if isinstance(order, wire.AllOptions)], [])

    def test_a_keyboard_becomes_a_scanner_and_a_keyboard_again(self):
        with Form(self.keyboard) as form:
            form.is_scanner = True
            self.assertEqual(form.use, "scanner")
            form.keyboard_layout = "fr"
        self.assertEqual(self.told(), {"keyboard-1": {"use": "scanner", "layout": "fr"}})
        self.box.hello(SCANNER, wire.Device(**{**vars(KEYBOARD), "kind": wire.Kind.SCANNER, "driver": "hid_keyboard"}))
        self.assertEqual((self.keyboard.kind, self.keyboard.is_scanner), ("scanner", True))
        with Form(self.keyboard) as form:
            form.keyboard_layout = "us"
            form.is_scanner = False
        self.assertEqual(self.told(), {"keyboard-1": {"use": "keyboard"}})
        self.assertFalse(self.keyboard.is_scanner)

    def test_a_scanner_that_the_box_knows_can_be_released(self):
        self.scanner.is_scanner = False
        self.assertEqual(self.told(), {"scanner-1": {"use": "keyboard"}})

    def test_it_is_one_thing_at_a_time(self):
        with Form(self.keyboard) as form:
            form.is_scanner = True
            form.is_pedal = True
            self.assertFalse(form.is_scanner)
        self.assertEqual((self.keyboard.use, self.keyboard.is_scanner, self.keyboard.is_pedal), ("pedal", False, True))
        with Form(self.keyboard) as form:
            form.is_scanner = True
            self.assertFalse(form.is_pedal)
        self.assertEqual(self.told(), {"keyboard-1": {"use": "scanner"}})
        self.pedal.is_scanner = True
        self.assertEqual((self.pedal.use, self.pedal.is_pedal), ("scanner", False))

    def test_how_codes_end_and_begin(self):
        self.port.write({"scan_end": "tab,time", "scan_prefix": "]C1"})
        self.assertEqual(self.told(), {"port-1": {"ends": "tab,time", "prefix": "]C1"}})
        self.port.write({"scan_end": "enter", "scan_prefix": False})
        self.assertEqual(self.told(), {})

    def test_other_devices_have_no_layout(self):
        self.box.hello(wire.Device(identifier="scale-1", kind=wire.Kind.SCALE, name="Scale", connection="serial"))
        scale = self.record.device_ids.filtered(lambda device: device.kind == "scale").with_user(self.manager)
        scale.keyboard_layout = "fr"
        self.assertEqual(self.told(), {})

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_say_what_it_is(self):
        with self.assertRaises(AccessError):
            self.keyboard.with_user(self.user).write({"is_scanner": True})

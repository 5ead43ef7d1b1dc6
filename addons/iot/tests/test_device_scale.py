"""How a scale speaks is chosen on its form, and one that speaks like no other is described there."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .. import wire
from .common import IotCase

ANSWER = r"^(?P<stable>ST)?.*,(?P<sign>[+-]) *(?P<value>\d+\.\d{3})(?P<unit>kg)$"


@tagged("post_install", "-at_install")
class TestDeviceScale(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        record = self.record_of(self.box)
        self.scale = record.device_ids.filtered(lambda device: device.kind == "scale").with_user(self.manager)

    def told(self):
        orders = [order for order in self.box.orders() if isinstance(order, wire.AllOptions)]
        return [(device.driver, dict(device.options)) for device in orders[-1].devices] if orders else None

    def test_the_language_is_chosen_in_words(self):
        with Form(self.scale, "iot.iot_device_view_form") as form:
            form.scale_driver = "cas"
        self.assertEqual(self.scale.chosen_driver, "cas")
        self.assertEqual(self.told(), [("cas", {})])

    def test_it_is_left_to_the_box_again(self):
        self.scale.scale_driver = "cas"
        self.scale.scale_driver = False
        self.assertFalse(self.scale.chosen_driver)
        self.assertEqual(self.told(), [])

    def test_a_driver_that_has_no_words_here_is_left_alone(self):
        self.scale.chosen_driver = "of_another_addon"
        self.assertFalse(self.scale.scale_driver)
        self.assertEqual(self.told(), [("of_another_addon", {})])

    def test_a_description_goes_with_the_scale_that_is_described(self):
        with Form(self.scale, "iot.iot_device_view_form") as form:
            form.scale_driver = "generic_scale"
            form.scale_line = "4800 7E1"
            form.scale_ask = r"R\r\n"
            form.scale_answer = ANSWER
            form.scale_unit = "g"
        options = {"baud": "4800 7E1", "ask": r"R\r\n", "answer": ANSWER, "unit": "g"}
        self.assertEqual(self.told(), [("generic_scale", options)])
        self.scale.scale_driver = "sics"
        self.assertEqual(self.told(), [("sics", {"baud": "4800 7E1"})])

    def test_what_cannot_be_is_refused_in_words(self):
        for field, value, words in (
            ("scale_line", "fast", "9600 8N1"),
            ("scale_answer", "(?P<value>[0-9]+", "character 17"),
            ("scale_answer", "(?P<value>[0-9]*)*", "may be nothing"),
            ("scale_answer", "(?P<value>a{900})", "too long"),
            ("scale_answer", "[0-9]+", "(?P<value>"),
        ):
            with self.subTest(field=field, value=value):
                with self.assertRaises(ValidationError) as refused:
                    self.scale.write({field: value})
                self.assertIn(words, str(refused.exception))

    def test_every_language_is_one_the_box_may_be_told(self):
        for driver, _ in self.scale._fields["scale_driver"].selection:
            self.scale.scale_driver = driver
            self.assertEqual(self.told()[0][0], driver)

    def test_what_the_box_heard_is_shown(self):
        self.assertFalse(self.scale.scale_heard)
        self.scale.sudo().state = {"heard": "ERR 5"}
        self.assertEqual(self.scale.scale_heard, "ERR 5")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_choose(self):
        for values in ({"scale_driver": "cas"}, {"scale_line": "9600 8N1"}):
            with self.assertRaises(AccessError):
                self.scale.with_user(self.user).write(values)

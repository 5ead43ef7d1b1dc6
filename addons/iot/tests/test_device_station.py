"""Which scanners lie at a workstation, and who hears of it."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import IotCase


@tagged("post_install", "-at_install")
class TestDeviceStation(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)
        self.scanner = self.record.device_ids.filtered(lambda device: device.kind == "scanner").with_user(self.manager)
        self.station = self.env["iot.workstation"].create({"name": "Packing desk"})

    def test_the_scanners_that_lie_there(self):
        station = self.station.with_user(self.user)
        self.assertEqual(station.scanners(), [])
        self.scanner.workstation_id = self.station
        self.assertEqual(station.scanners(), self.scanner.ids)
        self.assertEqual(station.scanner_ids.ids, self.scanner.ids)
        self.scanner.workstation_id = False
        self.assertEqual(station.scanners(), [])

    def test_what_is_no_scanner_any_more_scans_nowhere(self):
        self.scanner.workstation_id = self.station
        self.scanner.sudo().kind = "pedal"
        self.assertEqual(self.station.with_user(self.user).scanners(), [])

    def test_a_workstation_that_is_gone_has_none(self):
        self.scanner.workstation_id = self.station
        station = self.station.with_user(self.user)
        self.station.unlink()
        self.assertEqual(station.scanners(), [])
        self.assertFalse(self.scanner.workstation_id)

    def test_an_administrator_of_iot_says_so_on_the_workstation_too(self):
        """Whoever administers IoT systems need not administer Odoo."""
        self.assertFalse(self.manager.has_group("base.group_system"))
        station = self.station.with_user(self.manager)
        station.scanner_ids = [(6, 0, self.scanner.ids)]
        self.assertEqual(self.scanner.workstation_id, station)
        station.scanner_ids = [(5, 0, 0)]
        self.assertFalse(self.scanner.workstation_id)

    def test_browsers_hear_that_something_was_moved(self):
        self.scanner.workstation_id = self.station
        told = self.messages(self.env.ref("iot.group_iot_user"), "iot.scanners")
        self.assertEqual(told, [{"id": self.record.id}])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_administrators_move_scanners_and_only_users_ask(self):
        with self.assertRaises(AccessError):
            self.scanner.with_user(self.user).workstation_id = self.station
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.station.with_user(stranger).scanners()

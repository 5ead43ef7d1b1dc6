"""Drivers for boxes: what is offered to whom, that it is signed and only ever newer, and what its form says of it."""

import hashlib
import tempfile
import zlib
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import seal, wire
from ..models import iot_drivers
from ..models.iot_box import stamp
from ..tools import driver_files
from .common import IotCase

DRIVERS, FILES, TAKEN = (f"/iot/box/{name}" for name in ("drivers", "driver_files", "drivers_taken"))


@tagged("post_install", "-at_install")
class TestDrivers(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box()
        self.record = self.record_of(self.box)

    def offered(self, version=0, forced=False):
        sealed = self.box.ask(DRIVERS, wire.AskDrivers(version=version, forced=forced)).drivers
        return sealed and seal.unseal(self.box.server_key, sealed, wire.Drivers)

    def folder(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        return Path(made.name)

    def brought(self, files):
        """An addon that brings these files, for the rest of the test."""
        folder = self.folder()
        self.fill(folder, files)
        roots = self.env["iot.drivers"]._roots()
        self.patch(type(self.env["iot.drivers"]), "_roots", lambda _drivers: [*roots, folder])
        return folder

    def fill(self, folder, files):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def test_the_agent_s_own_parts_are_offered_and_nothing_of_its_core(self):
        listed = self.offered()
        paths = {file.path for file in listed.files}
        self.assertLessEqual({"drivers/printers/escpos.py", "codecs/escpos.py", "simulators/escpos.py"}, paths)
        self.assertFalse([path for path in paths if not wire.DRIVER_PATH.fullmatch(path) or "__init__" in path])
        self.assertLess(sum(file.size for file in listed.files), wire.MAX_DRIVERS)
        self.assertLess(len(paths), wire.MAX_DRIVER_FILES)

    def test_the_files_are_those_of_the_list(self):
        listed = self.offered()
        whole = zlib.decompress(self.box.ask(FILES, wire.FetchDrivers(version=listed.version)))
        for file in listed.files:
            one, whole = whole[: file.size], whole[file.size :]
            self.assertEqual(hashlib.sha256(one).hexdigest(), file.digest, file.path)
        self.assertFalse(whole)
        self.box.refused(FILES, wire.FetchDrivers(version=listed.version - 1), 404, "drivers_older")

    def test_the_version_rises_with_each_change_and_with_nothing_else(self):
        first = self.offered()
        self.assertEqual(self.offered(), first)
        folder = self.brought({"drivers/scales/odd.py": "ONE = 1"})
        second = self.offered()
        self.assertGreater(second.version, first.version)
        self.assertEqual(
            {file.path for file in second.files} - {file.path for file in first.files}, {"drivers/scales/odd.py"}
        )
        self.fill(folder, {"drivers/scales/odd.py": "ONE = 10"})
        self.assertGreater(self.offered().version, second.version)

    def test_a_box_that_has_later_drivers_of_a_lost_database_is_overtaken(self):
        first = self.offered()
        ahead = first.version + 1000
        self.assertGreater(self.offered(version=ahead).version, ahead)
        self.assertLess(self.offered(version=10**14).version, first.version + 400 * 24 * 3600)

    def test_an_addon_may_mend_a_driver(self):
        self.brought({"codecs/escpos.py": "MENDED = True", "codecs/maps/fr.json": "{}"})
        digests = {file.path: file.digest for file in self.offered().files}
        self.assertEqual(digests["codecs/escpos.py"], hashlib.sha256(b"MENDED = True").hexdigest())
        self.assertIn("codecs/maps/fr.json", digests)

    def test_what_no_box_takes_is_left_out_and_said(self):
        with self.assertLogs(driver_files.__name__, "WARNING") as logs:
            folder = self.brought(
                {
                    "drivers/scales/Odd-Name.py": "",
                    "drivers/scales/fine.py": "",
                    "drivers/scales/__init__.py": "",
                    "drivers/scales/__pycache__/fine.cpython-312.py": "",
                    "drivers/scales/notes.txt": "",
                    "core/kinds.py": "",
                }
            )
            (folder / "codecs").mkdir()
            (folder / "codecs/passwd.py").symlink_to("/etc/passwd")
            paths = {file.path for file in self.offered().files}
        self.assertIn("drivers/scales/fine.py", paths)
        self.assertFalse([path for path in paths if "Odd" in path or "passwd" in path or "kinds" in path])
        self.assertIn("Odd-Name.py", logs.output[0])

    def test_every_installed_addon_may_bring_handlers(self):
        folder = self.folder()
        (folder / iot_drivers.HANDLERS).mkdir()
        paths = {"base": str(folder)}
        with patch.object(iot_drivers, "get_module_path", lambda name: paths.get(name)):
            self.assertEqual(self.env["iot.drivers"]._roots()[1:], [folder / iot_drivers.HANDLERS])

    def test_nothing_is_offered_where_the_switch_is_off_unless_forced(self):
        self.record.with_user(self.manager).automatic_drivers_update = False
        self.assertIsNone(self.offered())
        self.assertTrue(self.offered(forced=True))

    def test_force_reaches_the_box_until_it_is_too_late(self):
        self.record.with_user(self.manager).update_drivers()
        rung = [
            self.box.unseal(wire.from_json(one["sealed"], wire.Sealed))
            for one in self.messages(self.record, "iot.order")
        ]
        (order,) = [one for one in rung if isinstance(one, wire.UpdateDrivers)]
        self.assertEqual([one for one in self.box.orders() if isinstance(one, wire.UpdateDrivers)], [order])
        self.record.sudo().drivers_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.box.orders(), [])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_administrators_force(self):
        with self.assertRaises(AccessError):
            self.record.with_user(self.user).update_drivers()

    def test_the_form_says_in_words_what_the_box_said(self):
        box = self.record.with_user(self.user)
        version = self.offered().version
        self.box.ask(TAKEN, wire.DriversTaken(version=version))
        self.assertEqual(stamp(box.drivers_of), version)
        self.assertFalse(box.drivers_note)
        self.box.ask(TAKEN, wire.DriversTaken(version=0, code="drivers_no_device", detail="scale-1"))
        self.assertFalse(box.drivers_of)
        self.assertIn("did not come back", box.drivers_note)
        self.assertIn("(scale-1)", box.drivers_note)
        self.box.ask(TAKEN, wire.DriversTaken(version=0, code="a code of later"))
        self.assertIn("a code of later", box.drivers_note)

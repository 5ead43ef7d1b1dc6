"""The frozen examples of the wire, read by the addon as it will read a box's messages."""

import json
import unittest
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.iot import wire
from odoo.addons.iot.models.iot_device import HEALTHS, KINDS
from odoo.addons.iot.models.iot_job import ACTIONS, PATHS, STATES
from odoo.addons.iot.models.repair_cards import REPAIRS
from odoo.addons.iot.models.sentences import SENTENCES

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "wire" / "vectors"


@tagged("post_install", "-at_install")
class TestWire(BaseCase):
    def test_vectors(self):
        vectors = sorted(VECTORS.glob("v*/*.json"))
        if not vectors:
            raise unittest.SkipTest("The addon stands alone: the examples are in the project's tests/wire/vectors")
        for path in vectors:
            with self.subTest(vector=path.name):
                data = json.loads(path.read_text())
                written = wire.to_json(wire.from_json(data, wire.Message))
                self.assertEqual(self.frozen_part(written, data), data)

    def frozen_part(self, written, frozen):
        """Without the fields that the wire gained since."""
        if isinstance(frozen, dict):
            return {name: self.frozen_part(written[name], value) for name, value in frozen.items() if name in written}
        if isinstance(frozen, list):
            return [*map(self.frozen_part, written, frozen), *written[len(frozen) :]]
        return written

    def test_every_word_of_the_wire_has_its_place(self):
        self.assertEqual(set(SENTENCES), set(wire.Code))
        self.assertEqual(set(REPAIRS), wire.CONDITIONS)
        self.assertEqual({key for key, _ in STATES}, {state.value for state in wire.State})
        self.assertEqual({key for key, _ in KINDS}, {kind.value for kind in wire.Kind})
        self.assertEqual({key for key, _ in HEALTHS}, {health.value for health in wire.Health})
        self.assertEqual({key for key, _ in PATHS}, {path.value for path in wire.Path})
        self.assertEqual(set(ACTIONS), {name for actions in wire.ACTIONS.values() for name in actions})

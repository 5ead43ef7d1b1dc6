"""Bodies that are no message of their route: always a 4xx with a reason, and nothing happens.

The end-to-end suite sends ten times as many over the network.
"""

from odoo.tests import tagged

from odoo.addons.iot import wire
from odoo.addons.iot.controllers.box import BOX, ROUTES

from .common import IotCase
from .malformed import variants

COUNT = 100


@tagged("post_install", "-at_install")
class TestMalformed(IotCase):
    def test_routes(self):
        box = self.paired_box()
        self.print_on(box)
        before = self.traces()
        for route in ROUTES:
            with self.subTest(path=route.path):
                for number, body in enumerate(variants(route.takes, route.path, COUNT)):
                    authorization = box.sign(route.path, body) if route.who == BOX else None
                    response = box.send(route.path, body, authorization)
                    self.assertTrue(400 <= response.status_code < 500, (number, response.status_code, body[:200]))
                    wire.from_json(response.json(), wire.Refusal)
        self.assertEqual(self.traces(), before)

    def traces(self):
        """What a request could leave behind, were it carried out."""
        self.env.invalidate_all()
        names = {"iot.box": ["name", "active", "addresses"], "iot.device": ["name", "health"], "iot.job": ["state"]}
        found = {model: self.env[model].search_read([], fields) for model, fields in names.items()}
        return {**found, "pairings": self.env["iot.pairing"].search_count([])}

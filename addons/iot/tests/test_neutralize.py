from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from odoo.addons.iot import wire
from odoo.addons.iot.wire import Code

from .common import PRINTER, IotCase


@tagged("post_install", "-at_install")
class TestNeutralize(IotCase):
    def test_copy_prints_nothing_in_the_shop(self):
        box = self.paired_box()
        record, printer = self.record_of(box), self.device_of(box, "printer-1")
        self.print_on(box)
        self.env.flush_all()
        for query in get_neutralization_queries(["iot"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

        self.assertFalse(record.active or record.reference or record.addresses or printer.active)
        self.assertEqual(self.env["iot.job"].search([("box_id", "=", record.id)]).mapped("state"), ["cancelled"])
        self.assertIsNone(self.env["iot.identity"]._seed(create=False))
        box.refused("/iot/box/hello", wire.Hello(box=box.me, devices=(PRINTER,)), 403, Code.UNKNOWN_BOX)

"""What is printed when a manufacturing order ends."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.stock_iot.tests.test_warehouse_rules import WarehouseCase


@tagged("post_install", "-at_install")
class TestAutoPrint(WarehouseCase):
    def setUp(self):
        super().setUp()
        self.user.group_ids += self.env.ref("mrp.group_mrp_user")
        self.operation = self.north.manu_type_id
        self.operation.write({"auto_print_done_mrp_product_labels": True, "mrp_product_label_to_print": "zpl"})
        desk = self.env["product.product"].create({"name": "Desk", "type": "consu"})
        self.order = self.env["mrp.production"].create(
            {"product_id": desk.id, "product_qty": 1, "picking_type_id": self.operation.id}
        )
        self.order.action_confirm()
        self.order.qty_producing = 1

    def test_program_prints_by_the_rules(self):
        self.rule(self.label, warehouse_ids=self.north)
        self.assertIs(self.order.with_user(self.user).button_mark_done(), True)
        [(device, (form, page))] = self.printed().items()
        self.assertEqual((device, form), ("label-1", "raw"))
        self.assertIn(b"Desk", page)

    def test_browser_gets_the_reports(self):
        self.rule(self.label, warehouse_ids=self.north)
        self.authenticate("iot_user", "iot_user")
        args = {"model": "mrp.production", "method": "button_mark_done", "args": [self.order.ids], "kwargs": {}}
        action = self.make_jsonrpc_request("/web/dataset/call_button/mrp.production/button_mark_done", args)
        [report] = action["params"]["reports"]
        self.assertEqual(report["id"], self.env.ref("mrp.label_manufacture_template").id)
        self.assertEqual(self.printed(), {})

    def test_labels_of_lots(self):
        self.rule(self.label)
        self.user.group_ids += self.env.ref("stock.group_production_lot")
        self.operation.write({"auto_print_generated_mrp_lot": True, "generated_mrp_lot_label_to_print": "zpl"})
        lot = self.env["stock.lot"].create({"name": "LOT-1", "product_id": self.order.product_id.id})
        order = self.order.with_user(self.user)
        self.assertIsNone(order._autoprint_generated_lot(lot.with_user(self.user)))
        [(_form, page)] = self.printed().values()
        self.assertIn(b"LOT-1", page)
        self.order.lot_producing_ids = [Command.set(lot.ids)]
        self.assertEqual(order._autoprint_mass_generated_lots(), [])

    def test_without_a_destination_nothing_changes(self):
        self.assertEqual(self.order.with_user(self.user).button_mark_done()["tag"], "do_multi_print")
        self.assertEqual(self.printed(), {})

    def test_page_shows_where_each_report_goes(self):
        self.rule(self.label)
        with Form(self.operation.with_user(self.manager)) as form:
            form.auto_print_done_production_order = True
            lines = form.print_destinations.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertTrue(all("ZD420, as a printing rule says" in line for line in lines), lines)

    def test_every_switch_names_its_report(self):
        for switch in self.operation._print_switches():
            field = self.operation._fields[switch]
            for value in [True] if field.type == "boolean" else field.get_values(self.env):
                self.operation[switch] = value
                for xmlid in self.operation._printed():
                    self.assertEqual(self.env.ref(xmlid)._name, "ir.actions.report")
        self.assertEqual(len(self.operation._printed()), 6)

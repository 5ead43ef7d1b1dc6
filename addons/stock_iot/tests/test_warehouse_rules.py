from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.iot.tests.test_print_rules import RuleCase


class WarehouseCase(RuleCase):
    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": "Warehouse keepers"})
        for user in (self.user, self.manager):
            user.write({"company_ids": [Command.link(self.company.id)], "company_id": self.company.id})
            user.group_ids += self.env.ref("stock.group_stock_manager")
        self.north = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        self.env = self.env(context={**self.env.context, "allowed_company_ids": self.company.ids})
        self.record_of(self.box).company_id = False
        self.slip = self.env.ref("stock.action_report_delivery")
        self.slip.sudo().report_type = "qweb-text"  # pages are made by wkhtmltopdf, which is not everywhere

    def south(self):
        return self.env["stock.warehouse"].create({"name": "South", "code": "S", "company_id": self.company.id})

    def picking(self, warehouse):
        """A transfer of one piece that is ready."""
        product = self.env["product.product"].create({"name": "Desk", "type": "consu"})
        operation = warehouse.out_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": operation.default_location_src_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "location_id": operation.default_location_src_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": 1, "picked": True})
        return picking

    def goes(self, report, records=None, **context):
        user = self.user.with_context(allowed_company_ids=self.company.ids)
        reports = self.env["ir.actions.report"].with_user(user).with_context(**context)
        found = reports.printers_of(report.id, records and records.ids)
        return found and found["printers"][0]["name"]


@tagged("post_install", "-at_install")
class TestWarehouseRules(WarehouseCase):
    def test_warehouse_of_the_records(self):
        south = self.south()
        self.rule(self.office, warehouse_ids=self.north)
        self.rule(self.label, warehouse_ids=south)
        here, there = self.picking(self.north), self.picking(south)
        self.assertEqual((self.goes(self.slip, here), self.goes(self.slip, there)), ("Laser", "ZD420"))
        self.assertFalse(self.goes(self.slip, here | there), "neither rule is for both")
        self.rule(self.printer, warehouse_ids=self.north | south)
        self.assertEqual(self.goes(self.slip, here | there), "EPSON TM-T20II")

    def test_only_warehouse_of_the_company(self):
        self.rule(self.office, report_ids=self.text, warehouse_ids=self.north)
        self.assertEqual(self.goes(self.text, self.partner), "Laser")
        self.south()
        self.assertEqual(self.goes(self.text, self.partner), "EPSON TM-T20II", "which of two is not known")

    def test_subject_of_the_context(self):
        south = self.south()
        self.rule(self.office, warehouse_ids=self.north)
        self.rule(self.label, warehouse_ids=south)
        subject = ["stock.picking", self.picking(south).ids]
        self.assertEqual(self.goes(self.text, iot_subject=subject), "ZD420")

    def test_each_transfer_in_its_warehouse(self):
        south = self.south()
        self.rule(self.office, warehouse_ids=self.north)
        self.rule(self.label, warehouse_ids=south)
        report = self.text
        report.sudo().model = "stock.picking"
        here, there = self.picking(self.north), self.picking(south)
        report.with_context(allowed_company_ids=self.company.ids).print_by_rules((here | there).ids)
        self.assertEqual(
            self.printed(),
            {"office-1": ("text", f"Dear {here.name}".encode()), "label-1": ("text", f"Dear {there.name}".encode())},
        )

    def test_form_tests_a_warehouse(self):
        south = self.south()
        self.manager.group_ids += self.env.ref("stock.group_stock_multi_warehouses")
        self.rule(self.label, warehouse_ids=south)
        tests = self.env["iot.print.rule.test"].with_user(self.manager)
        test = Form(tests.with_context(allowed_company_ids=self.company.ids))
        test.report_id = self.text
        test.warehouse_id = self.north
        self.assertIn("No rule fits", test.answer)
        test.warehouse_id = south
        self.assertEqual(test.printers, "ZD420")

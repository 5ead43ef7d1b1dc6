"""What is printed when an operation ends, with a browser and without one."""

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_warehouse_rules import WarehouseCase

LOGGER = "odoo.addons.stock_iot.models.ir_actions_report"


@tagged("post_install", "-at_install")
class TestAutoPrint(WarehouseCase):
    def setUp(self):
        super().setUp()
        self.operation = self.north.out_type_id
        self.operation.auto_print_delivery_slip = True
        self.picking = self.picking(self.north)

    def validated(self):
        """What Odoo answers to the validation, by the user."""
        picking = self.picking.with_user(self.user)
        return picking.button_validate()

    def validated_in_browser(self):
        self.authenticate("iot_user", "iot_user")
        args = {"model": "stock.picking", "method": "button_validate", "args": [self.picking.ids], "kwargs": {}}
        return self.make_jsonrpc_request("/web/dataset/call_button/stock.picking/button_validate", args)

    def test_program_prints_by_the_rules(self):
        self.rule(self.printer, warehouse_ids=self.north)
        self.assertIs(self.validated(), True)
        self.assertEqual(self.picking.state, "done")
        [(device, (form, page))] = self.printed().items()
        self.assertEqual((device, form), ("printer-1", "text"))
        self.assertIn(self.picking.name, page.decode())

    def test_browser_gets_the_reports(self):
        self.rule(self.printer, warehouse_ids=self.north)
        action = self.validated_in_browser()
        self.assertEqual((action["tag"], len(action["params"]["reports"])), ("do_multi_print", 1))
        [report] = action["params"]["reports"]
        self.assertEqual(report["id"], self.slip.id, "the browser knows which report it is")
        self.assertEqual(self.printed(), {})
        self.assertEqual(self.goes(self.slip, self.picking), "EPSON TM-T20II")

    def test_labels_of_a_browser_are_about_the_transfer(self):
        self.rule(self.label, warehouse_ids=self.north)
        self.operation.write({"auto_print_product_labels": True, "product_label_format": "zpl"})
        _slip, labels = self.validated_in_browser()["params"]["reports"]
        self.assertEqual(labels["context"]["iot_subject"], ["stock.picking", self.picking.ids])

    def test_labels_of_a_program(self):
        self.operation.write(
            {"auto_print_delivery_slip": False, "auto_print_product_labels": True, "product_label_format": "zpl"}
        )
        self.rule(self.label, warehouse_ids=self.north)
        self.validated()
        [(device, (form, page))] = self.printed().items()
        self.assertEqual((device, form), ("label-1", "raw"))
        self.assertIn(b"^XA", page)

    def test_without_a_destination_nothing_changes(self):
        self.assertEqual(self.validated()["tag"], "do_multi_print")
        self.assertEqual((self.printed(), self.picking.state), ({}, "done"))

    @mute_logger(LOGGER)
    def test_what_cannot_be_printed_is_told_and_stops_nothing(self):
        self.operation.write(
            {"auto_print_delivery_slip": False, "auto_print_product_labels": True, "product_label_format": "zpl"}
        )
        self.rule(self.office)
        self.assertEqual(self.validated()["tag"], "do_multi_print")
        self.assertEqual(self.picking.state, "done")
        self.assertIn("does not understand", self.picking.message_ids[0].body)
        self.assertEqual(self.printed(), {})

    def test_clerk_who_is_no_user_of_devices(self):
        self.rule(self.printer, warehouse_ids=self.north)
        self.user.group_ids -= self.env.ref("iot.group_iot_user")
        self.validated()
        self.assertEqual(list(self.printed()), ["printer-1"], "who set it up decided")

    def test_context_says_that_nobody_looks(self):
        self.rule(self.printer)
        self.authenticate("iot_user", "iot_user")
        args = {
            "model": "stock.picking",
            "method": "button_validate",
            "args": [self.picking.ids],
            "kwargs": {"context": {"iot_unattended": True}},
        }
        self.assertIs(self.make_jsonrpc_request("/web/dataset/call_kw", args), True)
        self.assertEqual(list(self.printed()), ["printer-1"])


@tagged("post_install", "-at_install")
class TestHardwarePage(WarehouseCase):
    def test_where_each_report_goes(self):
        operation = self.north.out_type_id.with_user(self.manager)
        operation.write({"auto_print_delivery_slip": True, "auto_print_product_labels": True})
        self.assertEqual(len(operation.print_destinations.splitlines()), 2)
        self.assertIn(f"{self.slip.name}: downloaded", operation.print_destinations)
        self.link(self.slip, self.office, self.printer)
        self.env.invalidate_all()
        self.assertIn("asked once in each browser (EPSON TM-T20II, Laser)", operation.print_destinations)
        rule = self.rule(self.label, report_ids=self.slip, warehouse_ids=self.north)
        self.env.invalidate_all()
        self.assertIn(f"{self.slip.name}: ZD420, as a printing rule says", operation.print_destinations)
        rule.outcome = "ask"
        self.env.invalidate_all()
        self.assertIn("asked each time (ZD420)", operation.print_destinations)
        operation.write({"auto_print_delivery_slip": False, "auto_print_product_labels": False})
        self.assertFalse(operation.print_destinations)

    def test_every_switch_names_its_report(self):
        operation = self.north.out_type_id
        for switch in operation._print_switches():
            field = operation._fields[switch]
            for value in [True] if field.type == "boolean" else field.get_values(self.env):
                operation[switch] = value
                self.assertTrue(operation._printed())
                for xmlid in operation._printed():
                    self.assertEqual(self.env.ref(xmlid)._name, "ir.actions.report")

    def test_page_sells_nothing(self):
        view = self.env["stock.picking.type"].with_user(self.manager).get_view(view_type="form")["arch"]
        self.assertNotIn("Enterprise", view)
        self.assertIn("What has a printer is printed at once", view)
        with Form(self.north.out_type_id.with_user(self.manager)) as form:
            form.auto_print_delivery_slip = True
            self.assertIn(self.slip.name, form.print_destinations)

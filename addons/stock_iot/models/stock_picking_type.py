from odoo import api, fields, models

from odoo.addons.iot.models.iot_print_rule import ASK, DOWNLOAD, PRINT, Wish

SLIPS = {
    "auto_print_delivery_slip": "stock.action_report_delivery",
    "auto_print_return_slip": "stock.return_label_report",
    "auto_print_reception_report": "stock.stock_reception_report_action",
    "auto_print_reception_report_labels": "stock.label_picking",
    "auto_print_packages": "stock.action_report_picking_packages",
}
"""Which report each switch prints."""


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    print_destinations = fields.Text(compute="_compute_print_destinations")

    @api.depends(lambda self: ["warehouse_id", *self._print_switches()])
    @api.depends_context("lang", "uid")
    def _compute_print_destinations(self):
        for operation in self:
            reports = self.env["ir.actions.report"].sudo()
            for xmlid in operation._printed():
                reports |= self.env.ref(xmlid).sudo()
            operation.print_destinations = "\n".join(map(operation._destination_of, reports))

    @api.model
    def _print_switches(self):
        """The fields that say what is printed by itself; addons add theirs."""
        return [
            *SLIPS,
            *("auto_print_product_labels", "product_label_format"),
            *("auto_print_lot_labels", "lot_label_format"),
            *("auto_print_package_label", "package_label_to_print"),
        ]

    def _printed(self):
        """The XML ids of the reports that are printed by themselves; addons add theirs."""
        xmlids = [xmlid for switch, xmlid in SLIPS.items() if self[switch]]
        if self.auto_print_product_labels:
            xmlids.append(self._product_label())
        if self.auto_print_lot_labels:
            zpl = "zpl" in (self.lot_label_format or "")
            xmlids.append("stock.label_lot_template" if zpl else "stock.action_report_lot_label")
        if self.auto_print_package_label:
            zpl = self.package_label_to_print == "zpl"
            xmlids.append("stock.label_package_template" if zpl else "stock.action_report_package_barcode_small")
        return xmlids

    def _product_label(self):
        layout = self.env["product.label.layout"].new(
            {"print_format": self.product_label_format, "product_ids": self.env["product.product"].search([], limit=1)}
        )
        return layout._prepare_report_data()[0]

    def _destination_of(self, report):
        """Where a report of this operation goes, in a line."""
        wish = Wish(
            report=report,
            records=self._origin,
            user=self.env.user,
            company=self.company_id,
            workstation=self.env["iot.workstation"].sudo(),
            facts={"warehouses": self.warehouse_id._origin.sudo()},
        )
        rule, printers = self.env["iot.print.rule"].sudo()._decide(wish)
        if not printers and rule.outcome != DOWNLOAD:
            printers = report.device_ids
        names = {"report": report.name, "printers": ", ".join(printers.mapped("name"))}
        if rule.outcome == PRINT:
            return self.env._("%(report)s: %(printers)s, as a printing rule says", **names)
        if not printers:
            return self.env._("%(report)s: downloaded", **names)
        if rule.outcome == ASK:
            return self.env._("%(report)s: asked each time (%(printers)s)", **names)
        return self.env._("%(report)s: asked once in each browser (%(printers)s)", **names)

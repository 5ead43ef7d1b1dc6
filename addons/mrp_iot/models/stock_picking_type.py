from odoo import api, models

LABELS = {
    "auto_print_done_mrp_product_labels": (
        "mrp_product_label_to_print",
        {"pdf": "mrp.action_report_finished_product", "zpl": "mrp.label_manufacture_template"},
    ),
    "auto_print_done_mrp_lot": (
        "done_mrp_lot_label_to_print",
        {"pdf": "stock.action_report_lot_label", "zpl": "stock.label_lot_template"},
    ),
    "auto_print_generated_mrp_lot": (
        "generated_mrp_lot_label_to_print",
        {"pdf": "stock.action_report_lot_label", "zpl": "stock.label_lot_template"},
    ),
}
"""Which label each switch prints, by the field that says how."""
SLIPS = {
    "auto_print_done_production_order": "mrp.action_report_production_order",
    "auto_print_mrp_reception_report": "stock.stock_reception_report_action",
    "auto_print_mrp_reception_report_labels": "stock.label_picking",
}


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    @api.model
    def _print_switches(self):
        return [*super()._print_switches(), *SLIPS, *LABELS, *(how for how, _labels in LABELS.values())]

    def _printed(self):
        if self.code != "mrp_operation":
            return super()._printed()
        slips = [xmlid for switch, xmlid in SLIPS.items() if self[switch]]
        return slips + [labels[self[how]] for switch, (how, labels) in LABELS.items() if self[switch] and self[how]]

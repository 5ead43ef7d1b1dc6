from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_autoprint_report_actions(self):
        return self.env["ir.actions.report"]._auto_print(super()._get_autoprint_report_actions(), self)

from dataclasses import replace

from odoo import fields, models


class IotPrintRuleTest(models.TransientModel):
    _inherit = "iot.print.rule.test"

    warehouse_id = fields.Many2one("stock.warehouse", domain="[('company_id', '=', company_id)]")

    def _criteria(self):
        return [*super()._criteria(), "warehouse_id"]

    def _wish(self):
        return replace(super()._wish(), facts={"warehouses": self.warehouse_id._origin})

from odoo import fields, models

PATHS = ("picking_type_id.warehouse_id", "warehouse_id", "location_id.warehouse_id")
"""Where records say which warehouse they are of, the surest first."""


class IotPrintRule(models.Model):
    _inherit = "iot.print.rule"

    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        help="Those of the records; where they have none, that of the company if it has only one. Empty: all.",
    )

    def _fits(self, wish):
        if not super()._fits(wish):
            return False
        return not self.warehouse_ids or self._is_of(wish)

    def _is_of(self, wish):
        warehouses = wish.facts.get("warehouses") or warehouses_of(wish.records.sudo(), wish.company.sudo())
        return bool(warehouses) and warehouses <= self.warehouse_ids


def warehouses_of(records, company):
    """The warehouses that the records are of."""
    for path in PATHS:
        if path.split(".")[0] in records and (found := records.mapped(path)):
            return found
    warehouses = records.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=2)
    return warehouses if len(warehouses) == 1 else warehouses.browse()

from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_autoprint_done_report_actions(self):
        return self.env["ir.actions.report"]._auto_print(super()._get_autoprint_done_report_actions(), self)

    def _autoprint_generated_lot(self, lot_id):
        action = super()._autoprint_generated_lot(lot_id)
        if not action:
            return action
        return next(iter(self.env["ir.actions.report"]._auto_print([action], self)), None)

    def _autoprint_mass_generated_lots(self):
        return self.env["ir.actions.report"]._auto_print(super()._autoprint_mass_generated_lots(), self)

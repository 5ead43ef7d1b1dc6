from odoo import api, fields, models

from .iot_printer import REPORT_TYPES


class IrActionsServer(models.Model):
    """Prints from automations and from the Actions menu, with no browser involved."""

    _inherit = "ir.actions.server"

    state = fields.Selection(selection_add=[("iot_print", "Print on IoT Printers")], ondelete={"iot_print": "cascade"})
    iot_report_id = fields.Many2one(
        "ir.actions.report",
        "Report",
        domain=f"[('model', '=', model_name), ('report_type', 'in', {REPORT_TYPES!r})]",
        ondelete="restrict",
    )
    iot_device_ids = fields.Many2many(
        "iot.device",
        "iot_device_server_action_rel",
        "action_id",
        "device_id",
        "Printers",
        domain=[("kind", "=", "printer")],
        help="Left empty, the printing rules decide.",
    )

    @api.model
    def _warning_depends(self):
        return [*super()._warning_depends(), "iot_report_id"]

    def _get_warning_messages(self):
        warnings = super()._get_warning_messages()
        if self.state == "iot_print":
            if not self.iot_report_id:
                warnings.append(self.env._("Choose the report to print."))
            elif self.iot_report_id.model != self.model_id.model:
                warnings.append(self.env._("The report “%s” is of another model.", self.iot_report_id.name))
        return warnings

    def _name_depends(self):
        return [*super()._name_depends(), "iot_report_id"]

    def _generate_action_name(self):
        if self.state == "iot_print" and self.iot_report_id:
            return self.env._("Print %s", self.iot_report_id.name)
        return super()._generate_action_name()

    def _run_action_iot_print_multi(self, eval_context=None):
        records = eval_context.get("records") or eval_context.get("record")
        if records and self.iot_device_ids:
            self.iot_report_id.print_on(self.iot_device_ids, records.ids)
        elif records:
            self.iot_report_id.print_by_rules(records.ids)
        return False

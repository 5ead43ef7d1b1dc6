"""Where reports are printed, decided by an administrator for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..wire import Kind
from .iot_printer import REPORT_TYPES

PRINT, ASK, DOWNLOAD = "print", "ask", "download"
OUTCOMES = [(PRINT, "Print"), (ASK, "Ask"), (DOWNLOAD, "Download")]


@dataclass(frozen=True)
class Wish:
    """Somebody wants a report of some records: what rules look at. `facts` is what addons know besides."""

    report: models.BaseModel
    records: models.BaseModel
    user: models.BaseModel
    company: models.BaseModel
    workstation: models.BaseModel
    facts: Mapping[str, Any] = field(default_factory=dict)


class IotPrintRule(models.Model):
    """The first rule whose criteria all fit a print decides where it goes. Empty criteria fit everything."""

    _name = "iot.print.rule"
    _description = "Printing Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    report_ids = fields.Many2many(
        "ir.actions.report", string="Reports", domain=[("report_type", "in", REPORT_TYPES)], help="Empty: all reports."
    )
    user_ids = fields.Many2many(
        "res.users", string="Users", help="These users, and those of the groups. Both empty: everybody."
    )
    group_ids = fields.Many2many(
        "res.groups", string="Groups", help="Users of these groups, and those named. Both empty: everybody."
    )
    workstation_ids = fields.Many2many(
        "iot.workstation",
        string="Workstations",
        help="What a browser is set to under Reset Linked Printers. Empty: wherever it is, and with no browser too.",
    )
    company_id = fields.Many2one("res.company", help="The company of the records, or the user's own if they have none.")
    outcome = fields.Selection(
        OUTCOMES,
        "Then",
        required=True,
        default=PRINT,
        help="Print: on the printers of this rule. Ask: each time, among these printers, or those of the report. "
        "Download: as if it had no printers.",
    )
    device_ids = fields.Many2many(
        "iot.device", string="Printers", domain=[("kind", "=", Kind.PRINTER.value)], context={"active_test": False}
    )

    @api.constrains("outcome", "device_ids")
    def _check_devices(self):
        for rule in self:
            if rule.outcome == PRINT and not rule.device_ids:
                raise ValidationError(self.env._("A rule that prints needs a printer."))
            if rule.device_ids.filtered(lambda device: device.kind != Kind.PRINTER.value):
                raise ValidationError(self.env._("Only printers print."))

    @api.depends("report_ids", "outcome", "device_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for rule in self:
            what = ", ".join(rule.report_ids.mapped("name")) or self.env._("All reports")
            where = ", ".join(rule.device_ids.mapped("name")) or outcomes.get(rule.outcome, "")
            rule.display_name = f"{what} → {where}"

    # --- deciding ---------------------------------------------------------------------------------------------------

    @api.model
    def _decide(self, wish):
        """The first rule that fits, and those of its printers that the user may use; nothing if no rule does."""
        for rule in self.sudo().search([("active", "=", True)]):
            if rule._fits(wish):
                printers = self.env["iot.device"].search([("id", "in", rule.device_ids.ids)])
                if printers or rule.outcome != PRINT:
                    return rule, printers
        return self.sudo().browse(), self.env["iot.device"]

    def _fits(self, wish):
        """Whether all criteria fit; addons add theirs."""
        whose = self.user_ids or self.group_ids
        return (
            (not self.report_ids or wish.report in self.report_ids)
            and (not whose or wish.user in self.user_ids or bool(self.group_ids & wish.user.all_group_ids))
            and (not self.workstation_ids or wish.workstation in self.workstation_ids)
            and (not self.company_id or self.company_id == wish.company)
        )


class IotDevice(models.Model):
    _inherit = "iot.device"

    rule_ids = fields.Many2many("iot.print.rule", string="Printing Rules", groups="iot.group_iot_manager", copy=False)

from odoo import api, fields, models

from ..models.iot_print_rule import ASK, DOWNLOAD, PRINT, Wish
from ..models.iot_printer import REPORT_TYPES


class IotPrintRuleTest(models.TransientModel):
    """Who would print what where: the effect of the rules, without printing."""

    _name = "iot.print.rule.test"
    _description = "Test of Printing Rules"

    report_id = fields.Many2one("ir.actions.report", required=True, domain=[("report_type", "in", REPORT_TYPES)])
    user_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    workstation_id = fields.Many2one("iot.workstation")
    rule_id = fields.Many2one("iot.print.rule", compute="_compute_answer")
    printers = fields.Char(compute="_compute_answer")
    answer = fields.Char(compute="_compute_answer")

    @api.depends(lambda self: self._criteria())
    @api.depends_context("lang")
    def _compute_answer(self):
        for test in self:
            env = self.env(
                user=test.user_id._origin.id or self.env.uid,
                context={**self.env.context, "allowed_company_ids": test.user_id.sudo().company_ids.ids},
            )
            rule, printers = env["iot.print.rule"].sudo(False).browse(), env["iot.device"]
            allowed = printers.has_access("read")
            if allowed and test.report_id:
                rule, printers = rule._decide(test._wish())
                if not printers and rule.outcome != DOWNLOAD:
                    printers = printers.search([("id", "in", test.report_id.sudo().device_ids.ids)])
            test.rule_id = rule.id
            test.printers = ", ".join(printers.mapped("name"))
            test.answer = test.report_id and test._sentence(rule.outcome, allowed)

    def _criteria(self):
        """The fields that the answer depends on; addons add theirs."""
        return ["report_id", "user_id", "company_id", "workstation_id"]

    def _wish(self):
        return Wish(
            report=self.report_id._origin,
            records=self.env["ir.actions.report"],
            user=self.user_id._origin.sudo(),
            company=self.company_id._origin,
            workstation=self.workstation_id._origin,
        )

    def _sentence(self, outcome, allowed):
        if not allowed:
            return self.env._("%s may not use IoT devices: the report is downloaded.", self.user_id.name)
        if outcome == PRINT:
            return self.env._("It is printed without a question.")
        if not self.printers:
            return self.env._("It is downloaded.")
        if outcome == ASK:
            return self.env._("The browser asks each time, among these printers.")
        return self.env._("No rule fits. The browser asks the first time, among these printers, and remembers.")

"""Reports that go where the printing rules say, with a browser or without one."""

import secrets

from odoo import fields, models
from odoo.exceptions import UserError

from .iot_print_rule import ASK, DOWNLOAD, Wish


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    rule_ids = fields.Many2many(
        "iot.print.rule", string="Printing Rules", compute="_compute_rule_ids", groups="iot.group_iot_manager"
    )

    def _compute_rule_ids(self):
        rules = self.env["iot.print.rule"].search([("active", "=", True)])
        general = rules.filtered(lambda rule: not rule.report_ids)
        for report in self:
            report.rule_ids = rules & (general | rules.filtered_domain([("report_ids", "in", report._origin.ids)]))

    def _is_routed(self):
        """Whether it may go to a printer: browsers have to know which report it is then."""
        return bool(self.sudo().device_ids or self.env["iot.print.rule"].sudo().search([], limit=1))

    def print_by_rules(self, res_ids=None, data=None, key=None, workstation=None):
        """Print these records where the printing rules say, each for itself; returns how each job stands.

        Works with no browser open, so nobody is asked: without a rule it goes to the report's only printer. The same
        `key` asks for the same prints again and makes none twice, even if the rules have changed meanwhile.
        """
        self.ensure_one()
        res_ids = getattr(res_ids, "ids", res_ids)
        key = key or secrets.token_hex(16)
        if known := self._known_prints(key):
            return [job._outcome() for job in known]
        self._check_print(res_ids)
        self.env["iot.nonce"].sudo()._alone(f"print:{self.env.uid}:{key}")
        outcomes = []
        for number, (printers, part) in enumerate(self._shares(res_ids, data, workstation)):
            outcomes += self.print_on(printers, part, data, f"{key}.{number}")
        self.env["iot.job"].sudo().browse([outcome["job_id"] for outcome in outcomes]).wish = key
        return outcomes

    def _known_prints(self, key):
        return self.env["iot.job"].sudo().search([("wish", "=", key), ("user_id", "=", self.env.uid)], order="id")

    def _shares(self, res_ids, data, workstation):
        """Which records go to which printers, as pairs. What comes from a wizard's options is one document."""
        shares = {}
        for ids in [[number] for number in res_ids] if res_ids and not data else [res_ids]:
            outcome, printers = self._destination(ids, workstation)
            if outcome == DOWNLOAD:
                continue
            if len(printers) != 1 and outcome in ("", ASK):
                raise UserError(
                    self.env._(
                        "Nothing says where to print “%s”: link it to one printer, or make a printing rule.",
                        self.sudo().name,
                    )
                )
            shares.setdefault(printers, []).extend(ids or [])
        return [(printers, ids or res_ids) for printers, ids in shares.items()]

    def _destination(self, res_ids=None, workstation=None):
        """What the first rule that fits says, or nothing, with the printers to print on or to choose from."""
        rule, printers = self.env["iot.print.rule"]._decide(self._wish(res_ids, workstation))
        if rule.outcome == DOWNLOAD:
            return DOWNLOAD, printers.browse()
        if not printers:
            printers = printers.search([("id", "in", self.sudo().device_ids.ids)])
        return rule.outcome or "", printers

    def _wish(self, res_ids=None, workstation=None):
        records = self._subject(res_ids)
        companies = records.company_id if "company_id" in records else self.env["res.company"]
        return Wish(
            report=self.sudo(),
            records=records,
            user=self.env.user,
            company=companies if len(companies) == 1 else self.env.company,
            workstation=self.env["iot.workstation"].sudo().browse(workstation or []).exists(),
        )

    def _subject(self, res_ids):
        """What the print is about: the records that the context names, else those of the report."""
        model, ids = self.env.context.get("iot_subject") or (self.sudo().model, res_ids)
        if model not in self.env:
            return self.env["ir.actions.report"]
        return self.env[model].browse(ids or []).exists()._filtered_access("read")

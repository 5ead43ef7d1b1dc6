"""Reports that go to printers, asked for by a browser, a cron, a server action or another program."""

import base64
import json
import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import json_default

from ..wire import Format, Kind
from .iot_printer import REPORT_TYPES

COMMANDS = re.compile(rb"\^XA|[\x00-\x08\x0b\x0e-\x1f]")
"""Marks a text as commands of a printer: ZPL, or control characters that no line of text has."""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    device_ids = fields.Many2many(
        "iot.device",
        "iot_device_report_rel",
        "report_id",
        "device_id",
        "IoT Device(s)",
        domain=[("kind", "=", Kind.PRINTER.value)],
        groups="iot.group_iot_manager",
        copy=False,
        help="The printers among which users choose when they print this report for the first time.",
    )

    @api.constrains("device_ids", "report_type")
    def _check_devices(self):
        self.sudo().device_ids._check_reports()

    def report_action(self, docids, data=None, config=True):
        """Tells browsers which report it is, if it may go to a printer: its name may not be enough."""
        action = super().report_action(docids, data=data, config=config)
        if self._is_routed():
            report = action if action["type"] == self._name else action["context"]["report_action"]
            report["id"] = self.id
        return action

    # --- what users and programs do ---------------------------------------------------------------------------------

    @api.model
    def printers_of(self, ref, res_ids=None, workstation=None):
        """The report with this id or name, the printers to print it on or to choose from, and what a rule says.

        Without a rule the browser asks and remembers. False leaves the report to Odoo, which downloads it.
        """
        report = self.sudo()._get_report(ref).exists()
        if report.report_type not in REPORT_TYPES or not self.env["iot.device"].has_access("read"):
            return False
        outcome, printers = report.with_env(self.env)._destination(res_ids, workstation)
        if not printers:
            return False
        return {
            "id": report.id,
            "name": report.name,
            "rule": outcome,
            "printers": [
                {"id": printer.id, "name": printer.name, "box": printer.box_id.name, "online": printer.online}
                for printer in printers
            ],
        }

    def print_on(self, devices, res_ids=None, data=None, key=None):
        """Print the report of these records on each of the printers; returns how each job stands.

        Works with no browser open. The same `key` asks for the same prints again and makes none twice.
        """
        self.ensure_one()
        printers = self.env["iot.device"].browse(getattr(devices, "ids", devices)).exists()
        if not printers:
            raise UserError(self.env._("There is no printer to print “%s” on.", self.sudo().name))
        printers.check_access("read")
        self._check_print(res_ids)
        key = key or secrets.token_hex(16)
        keys = {printer: f"{key}-{printer.id}" for printer in printers}
        known = self._known_jobs(keys)
        missing = {printer: key for printer, key in keys.items() if printer not in known}
        return [*known.values(), *(self._print(missing, res_ids, data) if missing else [])]

    def _known_jobs(self, keys):
        """The jobs of an earlier call with these keys. Rendered again, their documents would differ."""
        jobs = self.env["iot.job"].sudo().search([("key", "in", list(keys.values())), ("user_id", "=", self.env.uid)])
        return {job.device_id.with_env(self.env): job._outcome() for job in jobs}

    def _check_print(self, res_ids):
        """What the user may not see on the screen is not seen on paper either."""
        report = self.sudo()
        if report.report_type not in REPORT_TYPES:
            raise UserError(self.env._("The report “%s” cannot be printed: it is no document.", report.name))
        allowed = not report.group_ids or report.group_ids & self.env.user.all_group_ids
        if not self.env.su and not allowed:
            raise AccessError(self.env._("You may not print the report “%s”.", report.name))
        if res_ids and report.model in self.env:
            self.env[report.model].browse(res_ids).check_access("read")

    def _print(self, keys, res_ids, data):
        report = self.sudo()
        content, form = self._rendered(res_ids, data)
        for printer in keys:
            if refusal := printer._refuses(report, form, content):
                raise UserError(refusal)
        document = {"format": form.value, "data": base64.b64encode(content).decode()}
        return [printer.perform(key, "print", document=document) for printer, key in keys.items()]

    def _rendered(self, res_ids, data):
        """The document as bytes, with its format; the same as a download of the report gives."""
        data = json.loads(json.dumps(data or {}, default=json_default))
        if data:
            data["context"] = dict(self.env.context)
        report = self.sudo()
        content, kind = self._render(report.id, res_ids, data=data)
        if kind == "text":
            return content, Format.RAW if COMMANDS.search(content) else Format.TEXT
        if kind != "pdf":
            raise UserError(self.env._("Odoo cannot make a PDF of “%s” at the moment.", report.name))
        return content, Format.PDF

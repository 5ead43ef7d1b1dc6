"""Printing at the end of an operation: by the browser that ended it, or by the server where none did."""

import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

_logger = logging.getLogger(__name__)

WEB_CLIENT = ("/web/dataset/", "/web/action/")
"""Where the web client calls methods; it carries out the actions they return."""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _auto_print(self, actions, records):
        """Those of the report actions that are left to the caller; printing rules look at the records.

        A browser carries them all out, so that its user sees what becomes of them. From a cron or another program they
        are printed here; what has no destination is returned to the caller as ever.
        """
        subject = [records._name, records.ids]
        for action in actions:
            if self._get_report(action["report_name"]).model != records._name:
                action["context"] = {**action.get("context", {}), "iot_subject": subject}
        if self._is_attended():
            return actions
        return [action for action in actions if not self._print_unattended(action, records)]

    @api.model
    def _is_attended(self):
        """Whether a browser waits for the answer. The context key iot_unattended says that none does."""
        if self.env.context.get("iot_unattended"):
            return False
        return bool(request) and request.httprequest.path.startswith(WEB_CLIENT)

    @api.model
    def _print_unattended(self, action, records):
        """Prints with the rights of whoever set up the operation. A failure is told, and stops nothing."""
        report = self._get_report(action["report_name"]).sudo()
        context, data = action.get("context", {}), action.get("data")
        ids = None if data else context.get("active_ids")
        report = report.with_context(iot_subject=context.get("iot_subject"))
        if not report._destination(ids)[1]:
            return False
        try:
            with self.env.cr.savepoint():
                return bool(report.print_by_rules(ids, data))
        except (AccessError, UserError) as error:
            _logger.warning("“%s” was not printed: %s", report.name, error)
            for record in records:
                record.message_post(
                    body=self.env._("“%(report)s” was not printed: %(reason)s", report=report.name, reason=error)
                )
            return False

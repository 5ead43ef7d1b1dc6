"""What users do with jobs that are there: cancel them, or have them once more."""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import wire
from ..wire import Code, State


class IotJob(models.Model):
    _inherit = "iot.job"

    parent_id = fields.Many2one("iot.job", "Repeats", readonly=True, ondelete="set null", index=True)
    can_repeat = fields.Boolean(compute="_compute_can_repeat")

    @api.depends("state", "device_id.active", "action", "document_digest")
    def _compute_can_repeat(self):
        for job in self:
            rule = job.device_id.active and wire.ACTIONS[wire.Kind(job.device_id.kind)].get(job.action)
            ended = job.state != State.QUEUED.value
            job.can_repeat = bool(rule) and ended and (bool(job.document_digest) or not rule.document)

    def action_cancel(self):
        """Stop what did not start. A job its box took is cancelled by the box's word only."""
        self.check_access("read")
        for job in self.sudo().filtered(lambda job: job.state == State.QUEUED.value):
            job.cancel_wanted = True
            job.box_id._ring(job._cancel_order())
            if not job.accepted_at:
                job._end(State.CANCELLED, Code.CANCELLED)
            job._answered()
        return True

    def action_retry(self):
        """The same wish once more, as a new job that names this one."""
        self.check_access("read")
        fresh = self.sudo().browse()
        for job in self.sudo():
            job.device_id.with_user(self.env.user).check_access("read")
            fresh += job._again(self.env.uid)
        return fresh._open()

    def _again(self, uid):
        if not self.can_repeat:
            raise UserError(self.env._("Odoo has no copy of this job. Repeat it where it came from."))
        now = fields.Datetime.now()
        life = self.device_id._life_of(self.action, self.document_format, self.document_purpose)
        return self._send(
            {
                **self._values_again(self.device_id),
                "key": secrets.token_hex(16),
                "user_id": uid,
                "issued_at": now,
                "deadline": now + timedelta(seconds=life),
                "parent_id": self.id,
            }
        )

    def _values_again(self, device):
        """The same wish for a device, whose key is to be added."""
        kept = ("format", "width", "height", "size", "digest", "purpose")
        return {
            **{f"document_{name}": self[f"document_{name}"] for name in kept},
            "document": self.document_digest and self._encoded(),
            "device_id": device.id,
            "box_id": device.box_id.id,
            "user_id": self.user_id.id,
            "action": self.action,
            "params": self._params_for(device),
            "issued_at": self.issued_at,
            "deadline": self.deadline,
        }

    def _params_for(self, device):
        rule = wire.ACTIONS[wire.Kind(device.kind)][self.action]
        return self.params or wire.check_params(rule, {})

    def _open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_job_action")
        if len(self) == 1:
            return {**action, "res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

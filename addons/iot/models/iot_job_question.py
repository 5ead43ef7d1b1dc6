"""Jobs that waited through an outage: held until somebody says whether to print them, or their time is over."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..wire import Code, State


class IotJob(models.Model):
    _inherit = "iot.job"

    held = fields.Boolean(
        readonly=True, copy=False, help="It waited through an outage: somebody has to say whether to print it."
    )

    _held_idx = models.Index("(device_id) WHERE held")

    @api.model
    def _waiting_domain(self):
        return super()._waiting_domain() & Domain("held", "=", False)

    def _hold(self):
        """Give to no box what no box has begun, until somebody says so."""
        jobs = self.filtered(lambda job: job._is_worth_asking())
        if jobs:
            jobs.held = True
            jobs.device_id._ask()

    def _is_worth_asking(self):
        """Whether it would print something, and its box does not have it."""
        wanted = self.deadline and self.deadline > fields.Datetime.now()
        mine = self.state == State.QUEUED.value and not self.accepted_at and not self.cancel_wanted
        return bool(self.document_digest and wanted and mine)

    def _release(self):
        """Print after all: where it was to be printed or, while that printer is away, on its backup."""
        jobs = self.filtered("held")
        devices, boxes = jobs.device_id, jobs.box_id
        jobs.held = False
        for box in boxes:
            self.env["iot.bell"]._send(box, "iot.look", {})
        devices.filtered(lambda device: device._is_away())._queued()._redirect()
        devices._ask()

    def _write_end(self, values):
        """However it ends, and once its box has it, nobody is asked any more."""
        if not self.held:
            return super()._write_end(values)
        written = super()._write_end({**values, "held": False})
        self.device_id._ask()
        return written

    def _overdue(self):
        return Code.HELD if self.held else super()._overdue()

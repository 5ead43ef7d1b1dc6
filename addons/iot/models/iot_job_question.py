"""Jobs that waited through an outage: held until somebody says whether to print them, or their time is over."""

import dataclasses

from odoo import api, fields, models
from odoo.fields import Domain

from .. import wire
from ..wire import Code, State


class IotJob(models.Model):
    _inherit = "iot.job"

    held = fields.Boolean(
        readonly=True, copy=False, help="It waited through an outage: somebody has to say whether to print it."
    )

    released = fields.Boolean(
        readonly=True, copy=False, help="Somebody had it printed, of which the IoT system has yet to hear."
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
        jobs.filtered("accepted_at").released = True
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

    # --- what a box had taken before ----------------------------------------------------------------------------------

    @api.model
    def _take(self, box, outcome):
        """A box holds back what it had when its printer went away for long."""
        if outcome.state is not State.QUEUED:
            return super()._take(box, outcome)
        key = super()._take(box, dataclasses.replace(outcome, code=""))
        job = self.search([("key", "=", key), ("box_id", "=", box.id), ("state", "=", State.QUEUED.value)])
        if job and outcome.code == Code.HELD.value:
            job._hold_back()
        elif job.released:
            job.released = False
        return key

    def _hold_back(self):
        """Ask about it, unless that was answered while the box said it once more."""
        if not (self.held or self.released or self.cancel_wanted):
            self.held = True
            self.device_id._ask()

    def _answered(self):
        """Somebody cancelled what its box holds back, though the box has yet to say so."""
        if self.held:
            self.held = False
            self.device_id._ask()

    def _release_order(self):
        return wire.Release(key=self.key, box=self.box_id.reference)

    @api.model
    def _releases(self, box):
        """What a box is told again until it says that it does so."""
        wanted = [("box_id", "=", box.id), ("released", "=", True), ("state", "=", State.QUEUED.value)]
        return [job._release_order() for job in self.search(wanted, order="id", limit=wire.MAX_BATCH)]

    def _overdue(self):
        return Code.HELD if self.held else super()._overdue()


class IotBox(models.Model):
    _inherit = "iot.box"

    def _standing_orders(self):
        return [*super()._standing_orders(), *self.env["iot.job"]._releases(self)]

"""Where a job waits, and which printer gets it: its own, or the backup while its own is down."""

from odoo import api, fields, models
from odoo.fields import Domain

from .. import wire
from ..wire import Code, State
from .iot_job import KEY
from .reserve import reserve
from .sentences import sentence

DOWN = frozenset(
    code.value for code in (Code.OFFLINE, Code.PAPER_OUT, Code.COVER_OPEN, Code.DEVICE_ERROR, Code.NO_ANSWER)
)
"""Why a printer failed that a backup stands in for: no whole page came out, and trying again would not help."""
STAND_IN = ".b"
"""Ends the key of a job that stands in; a browser that finds the backup by itself makes the same key."""


class IotJob(models.Model):
    _inherit = "iot.job"

    handed = fields.Boolean(readonly=True, help="The IoT system was offered this job: only its word ends it.")
    stand_in_id = fields.Many2one(
        "iot.job", "Printed Instead By", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    instead_on_id = fields.Many2one(related="stand_in_id.device_id", string="Printed Instead On")
    settled = fields.Boolean(
        readonly=True, copy=False, help="Its browser decides which other printer prints it, if any."
    )
    rerouting = fields.Boolean(readonly=True, copy=False, help="Taken back to be printed on the backup printer.")

    # --- of a browser that did not ask Odoo ---------------------------------------------------------------------------

    @api.model
    def _checked(self, *wish):
        return {**super()._checked(*wish), "settled": bool(self.env.context.get("iot_settled"))}

    def _complete(self, values):
        if values["settled"] and not self.settled:
            self.settled = True
        return super()._complete(values)

    @api.model
    def _create_once(self, values):
        """Whichever comes first: a job that a browser settled, or the one by which it did so."""
        job = super()._create_once(values)
        other = job._counterpart()
        if other:
            first, second = sorted((job, other), key=lambda job: len(job.key))
            first.stand_in_id = second
        return job

    def _counterpart(self):
        """The job that this one stands in for, or that stands in for it, by the same user's wish."""
        keys = [self.key + STAND_IN, self.key.removesuffix(STAND_IN)]
        mine = Domain("key", "in", keys) & Domain("user_id", "=", self.user_id.id) & Domain("id", "!=", self.id)
        return self.search(mine & Domain("action", "=", self.action), limit=1)

    # --- on the way -------------------------------------------------------------------------------------------------

    @api.model
    def _send(self, values):
        """Make a job; while its device is away it waits here, where nobody doubts that it was not begun."""
        away = self.env["iot.device"].sudo().browse(values["device_id"])._is_away()
        job = self._create_once({**values, "handed": not away})
        if away:
            job._redirect()
            # The device may come in a transaction of this moment, which sees no job that waits for it.
            self.env["iot.bell"]._send(job.box_id, "iot.look", {})
        else:
            job.box_id._ring(job._job_order())
        return job

    @api.model
    def _waiting_domain(self):
        here = Domain("device_id.health", "!=", wire.Health.LOST.value)
        return super()._waiting_domain() & here

    def _offered(self):
        if first := self.filtered(lambda job: not job.handed):
            reserve(first, "id", first.ids)
            first.handed = True
        return super()._offered()

    def _overdue(self):
        lost = not self.handed and self.device_id.health == wire.Health.LOST.value
        return Code.OFFLINE if lost else super()._overdue()

    # --- the backup -------------------------------------------------------------------------------------------------

    def _redirect(self):
        """Have the backup of a printer that is away print what no box has begun, if the backup is there."""
        for job in self.filtered(lambda job: job.state == State.QUEUED.value and job._can_stand_in()):
            if job.device_id.backup_id._is_away():
                continue
            if not job.handed:
                job._end(State.FAILED, Code.OFFLINE)
            elif job.accepted_at and not job.rerouting:
                job.write({"rerouting": True, "cancel_wanted": True})
                job.box_id._ring(job._cancel_order())

    def _can_stand_in(self):
        """Whether another printer could print this job in its place."""
        printer, backup = self.device_id, self.device_id.backup_id
        if self.action != "print" or self.settled or not self.document_digest or not backup.active:
            return False
        fits = self.document_format != wire.Format.RAW.value or backup.subtype == printer.subtype
        wanted = self.deadline and self.deadline > fields.Datetime.now()
        return bool(fits and wanted and backup.box_id.reference and KEY.fullmatch(self.key + STAND_IN))

    def _write_end(self, values):
        """An end that leaves no page behind goes on at the backup, as one wish with one answer."""
        if self.rerouting and values["state"] == State.CANCELLED.value:
            values = {**values, "state": State.FAILED.value, "code": Code.OFFLINE.value, "cancel_wanted": False}
        written = super()._write_end(values)
        if self.state == State.FAILED.value and self.code in DOWN and not self.stand_in_id and self._can_stand_in():
            self.stand_in_id = self._stand_in()
        return written

    def _stand_in(self):
        key = self.key + STAND_IN
        known = self.search([("key", "=", key)], limit=1)
        return known or self._send({**self._values_again(self.device_id.backup_id), "key": key})

    def _params_for(self, device):
        """The parameters for another printer: what was asked for, and for the rest that printer's own settings."""
        if device == self.device_id:
            return super()._params_for(device)
        rule = wire.ACTIONS[wire.Kind(device.kind)][self.action]
        own = self.device_id._params_of(self.action)
        asked = {name: value for name, value in (self.params or {}).items() if value != own.get(name)}
        return wire.check_params(rule, {**device._params_of(self.action), **asked})

    # --- one wish, one answer ---------------------------------------------------------------------------------------

    def _answering(self):
        job = self
        while job.stand_in_id:
            job = job.stand_in_id
        return job

    def _outcome(self):
        """How the wish stands, on whatever printer."""
        outcome = super()._outcome()
        last = self._answering()
        if last == self:
            return outcome
        because = sentence(self.env, self.code)
        names = ("state", "code", "sentence", "value", "path")
        answer = super(IotJob, last)._outcome()
        return {
            **outcome,
            **{name: answer[name] for name in names},
            "instead": {"printer": last.device_id.name, "because": because},
        }

    def _tell(self):
        """Whoever waits for a job hears of the one that stands in for it."""
        if asked := self.search([("stand_in_id", "in", self.ids)]):
            asked._tell()
        return super()._tell()

    def action_cancel(self):
        """What its user cancels is not printed anywhere."""
        self.check_access("read")
        answering = self.sudo().browse(job._answering().id for job in self.sudo())
        answering.rerouting = False
        super(IotJob, answering).action_cancel()
        return True

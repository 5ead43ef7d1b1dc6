"""How jobs end: by their box's word, or because nobody waits for it any longer."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .. import wire
from ..wire import Code, State
from .iot_box import moment
from .iot_box_presence import SILENT_AFTER
from .sentences import sentence

USER = re.compile(r"\d{1,9}", re.ASCII)
GRACE = timedelta(seconds=5)


class IotJob(models.Model):
    _inherit = "iot.job"

    # --- outcomes ---------------------------------------------------------------------------------------------------

    @api.model
    def _take(self, box, outcome):
        """Record how a job stands; returns the key to be taken off the box's outbox."""
        values = {
            "state": outcome.state.value,
            "code": outcome.code or False,
            **self._value_of(outcome),
            "path": outcome.path.value,
            "attempts": outcome.attempts,
            "guessed": False,
        }
        if outcome.state.ended:
            values |= {"ended_at": moment(outcome.ended)}
        job = self.search([("key", "=", outcome.key)], limit=1)
        if not job:
            job = self._create_reported(box, outcome, values)
            job._tell()
        elif job.box_id == box and job._learns(outcome.state):
            if not job.accepted_at:
                values["accepted_at"] = fields.Datetime.now()
            job._write_end(values)
            job._tell()
        return outcome.key

    @api.model
    def _value_of(self, outcome):
        """Fields of the job for what the device answered."""
        return {"value": dict(outcome.value) or False}

    def _write_end(self, values):
        """Record how the job stands; other parts add what follows from it."""
        return self.write(values)

    def _learns(self, state):
        """Whether the box's word says more than what is recorded."""
        if state is State.QUEUED:
            return self.state == State.QUEUED.value and not self.accepted_at
        return self.state in (State.QUEUED.value, State.UNKNOWN.value) or self.guessed

    @api.model
    def _create_reported(self, box, outcome, values):
        """The record of a job that reached the box without Odoo."""
        device = box.device_ids.filtered(lambda device: device.identifier == outcome.device)
        user = self.env["res.users"].browse(int(outcome.user) if USER.fullmatch(outcome.user) else 0).exists()
        values |= {
            "key": outcome.key,
            "box_id": box.id,
            "device_id": device.id,
            "user_id": user.id,
            "action": outcome.action,
            "issued_at": moment(outcome.issued),
            "accepted_at": fields.Datetime.now(),
            "deadline": fields.Datetime.now() + timedelta(seconds=wire.DAY),
            "reported": True,
        }
        return self._create_once(values)

    def _outcome(self):
        """How the job stands, as the bus tells it; `more` = there is more than it can carry."""
        self.ensure_one()
        return {
            "job_id": self.id,
            "key": self.key,
            "device_id": self.device_id.id,
            "state": self.state,
            "code": self.code or "",
            "sentence": sentence(self.env, self.code),
            "value": self.value or {},
            "path": self.path,
        }

    def _answer(self):
        """How the job stands with all that was answered, for whoever asks."""
        return self._outcome()

    def _tell(self):
        for job in self.filtered("user_id"):
            outcome = job.with_context(lang=job.user_id.lang)._outcome()
            self.env["iot.bell"]._send(job.user_id, "iot.outcome", outcome)

    @api.model
    def outcome_of(self, key):
        """How the job with this key stands; False if Odoo knows of none."""
        job = self.search([("key", "=", key)], limit=1)
        if not job:
            return False
        job.sudo()._answering()._expire()
        return job._answer()

    def _answering(self):
        """The job whose end is the answer to this wish."""
        return self

    # --- time -------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_expire(self):
        self.search([("state", "=", State.QUEUED.value), ("deadline", "<", fields.Datetime.now() - GRACE)])._expire()

    def _expire(self):
        """Give up what is overdue. A job the box took may have been carried out, so its end is not known."""
        now = fields.Datetime.now()
        for job in self.filtered(lambda job: job.state == State.QUEUED.value and job.deadline):
            if job.accepted_at and job.deadline < now - SILENT_AFTER:
                job._end(State.UNKNOWN, Code.NO_ANSWER)
            elif not job.accepted_at and job.deadline < now - GRACE:
                job._end(State.EXPIRED, job._overdue())

    def _overdue(self):
        """Why no box took it in time."""
        return Code.EXPIRED

    @api.model
    def _drop_waiting(self, of, code):
        """The box or the device `of` goes: what no box took will not be done."""
        mine = Domain("box_id" if of._name == "iot.box" else "device_id", "in", of.ids)
        for job in self.search(mine & Domain("state", "=", State.QUEUED.value) & Domain("accepted_at", "=", False)):
            job._end(State.FAILED, code)

    def _end(self, state, code):
        now = fields.Datetime.now()
        self._write_end({"state": state.value, "code": code.value, "guessed": True, "ended_at": now})
        self._tell()

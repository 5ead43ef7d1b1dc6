"""What the list of jobs tells beside their ends: why one waits, and what it looks like."""

from collections import Counter

from odoo import api, fields, models
from odoo.tools import format_datetime, format_time
from odoo.tools.translate import LazyTranslate

from ..wire import Code, Health, State
from .printout import thumbnail_of
from .sentences import sentence

_lt = LazyTranslate(__name__)

WAITS = {
    Code.PAPER_OUT: _lt("The printer is out of paper. Load paper: what waits is then printed."),
    Code.COVER_OPEN: _lt("The cover of the printer is open. Close it: what waits is then printed."),
}
"""What a job waits for, where the usual sentence tells to print again."""
WAITED_FOR = ("device_id.code", "device_id.health", "device_id.away_since")


class IotJob(models.Model):
    _inherit = "iot.job"

    thumbnail = fields.Binary(compute="_compute_thumbnail")

    @api.depends("document")
    def _compute_thumbnail(self):
        for job in self:
            job.thumbnail = job.preview and thumbnail_of(job.with_context(bin_size=False).preview)

    # --- why it waits -----------------------------------------------------------------------------------------------

    @api.depends("code", "state", "held", "accepted_at", "box_id.online", *WAITED_FOR)
    @api.depends_context("lang", "tz")
    def _compute_sentence(self):
        """The reason of the end, or of the wait."""
        waiting = self.filtered(lambda job: job.state == State.QUEUED.value and not job.code)
        before = waiting.sudo()._before()
        for job in waiting:
            job.sentence = job.sudo()._waits_for(before.get(job.id, 0))
        return super(IotJob, self - waiting)._compute_sentence()

    def _before(self):
        """How many jobs their devices have before each."""
        line = [("device_id", "in", self.device_id.ids), ("state", "=", State.QUEUED.value), ("held", "=", False)]
        counts, before = Counter(), {}
        for job in self.search(line, order="id"):
            before[job.id] = counts[job.device_id]
            counts[job.device_id] += 1
        return before

    def _waits_for(self, before):
        device, box = self.device_id, self.box_id
        if self.held:
            return self.env._("It waited while the printer was away: print or drop it?")
        if not box.online:
            return self._away(box.name, device.away_since or box.last_seen)
        if device.health == Health.LOST.value:
            return self._away(device.name, device.away_since)
        if device.code:
            known = WAITS.get(device.code)
            return self.env._(known) if known else sentence(self.env, device.code)
        if before:
            return self.env._("1 job is before it.") if before == 1 else self.env._("%s jobs are before it.", before)
        return self.env._("It is being done.") if self.accepted_at else self.env._("On its way to “%s”.", box.name)

    def _away(self, name, since):
        """Who is away, by the clock of the user."""
        if not since:
            return self.env._("“%s” is away.", name)
        there = fields.Datetime.context_timestamp(self, since)
        if there.date() == fields.Datetime.context_timestamp(self, fields.Datetime.now()).date():
            time = format_time(self.env, there.time(), time_format="short")
        else:
            time = format_datetime(self.env, since, dt_format="short")
        return self.env._("“%(name)s” is away since %(time)s.", name=name, time=time)

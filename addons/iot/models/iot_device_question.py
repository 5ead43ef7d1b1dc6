"""Printers that were away for long: what waited for them comes out when somebody says so, not by itself."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire
from ..wire import Kind


class IotDevice(models.Model):
    _inherit = "iot.device"

    ask_after = fields.Integer(
        "Ask After (Minutes)",
        default=5,
        help="After this time without the printer, users are asked whether to print what waited for it; "
        "0 prints it without asking.",
    )
    away_since = fields.Datetime(readonly=True, copy=False)
    held_count = fields.Integer(compute="_compute_held_count")

    def _compute_held_count(self):
        # A user sees only their own jobs, and is asked about all that wait at the printer.
        counts = dict(self.env["iot.job"].sudo()._read_group(self._held_domain(), ["device_id"], ["__count"]))
        for device in self:
            device.held_count = counts.get(device._origin, 0)

    @api.constrains("ask_after")
    def _check_ask_after(self):
        if any(device.ask_after < 0 for device in self):
            raise ValidationError(self.env._("Write a number of minutes, or 0 to print without asking."))

    # --- what users answer ------------------------------------------------------------------------------------------

    @api.model
    def questions(self):
        """The printers this user may answer for, with how many jobs wait for an answer at each."""
        if not self.has_access("read"):
            return []
        waiting = self.env["iot.job"].sudo()._read_group([("held", "=", True)], ["device_id"])
        devices = self.browse(device.id for (device,) in waiting).exists()._filtered_access("read")
        return [{"id": device.id, "name": device.name, "count": device.held_count} for device in devices]

    def action_print_held(self):
        """Print what waited for these printers; whoever answers second changes nothing."""
        self._held()._release()
        return True

    def action_drop_held(self):
        """Cancel what waited for these printers; whoever answers second changes nothing."""
        self._held().action_cancel()
        return True

    def _held(self):
        """What waits for the answer of a user, who needs no right to more than the printer."""
        self.check_access("read")
        return self.env["iot.job"].sudo().search(self._held_domain(), order="id")

    def _held_domain(self):
        return [("device_id", "in", self.ids), ("held", "=", True)]

    # --- going and coming -------------------------------------------------------------------------------------------

    def _miss(self, since):
        """They have been away, for all that is known, since then."""
        printers = self.filtered(lambda device: device.kind == Kind.PRINTER.value and not device.away_since)
        printers._mark_away(since)

    def _patience(self):
        """The seconds of an outage after which somebody is asked, as boxes and browsers read them."""
        return min(60 * self.ask_after, wire.MAX_WAIT)

    def _ticket_of(self):
        """A box that gets a job from a browser has to know it as well."""
        return {**super()._ticket_of(), "ask_after": self._patience()}

    def write(self, vals):
        result = super().write(vals)
        if "ask_after" in vals:
            self._tell_params()
        return result

    def _tell_state(self):
        devices = self.sudo()
        away = devices.filtered(lambda device: device._is_away())
        away._miss(fields.Datetime.now())
        for device in (devices - away).filtered("away_since"):
            device._hold_after_outage()
            device._mark_away(None)
        return super()._tell_state()

    def _mark_away(self, since):
        """Several transactions may find out at once. All but one are run again, of which the log need not speak."""
        if not self or since is False:
            return
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE iot_device SET away_since = %s WHERE id = ANY(%s)", (since, self.ids), log_exceptions=False
        )
        self.invalidate_recordset(["away_since"])
        self.modified(["away_since"])

    def _back(self):
        """What waited long for a printer does not go to its backup by itself either."""
        for device in self.backup_ids.filtered(lambda device: device._is_away()):
            device._hold_after_outage()
        return super()._back()

    def _hold_after_outage(self):
        long = timedelta(minutes=self.ask_after)
        if self.ask_after and self.away_since and fields.Datetime.now() - self.away_since > long:
            self._queued()._hold()

    def _queued(self):
        return super()._queued().filtered(lambda job: not job.held)

    def _ask(self):
        """Let open screens ask, or close the question; what they show they read with their own rights."""
        users = self.env.ref("iot.group_iot_user")
        for device in self:
            self.env["iot.bell"]._send(users, "iot.held", {"device_id": device.id})

"""For how long what a device is asked is worth doing: as the wire declares it, or as the settings of a printer say."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire
from .iot_job import LONGEST


class IotDevice(models.Model):
    _inherit = "iot.device"

    job_life = fields.Integer(
        "Drop Jobs After (Minutes)",
        help="What was not started in this time is not printed any more; 0 stands for the usual: 2 minutes for "
        "receipts, 10 for labels and tickets of the kitchen, a day for documents.",
    )

    @api.constrains("job_life")
    def _check_job_life(self):
        if any(not 0 <= 60 * device.job_life <= LONGEST for device in self):
            raise ValidationError(self.env._("Jobs can wait for a week at most, and not for less than nothing."))

    def write(self, vals):
        result = super().write(vals)
        if "job_life" in vals:
            self._tell_params()
        return result

    def _life_of(self, action, form, purpose=None):
        """Seconds within which a job of this device has to be started, if whoever asks does not say."""
        self.ensure_one()
        rule = wire.action_of(wire.Kind(self.kind), action)
        own = 60 * self.job_life if rule.document else 0
        known = wire.Format(form) if form else None
        return own or wire.life_of(rule, known, wire.Purpose(purpose) if purpose else None)

    def _ticket_of(self):
        """Browsers that print over the local network have to know it as well."""
        return {**super()._ticket_of(), "life": 60 * self.job_life}

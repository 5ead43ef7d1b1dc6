"""What a browser printed over the local network, brought to Odoo so that the list shows it and repeats it."""

from odoo import api, fields, models

from .. import wire
from ..wire import Code, State
from .sentences import Refused

WENT_WELL = (State.DONE.value, State.SENT.value)


class IotDevice(models.Model):
    _inherit = "iot.device"

    def keep(self, key, params, document, state):
        """Keep what this device printed for a browser, by the browser's word. Nothing is sent to its box."""
        self.ensure_one()
        self.check_access("read")
        return self.env["iot.job"]._keep(self, key, params, document, state).id


class IotJob(models.Model):
    _inherit = "iot.job"

    @api.model
    def _keep(self, device, key, params, document, state):
        """The job with its content; how it ended is the browser's word until its box has told."""
        try:
            if state not in WENT_WELL:
                raise wire.WireError(Code.BAD_MESSAGE, "state")
            values = self._checked(device, key, "print", params, document, None)
        except wire.WireError as error:
            raise Refused(self.env, error.code) from error
        job = self.sudo().search([("key", "=", key)], limit=1)
        if not job:
            now = fields.Datetime.now()
            heard = {"state": state, "guessed": True, "reported": True, "handed": True, "path": wire.Path.DIRECT.value}
            return self._create_once({**values, **heard, "accepted_at": now, "ended_at": now})
        if not job._same(values):
            raise Refused(self.env, Code.KEY_CONFLICT)
        job._complete(values)
        return job

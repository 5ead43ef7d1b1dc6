"""Pictures that cameras took: they lie beside the jobs for a while, and never travel on the bus."""

import base64
import binascii
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

from .. import wire
from .iot_job import AS_IT_IS

LIFE = timedelta(hours=1)
"""How long a picture is kept for whoever took it; who needs it for longer keeps it where it belongs."""


class IotJob(models.Model):
    _inherit = "iot.job"

    picture = fields.Binary(attachment=True, readonly=True, copy=False)

    @api.model
    def _value_of(self, outcome):
        if outcome.action != "picture" or "picture" not in outcome.value:
            return super()._value_of(outcome)
        size = {name: outcome.value.get(name) for name in ("width", "height")}
        return {"value": size, "picture": _checked(outcome.value["picture"])}

    def _write_end(self, values):
        return super(IotJob, self.with_context(**AS_IT_IS))._write_end(values)

    def _outcome(self):
        outcome = super()._outcome()
        return {**outcome, "more": True} if self.action == "picture" and self.picture else outcome

    def _answer(self):
        answer = super()._answer()
        if not answer.pop("more", False):
            return answer
        picture = self.with_context(bin_size=False).picture.decode()
        return {**answer, "value": {**answer["value"], "picture": picture}}

    @api.model
    def _cron_expire(self):
        self._drop_pictures()
        return super()._cron_expire()

    @api.model
    def _drop_pictures(self):
        """The rest, where there are more than one transaction should remove, goes at the cron's next turn."""
        mine = [("res_model", "=", self._name), ("res_field", "=", "picture")]
        old = [("create_date", "<", fields.Datetime.now() - LIFE)]
        self.env["ir.attachment"].sudo().search(mine + old, limit=GC_UNLINK_LIMIT).unlink()


def _checked(picture):
    """The picture as Odoo keeps it; False for what is none."""
    try:
        jpeg = base64.b64decode(picture, validate=True)
    except (TypeError, ValueError, binascii.Error):
        return False
    return base64.b64encode(jpeg) if jpeg.startswith(b"\xff\xd8") and len(jpeg) <= wire.MAX_PICTURE else False

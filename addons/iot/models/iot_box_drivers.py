"""Drivers that a box takes from this database: which it has, why not others, and by whose wish."""

import secrets
from datetime import timedelta

from odoo import api, fields, models

from .. import seal, wire
from .iot_box import moment, stamp
from .sentences import sentence

UPDATE_LIFE = timedelta(minutes=10)


class IotBox(models.Model):
    _inherit = "iot.box"

    drivers_of = fields.Datetime(
        "Drivers of", readonly=True, copy=False, help="When this database first offered the drivers it has."
    )
    drivers_code = fields.Char(readonly=True, copy=False)
    drivers_detail = fields.Char(readonly=True, copy=False)
    drivers_note = fields.Char("Note on Drivers", compute="_compute_drivers_note")
    drivers_key = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    drivers_until = fields.Datetime(readonly=True, copy=False, groups="iot.group_iot_manager")

    @api.depends("drivers_code", "drivers_detail")
    @api.depends_context("lang")
    def _compute_drivers_note(self):
        """Why it has not the drivers that were offered, or not all of them."""
        for box in self:
            words = sentence(self.env, box.drivers_code)
            box.drivers_note = f"{words} ({box.drivers_detail})" if words and box.drivers_detail else words

    def update_drivers(self):
        """Have each IoT system take the drivers of this database, even those it did not take before."""
        self.check_access("write")
        for box in self.sudo():
            box.drivers_key = seal.b64(secrets.token_bytes(12))
            box.drivers_until = fields.Datetime.now() + UPDATE_LIFE
            box._ring(box._drivers_order())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": self.env._("The IoT system updates its drivers.")},
        }

    def _drivers_order(self):
        return wire.UpdateDrivers(key=self.drivers_key, box=self.reference, deadline=stamp(self.drivers_until))

    def _standing_orders(self):
        update = self.drivers_until and self.drivers_until > fields.Datetime.now()
        return [*super()._standing_orders(), *([self._drivers_order()] if update else [])]

    # --- the box's own words ----------------------------------------------------------------------------------------

    def _take_ask_drivers(self, asked):
        wanted = asked.forced or self.automatic_drivers_update
        return wire.OfferedDrivers(drivers=self.env["iot.drivers"]._sealed(asked.version) if wanted else None)

    def _take_fetch_drivers(self, fetch):
        drivers = self.env["iot.drivers"]
        packed = drivers._packed()
        if fetch.version != drivers._version(packed):
            raise wire.WireError(wire.Code.DRIVERS_OLDER)  # they changed since: it asks again
        return packed.data

    def _take_drivers_taken(self, taken):
        self._update(
            {
                "drivers_of": moment(taken.version) if taken.version else False,
                "drivers_code": taken.code,
                "drivers_detail": taken.detail,
            }
        )
        return wire.Done()

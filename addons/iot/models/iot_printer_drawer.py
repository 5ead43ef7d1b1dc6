"""Cash drawers behind receipt printers: which pin opens them, and how long a pulse."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire

DRAWER = wire.ACTIONS[wire.Kind.PRINTER]["drawer"]
PULSE = DRAWER.params["pulse"]


class IotDevice(models.Model):
    _inherit = "iot.device"

    has_drawer = fields.Boolean(compute="_compute_has_drawer")
    drawer_pin = fields.Selection(
        [("2", "Pin 2"), ("5", "Pin 5")],
        "Cash Drawer",
        default=str(DRAWER.params["pin"].default),
        help="The pin of the printer’s drawer connector that opens the drawer: most are on 2, a second one on 5.",
    )
    drawer_pulse = fields.Integer(
        "Drawer Pulse (ms)",
        default=PULSE.default,
        help="How long the drawer’s lock is given power. A drawer that does not open may need longer.",
    )

    @api.depends("kind", "subtype")
    def _compute_has_drawer(self):
        for device in self:
            device.has_drawer = device.kind == wire.Kind.PRINTER.value and device.subtype == "receipt"

    @api.constrains("drawer_pulse")
    def _check_drawer_pulse(self):
        low, high = int(PULSE.low), int(PULSE.high)
        if any(not low <= device.drawer_pulse <= high for device in self):
            raise ValidationError(self.env._("A drawer’s pulse lasts %(low)s to %(high)s ms.", low=low, high=high))

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("drawer_pin", "drawer_pulse")):
            self._tell_params()
        return result

    def _params_of(self, action):
        params = super()._params_of(action)
        if action == "drawer" and self.kind == wire.Kind.PRINTER.value:
            pin = int(self.drawer_pin or DRAWER.params["pin"].default)
            params = {**params, "pin": pin, "pulse": self.drawer_pulse}
        return params

    def _ticket_of(self):
        told = super()._ticket_of()
        return {**told, "params": {**told["params"], **self._params_of("drawer")}}

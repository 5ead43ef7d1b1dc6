from odoo import api, fields, models

from ..wire import Code, Health, Kind
from .repair_cards import BOX_AWAY, BY_KIND, REPAIRS


class IotDevice(models.Model):
    _inherit = "iot.device"

    repair = fields.Text("What To Do", compute="_compute_repair")
    repair_command = fields.Char("Command", compute="_compute_repair_command")

    @api.depends("code", "health", "box_id.online")
    @api.depends_context("lang")
    def _compute_repair(self):
        for device in self:
            steps = [self.env._(step) for step in device._repair_steps()]
            numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)] if len(steps) > 1 else steps
            device.repair = "\n".join(numbered)

    @api.depends("code", "state", "box_id.online")
    def _compute_repair_command(self):
        """What to type on the box to mend it, where the box knows."""
        for device in self:
            missing = device.box_id.online and device.code == Code.MISSING_LIBRARY.value
            device.repair_command = missing and str((device.state or {}).get("remedy") or "")

    def _repair_steps(self):
        if not self.box_id.online:
            return BOX_AWAY
        lost = Code.OFFLINE.value if self.health == Health.LOST.value else ""
        code = self.code or lost
        return BY_KIND.get((Kind(self.kind), code)) or REPAIRS.get(code, ())

from odoo import api, fields, models

from ..wire import Code, Health
from .repair_cards import BOX_AWAY, REPAIRS


class IotDevice(models.Model):
    _inherit = "iot.device"

    repair = fields.Text("What To Do", compute="_compute_repair")

    @api.depends("code", "health", "box_id.online")
    @api.depends_context("lang")
    def _compute_repair(self):
        for device in self:
            steps = [self.env._(step) for step in device._repair_steps()]
            numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)] if len(steps) > 1 else steps
            device.repair = "\n".join(numbered)

    def _repair_steps(self):
        if not self.box_id.online:
            return BOX_AWAY
        lost = Code.OFFLINE.value if self.health == Health.LOST.value else ""
        return REPAIRS.get(self.code or lost, ())

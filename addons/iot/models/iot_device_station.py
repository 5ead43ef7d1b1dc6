"""Whose screen a scanner scans into: that of the workstation it lies at."""

from odoo import fields, models


class IotDevice(models.Model):
    _inherit = "iot.device"

    workstation_id = fields.Many2one(
        "iot.workstation",
        "Scans Go To",
        domain="[('company_id', 'in', [company_id, False])]",
        ondelete="set null",
        index="btree_not_null",
        help="What it scans is typed into the screen of this workstation, as if the scanner were plugged in there.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "workstation_id" in vals:
            self._tell_stations()
        return result

    def _tell_stations(self):
        """Let open screens ask which scanners lie at theirs."""
        users = self.env.ref("iot.group_iot_user")
        for box in self.box_id:
            self.env["iot.bell"]._send(users, "iot.scanners", {"id": box.id})

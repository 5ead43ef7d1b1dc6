"""What is common to printers and cameras of the network whose addresses are typed."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST = 32


class IotNetworkDevice(models.AbstractModel):
    """A device whose address an administrator typed: the box serves it until the row is deleted."""

    _name = "iot.network.device"
    _description = "Network Device"
    _order = "box_id, id"

    box_id = fields.Many2one("iot.box", "IoT System", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="box_id.company_id", store=True, index=True)
    name = fields.Char(size=100, help="How the device is called; its address if empty.")
    taken = fields.Boolean("Known to the IoT System", compute="_compute_taken")

    @api.depends("box_id.printers_issued", "box_id.printers_taken")
    def _compute_taken(self):
        for device in self:
            device.taken = not device.box_id.sudo()._owes("printers")

    @api.constrains("box_id")
    def _check_most(self):
        for box in self.box_id:
            if self.search_count([("box_id", "=", box.id)]) > MOST:
                raise ValidationError(self.env._("An IoT system takes at most %(most)s typed addresses.", most=MOST))

    @api.model_create_multi
    def create(self, vals_list):
        devices = super().create(vals_list)
        devices.box_id._send_list("printers")
        return devices

    def write(self, vals):
        boxes = self.box_id
        result = super().write(vals)
        (boxes | self.box_id)._send_list("printers")
        return result

    def unlink(self):
        boxes = self.box_id
        result = super().unlink()
        boxes.exists()._send_list("printers")
        return result

    def action_add(self):
        """Creating the row was all: the box hears of it, and the device shows up in the list."""
        return {"type": "ir.actions.act_window_close"}


class IotBox(models.Model):
    _inherit = "iot.box"

    printers_issued = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")
    printers_taken = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")

    def _lists(self):
        return [*super()._lists(), "printers"]

    def _take_printers(self, taken):
        return self._take_list("printers", taken.issued)

import uuid

from odoo import api, fields, models

from .. import wire

NONE = "none"


class IotPictureTest(models.TransientModel):
    """Which of these prints is right? The printer prints a strip of numbered pictures; the answer sets its form."""

    _name = "iot.picture.test"
    _description = "Comparison of Pictures"

    device_id = fields.Many2one("iot.device", "Printer", required=True, readonly=True)
    answer = fields.Selection("_selection_answer", "Which picture is right?")

    @api.model
    def _selection_answer(self):
        numbers = [str(number) for number, _image in enumerate(wire.IMAGES, 1)]
        return [*((number, number) for number in numbers), (NONE, self.env._("None"))]

    def action_print(self):
        """Have the strip printed, and ask; again if it was not."""
        self.ensure_one()
        self.device_id.perform(uuid.uuid4().hex, "samples")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which Print Is Right?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def action_apply(self):
        """Users may not set up printers, but what they see on paper is theirs to say."""
        self.ensure_one()
        self.device_id.check_access("read")
        if self.answer and self.answer != NONE:
            self.device_id.sudo().image_mode = wire.IMAGES[int(self.answer) - 1]
        return {"type": "ir.actions.act_window_close"}


class IotDevice(models.Model):
    _inherit = "iot.device"

    has_samples = fields.Boolean(compute="_compute_has_samples")

    @api.depends("driver")
    def _compute_has_samples(self):
        for device in self:
            device.has_samples = device.driver == "escpos"

    def action_compare_pictures(self):
        self.ensure_one()
        return self.env["iot.picture.test"].create({"device_id": self.id}).action_print()

"""Cameras: how large their pictures are."""

from odoo import fields, models

from .. import wire
from . import iot_device_options  # noqa: F401 - what this extends is loaded first

SIZES = ("640x480", "800x600", "1280x720", "1280x960", "1920x1080", "2592x1944", "3840x2160")


class IotDevice(models.Model):
    _inherit = "iot.device"

    picture_size = fields.Selection(
        [(size, size.replace("x", " × ")) for size in SIZES],
        help="The camera takes the nearest size it has. A picture that is too large to be sent is made less fine.",
    )

    def _option_fields(self):
        return super()._option_fields() | {"picture_size"}

    def _options(self):
        options = super()._options()
        if self.kind != wire.Kind.CAMERA.value or not self.picture_size:
            return options
        width, height = map(int, self.picture_size.split("x"))
        return {**options, "width": width, "height": height}

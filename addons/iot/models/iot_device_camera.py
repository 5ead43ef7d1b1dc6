"""Cameras: how large their pictures are, and where those of the network have them."""

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

    picture_path = fields.Char(
        size=wire.MAX_PARAM,
        help="Where a network camera has its picture or its stream, such as “/snapshot.jpg”, if its address "
        "does not say.",
    )

    def _option_fields(self):
        return super()._option_fields() | {"picture_size", "picture_path"}

    def _options(self):
        options = super()._options()
        if self.kind != wire.Kind.CAMERA.value:
            return options
        width, height = map(int, self.picture_size.split("x")) if self.picture_size else (0, 0)
        return {**options, "width": width, "height": height, "address": self.picture_path or ""}

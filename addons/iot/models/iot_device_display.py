"""Displays: the page a screen shows by itself, and how it hangs on the wall."""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire
from . import iot_device_options  # noqa: F401 - what this extends is loaded first

SCREEN = "hdmi"
"""How a screen is connected; whatever else is a display shows lines of text."""


class IotDevice(models.Model):
    _inherit = "iot.device"

    display_url = fields.Char(
        "Display URL",
        size=wire.MAX_PARAM,
        help="The page this screen shows. If empty, it shows the address of the IoT system, and its pairing code.",
    )
    display_turn = fields.Selection(
        [("90", "A Quarter Clockwise"), ("180", "Upside Down"), ("270", "A Quarter Counterclockwise")],
        "Rotation",
        help="How the picture is turned, for a screen that does not hang upright.",
    )
    is_screen = fields.Boolean(compute="_compute_is_screen", help="Shows pages, unlike a display for lines of text.")

    @api.depends("kind", "connection")
    def _compute_is_screen(self):
        for device in self:
            device.is_screen = device.kind == wire.Kind.DISPLAY.value and device.connection == SCREEN

    @api.constrains("display_url")
    def _check_display_url(self):
        for device in self.filtered("display_url"):
            if not is_page(device.display_url):
                raise ValidationError(
                    self.env._(
                        "“%s” is no page of the web. A Display URL begins with http:// or https://.", device.display_url
                    )
                )

    def _option_fields(self):
        return super()._option_fields() | {"display_url", "display_turn"}

    def _options(self):
        options = super()._options()
        if not self.is_screen:
            return options
        return {**options, "url": self.display_url or "", "turn": int(self.display_turn or 0)}


def is_page(url):
    """Whether a screen may show it, as the box sees it."""
    try:
        at = urlsplit(url)
        return at.scheme in ("http", "https") and bool(at.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False

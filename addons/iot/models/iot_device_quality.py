"""How far the driver of a device was ever tried, as its box says."""

from odoo import api, fields, models

from .. import wire

QUALITIES = [
    (wire.Quality.SIMULATED.value, "Simulated only"),
    (wire.Quality.MANUAL.value, "Written from the manual"),
    (wire.Quality.REPORTED.value, "Reported to work"),
    (wire.Quality.TESTED.value, "Tested with the device"),
]


class IotDevice(models.Model):
    _inherit = "iot.device"

    quality = fields.Selection(
        QUALITIES,
        "Driver Quality",
        readonly=True,
        help="How far the driver of this device was tried.\n"
        "Simulated only: it works with a simulator and was checked against nothing else.\n"
        "Written from the manual: it says and understands what the maker's manual prints; nobody saw it work.\n"
        "Reported to work: a user saw it work with the real device.\n"
        "Tested with the device: its developers test it with the real device.\n"
        "Test yours on this form before you rely on it.",
    )

    @api.model
    def _values_of(self, seen):
        known = seen.quality in dict(QUALITIES)
        told_long_ago = wire.Quality.REPORTED.value if seen.verified else False
        return {**super()._values_of(seen), "quality": seen.quality if known else told_long_ago}

"""Measuring tools: the unit of those that do not tell theirs."""

from odoo import fields, models

from .. import wire
from . import iot_device_options  # noqa: F401 - what this extends is loaded first


class IotDevice(models.Model):
    _inherit = "iot.device"

    measure_unit = fields.Selection(
        [("mm", "mm"), ("in", "in"), ("°", "°"), ("N", "N"), ("Nm", "Nm"), ("g", "g")],
        "Unit",
        help="What the tool measures in. Leave it empty where the tool tells its unit by itself.",
    )

    def _option_fields(self):
        return super()._option_fields() | {"measure_unit"}

    def _options(self):
        options = super()._options()
        if self.kind != wire.Kind.GAUGE.value or not self.measure_unit:
            return options
        return {**options, "unit": self.measure_unit}

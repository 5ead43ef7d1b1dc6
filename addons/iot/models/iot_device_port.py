"""Serial ports: what is behind one at which the IoT system recognises nothing, its user says."""

from odoo import api, fields, models

from .. import wire
from . import iot_device_options  # noqa: F401 - what this extends is loaded first

PORT_DRIVERS = [
    ("serial_scanner", "Barcode Scanner"),
    ("line_display", "Line Display (ESC/POS)"),
    ("cd5220", "Line Display (CD5220)"),
    ("mitutoyo", "Measurement Tool (Mitutoyo)"),
    ("sylvac", "Measurement Tool (Sylvac)"),
]


class IotDevice(models.Model):
    _inherit = "iot.device"

    port_driver = fields.Selection(
        PORT_DRIVERS,
        "It Is a",
        compute="_compute_port_driver",
        inverse="_inverse_port_driver",
        help="What is connected to this serial port, where the IoT system cannot tell. Scales are asked for their "
        "language instead.",
    )
    is_port = fields.Boolean(compute="_compute_is_port", help="A serial port whose user may say what is behind it.")
    is_overruled = fields.Boolean(
        compute="_compute_is_overruled",
        help="The IoT system knows the choice of driver made here, and its owner has made another one there.",
    )

    @api.depends("chosen_driver")
    def _compute_port_driver(self):
        self._show_chosen("port_driver")

    def _inverse_port_driver(self):
        self._choose("port_driver")

    @api.depends("connection", "code", "chosen_driver")
    def _compute_is_port(self):
        for device in self:
            unknown = device.code == wire.Code.UNRECOGNISED.value
            device.is_port = device.connection == "serial" and (unknown or bool(device.port_driver))

    @api.depends("connection", "chosen_driver", "driver", "health", "box_id.options_issued", "box_id.options_taken")
    def _compute_is_overruled(self):
        """The homepage and the settings of the box count before Odoo."""
        for device in self:
            other = device.chosen_driver and device.chosen_driver not in (wire.ANY_DRIVER, device.driver)
            obeyed = device.health == wire.Health.CONNECTED.value and not device.box_id.sudo()._owes("options")
            device.is_overruled = device.connection == "serial" and bool(other) and obeyed

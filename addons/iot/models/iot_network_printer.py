from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire
from . import iot_network_device  # noqa: F401 - what this extends is loaded first

PROTOCOLS = [
    (wire.Protocol.RAW.value, "Receipt or label printer (raw, port 9100)"),
    (wire.Protocol.IPP.value, "Office printer (IPP, port 631)"),
    (wire.Protocol.IPPS.value, "Office printer, encrypted (IPPS, port 631)"),
]
DRIVERS = [("escpos", "ESC/POS"), ("star", "Star"), ("zpl", "ZPL"), ("epl", "EPL")]


class IotNetworkPrinter(models.Model):
    """A printer whose address an administrator typed."""

    _name = "iot.network.printer"
    _description = "Network Printer"
    _inherit = ["iot.network.device"]
    _rec_name = "address"

    address = fields.Char(
        required=True, size=200, help="Its address on the network of the IoT system, e.g. 192.168.1.50"
    )
    protocol = fields.Selection(PROTOCOLS, "Kind", required=True, default=wire.Protocol.RAW.value)
    driver = fields.Selection(DRIVERS, "Language", help="Of a receipt or label printer; ESC/POS if empty.")

    @api.constrains("address", "protocol")
    def _check_address(self):
        for printer in self:
            printer._check_place()

    def _check_place(self):
        try:
            wire.printer_place(self._message())
        except wire.WireError:
            raise ValidationError(
                self.env._(
                    "“%(address)s” cannot be the address of a printer on the network of the IoT system. "
                    "Type it as 192.168.1.50, with its port as 192.168.1.50:9100 if it is not the usual one.",
                    address=self.address,
                )
            ) from None

    def _message(self):
        return wire.NetworkPrinter(
            address=self.address or "",
            protocol=wire.Protocol(self.protocol),
            driver=(self.protocol == wire.Protocol.RAW.value and self.driver) or "",
            name=self.name or "",
        )


class IotBox(models.Model):
    _inherit = "iot.box"

    network_printer_ids = fields.One2many("iot.network.printer", "box_id", "Network Printers")

    def action_add_printer(self):
        """Ask for the address of a printer on the network of the IoT system."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_network_printer_add_action")
        return {**action, "context": {"default_box_id": self.id}}

    def _printers_order(self):
        return wire.NetworkPrinters(
            box=self.reference,
            printers=tuple(printer._message() for printer in self.network_printer_ids),
            cameras=tuple(camera._message() for camera in self.network_camera_ids),
            issued=self.printers_issued,
        )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import wire

PROTOCOLS = [
    (wire.Protocol.RAW.value, "Receipt or label printer (raw, port 9100)"),
    (wire.Protocol.IPP.value, "Office printer (IPP, port 631)"),
    (wire.Protocol.IPPS.value, "Office printer, encrypted (IPPS, port 631)"),
]
DRIVERS = [("escpos", "ESC/POS"), ("star", "Star"), ("zpl", "ZPL"), ("epl", "EPL")]
MOST = 32


class IotNetworkPrinter(models.Model):
    """A printer whose address an administrator typed: the box serves it until the row is deleted."""

    _name = "iot.network.printer"
    _description = "Network Printer"
    _order = "box_id, id"
    _rec_name = "address"

    box_id = fields.Many2one("iot.box", "IoT System", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="box_id.company_id", store=True, index=True)
    name = fields.Char(size=100, help="How the printer is called; its address if empty.")
    address = fields.Char(
        required=True, size=200, help="Its address on the network of the IoT system, e.g. 192.168.1.50"
    )
    protocol = fields.Selection(PROTOCOLS, "Kind", required=True, default=wire.Protocol.RAW.value)
    driver = fields.Selection(DRIVERS, "Language", help="Of a receipt or label printer; ESC/POS if empty.")
    taken = fields.Boolean("Known to the IoT System", compute="_compute_taken")

    @api.depends("box_id.printers_issued", "box_id.printers_taken")
    def _compute_taken(self):
        for printer in self:
            printer.taken = not printer.box_id.sudo()._owes("printers")

    @api.constrains("address", "protocol", "box_id")
    def _check_address(self):
        for printer in self:
            try:
                wire.printer_place(printer._message())
            except wire.WireError:
                raise ValidationError(
                    printer.env._(
                        "“%(address)s” cannot be the address of a printer on the network of the IoT system. "
                        "Type it as 192.168.1.50, with its port as 192.168.1.50:9100 if it is not the usual one.",
                        address=printer.address,
                    )
                ) from None
            if len(printer.box_id.network_printer_ids) > MOST:
                raise ValidationError(printer.env._("An IoT system takes at most %(most)s typed addresses.", most=MOST))

    @api.model_create_multi
    def create(self, vals_list):
        printers = super().create(vals_list)
        printers.box_id._send_list("printers")
        return printers

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
    printers_issued = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")
    printers_taken = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")

    def action_add_printer(self):
        """Ask for the address of a printer on the network of the IoT system."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_network_printer_add_action")
        return {**action, "context": {"default_box_id": self.id}}

    def _lists(self):
        return [*super()._lists(), "printers"]

    def _printers_order(self):
        printers = tuple(printer._message() for printer in self.network_printer_ids)
        return wire.NetworkPrinters(box=self.reference, printers=printers, issued=self.printers_issued)

    def _take_printers(self, taken):
        return self._take_list("printers", taken.issued)

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .. import wire
from . import iot_network_device  # noqa: F401 - what this extends is loaded first

_lt = LazyTranslate(__name__)

NO_CAMERA = _lt(
    "This cannot be the address of a camera on the network of the IoT system. Type it as "
    "http://user:password@192.168.1.60/snapshot.jpg or rtsp://user:password@192.168.1.60/stream, with http, https or "
    "rtsp. Refused are files, the IoT system itself (localhost), what a cloud tells its machines (169.254.169.254), "
    "and what lies outside the local network."
)
NO_LOGIN = _lt("The password is known for another address only: type the whole address, with user name and password.")


class IotNetworkCamera(models.Model):
    """A camera whose address an administrator typed; its user name and password are shown to nobody again."""

    _name = "iot.network.camera"
    _description = "Network Camera"
    _inherit = ["iot.network.device"]
    _rec_name = "address"

    url = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    address = fields.Char(
        required=True,
        size=300,
        compute="_compute_address",
        inverse="_inverse_address",
        compute_sudo=True,
        help="Where it has its picture or its stream, with its user name and password: "
        "http://user:password@192.168.1.60/snapshot.jpg or rtsp://user:password@192.168.1.60/stream. "
        "What is secret in it is shown as *** once it is kept.",
    )

    @api.depends("url")
    def _compute_address(self):
        for camera in self:
            camera.address = wire.shown(camera.url or "")

    def _inverse_address(self):
        for camera in self:
            kept = camera.sudo()
            kept.url = camera._whole((camera.address or "").strip(), kept.url or "")

    @api.model_create_multi
    def create(self, vals_list):
        cameras = super().create([{"address": "", **vals} for vals in vals_list])
        cameras.invalidate_recordset(["address"])  # what was typed is not what is shown
        return cameras

    def write(self, vals):
        result = super().write(vals)
        self.invalidate_recordset(["address"])
        return result

    @api.model
    def _whole(self, typed, known):
        """The address that was typed, with what is hidden in it taken from the one known; it may be used."""
        place = wire.shown(known).partition(f"{wire.HIDDEN}@")
        if typed == wire.shown(known):
            typed = known
        elif place[1] and typed.startswith("".join(place[:2])) and _host(typed) == _host(known):
            typed = f"{known.partition('://')[0]}://{_login(known)}@{typed.partition('@')[2]}"
        if wire.HIDDEN in typed:
            raise ValidationError(str(NO_LOGIN))
        try:
            wire.camera_place(wire.NetworkCamera(address=typed))
        except wire.WireError:
            raise ValidationError(str(NO_CAMERA)) from None
        return typed

    def _message(self):
        return wire.NetworkCamera(address=self.sudo().url or "", name=self.name or "")


class IotBox(models.Model):
    _inherit = "iot.box"

    network_camera_ids = fields.One2many(
        "iot.network.camera", "box_id", "Network Cameras", groups="iot.group_iot_manager"
    )

    def action_add_camera(self):
        """Ask for the address of a camera on the network of the IoT system."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_network_camera_add_action")
        return {**action, "context": {"default_box_id": self.id}}


def _host(address):
    """Host and port as they are written, whatever stands before and after."""
    return wire.shown(address).partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]


def _login(address):
    """User name and password as they are written."""
    return address.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[0]

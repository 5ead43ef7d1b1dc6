from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import wire
from .iot_box import stamp
from .reserve import reserve
from .sentences import sentence

WATCH = timedelta(seconds=60)
TICKET_LIFE = 12 * 3600.0
EVENT_LIFE = 24 * 3600.0

KINDS = [
    (wire.Kind.PRINTER.value, "Printer"),
    (wire.Kind.SCALE.value, "Scale"),
    (wire.Kind.SCANNER.value, "Barcode Scanner"),
    (wire.Kind.CAMERA.value, "Camera"),
    (wire.Kind.DISPLAY.value, "Display"),
    (wire.Kind.GAUGE.value, "Measurement Tool"),
    (wire.Kind.PEDAL.value, "Footswitch / Keypad"),
    (wire.Kind.TERMINAL.value, "Payment Terminal"),
]
HEALTHS = [
    (wire.Health.CONNECTED.value, "Connected"),
    (wire.Health.CONNECTING.value, "Connecting"),
    (wire.Health.FAULT.value, "Needs Attention"),
    (wire.Health.LOST.value, "Disconnected"),
]
CONNECTIONS = [
    ("usb", "USB"),
    ("hid", "USB"),
    ("v4l2", "USB"),
    ("http", "Network"),
    ("rtsp", "Network"),
    ("ble", "Bluetooth"),
    ("hidraw", "USB"),
    ("tcp", "Network"),
    ("serial", "Serial"),
    ("bluetooth", "Bluetooth"),
    ("hdmi", "HDMI"),
    ("file", "Device File"),
    ("other", "Other"),
]
SUBTYPES = [("receipt", "Receipt Printer"), ("label", "Label Printer"), ("office", "Office Printer")]
OURS = ("name", "subtype")
"""What a user may set for good: the box's own word fills it until then."""


class IotDevice(models.Model):
    """A device of a box, as the box sees it and as the user calls it."""

    _name = "iot.device"
    _description = "IoT Device"
    _inherit = ["bus.listener.mixin"]
    _order = "box_id, kind, name, id"

    name = fields.Char(required=True)
    reported_name = fields.Char(readonly=True)
    box_id = fields.Many2one("iot.box", "IoT System", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="box_id.company_id", store=True, index=True)
    active = fields.Boolean(related="box_id.active", store=True)
    identifier = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, "Type", required=True, readonly=True)
    manufacturer = fields.Char(readonly=True)
    connection = fields.Selection(CONNECTIONS, readonly=True)
    driver = fields.Char(readonly=True)
    subtype = fields.Selection(SUBTYPES)
    reported_subtype = fields.Selection(SUBTYPES, readonly=True)

    health = fields.Selection(HEALTHS, readonly=True, required=True, default=wire.Health.LOST.value)
    code = fields.Char(readonly=True)
    sentence = fields.Char("Status", compute="_compute_sentence")
    state = fields.Json(readonly=True)
    box_online = fields.Boolean(related="box_id.online")
    online = fields.Boolean("Connected", compute="_compute_online", search="_search_online")
    watched_until = fields.Datetime(readonly=True, copy=False)
    job_ids = fields.One2many("iot.job", "device_id", "Jobs")

    _identifier_unique = models.Constraint("UNIQUE (box_id, identifier)", "The IoT system has this device already.")

    @api.depends("box_id.online", "health")
    def _compute_online(self):
        for device in self:
            device.online = device.box_id.online and device.health == wire.Health.CONNECTED.value

    def _search_online(self, operator, value):
        if operator != "in":
            return NotImplemented
        here = Domain("box_id.online", "=", True) & Domain("health", "=", wire.Health.CONNECTED.value)
        return Domain.OR(here if wanted else ~here for wanted in {bool(item) for item in value})

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for device in self:
            device.sentence = sentence(self.env, device.code)

    def write(self, vals):
        # Its box may say something of it at this moment: what a user writes is then run again, without noise.
        reserve(self, "id", self.ids)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drop_jobs(self):
        self.env["iot.job"].sudo()._drop_waiting(self, wire.Code.UNKNOWN_DEVICE)

    # --- what users do ----------------------------------------------------------------------------------------------

    def perform(self, key, action, params=None, document=None, deadline_seconds=None):
        """Have the device do something; the same key always names the same job, and the answer is how it stands."""
        self.ensure_one()
        self.check_access("read")
        job = self.env["iot.job"]._wish(self, key, action, params, document, deadline_seconds)
        return job._answer()

    def watch(self):
        """Have the streams of these devices flow for a while; returns until when."""
        self.check_access("read")
        until = fields.Datetime.now() + WATCH
        devices = self.sudo()
        devices.watched_until = until
        for device in devices:
            device.box_id._ring(device._watch_order())
        return stamp(until)

    def ticket(self):
        """What lets this browser speak to the one box of these devices on its own network, for twelve hours."""
        self.check_access("read")
        if len(self.box_id) != 1 or not self.box_id.sudo().reference:
            raise UserError(self.env._("A ticket is for the devices of one connected IoT system."))
        identity, box, now = self.env["iot.identity"].sudo(), self.box_id.sudo(), stamp(fields.Datetime.now())
        origin = identity._origin()
        box._admit(origin)
        expires = now + TICKET_LIFE
        return {
            **identity._ticket(box, self.mapped("identifier"), origin=origin, issued=now, expires=expires),
            "serial": box.identifier,
            "addresses": box.addresses or [],
            "expires": expires,
            "now": now,
            "devices": {str(device.id): device._ticket_of() for device in self},
        }

    def _ticket_of(self):
        """What a browser that speaks to the box itself has to know of the device."""
        return {
            "identifier": self.identifier,
            "kind": self.kind,
            "name": self.name,
            "health": self.health,
            "code": self.code or "",
            "state": self.state or {},
            "params": self._params_of("print"),
        }

    def action_open_jobs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_job_action")
        return {**action, "domain": [("device_id", "=", self.id)], "context": {}}

    # --- the box's own words ----------------------------------------------------------------------------------------

    @api.model
    def _create_seen(self, box, seen):
        values = self._values_of(seen)
        return self.create(
            {
                **values,
                "box_id": box.id,
                "identifier": seen.identifier,
                "name": values["reported_name"],
                "subtype": values["reported_subtype"],
            }
        )

    @api.model
    def _values_of(self, seen):
        return {
            "kind": seen.kind.value,
            "reported_name": seen.name or seen.identifier,
            "reported_subtype": seen.subtype if seen.subtype in dict(SUBTYPES) else False,
            "manufacturer": seen.manufacturer or False,
            "connection": seen.connection if seen.connection in dict(CONNECTIONS) else "other",
            "driver": seen.driver or False,
            "health": seen.health.value,
            "code": seen.code or False,
            "state": dict(seen.state) or False,
        }

    def _refresh(self, seen):
        """Take the box's word, except where the user set another name or subtype."""
        values = self._values_of(seen)
        for ours in OURS:
            if (self[ours] or False) == (self[f"reported_{ours}"] or False):
                values[ours] = values[f"reported_{ours}"]
        self._change(values)

    def _lose(self):
        self._change({"health": wire.Health.LOST.value, "code": False})

    def _change(self, values):
        changed = {name: value for name, value in values.items() if (self[name] or False) != (value or False)}
        if changed:
            self.write(changed)
            self._tell_state()

    @api.model
    def _take_event(self, box, event):
        """Pass on what a device did by itself, once; returns the id to be taken off the box's outbox."""
        device = box.device_ids.filtered(lambda device: device.identifier == event.device)
        known = device and wire.Kind(device.kind) in wire.EVENTS.get(event.name, ())
        # A weight only says what the newest one says: it may come twice.
        once = event.name == "weight" or self.env["iot.nonce"]._spend(f"{box.id}:event:{event.id}", EVENT_LIFE)
        if known and once:
            device._handle_event(event)
        return event.id

    def _handle_event(self, event):
        """Something happened at this device; other modules add what they do about it."""
        self.ensure_one()
        if event.name == "state":
            self._change({"state": dict(event.value) or False})
        said = {"id": event.id, "name": event.name, "value": event.value, "at": event.at}
        self.env["iot.bell"]._send(self, "iot.event", {"device_id": self.id, **said})

    def _tell_state(self):
        for device in self:
            payload = {
                "id": device.id,
                "health": device.health,
                "code": device.code or "",
                "state": device.state or {},
                "online": device.online,
            }
            self.env["iot.bell"]._send(device, "iot.device", payload)

    # --- orders -----------------------------------------------------------------------------------------------------

    def _watch_order(self):
        return wire.Watch(box=self.box_id.reference, device=self.identifier, until=stamp(self.watched_until))

    def _watches(self):
        now = fields.Datetime.now()
        return [device._watch_order() for device in self if device.watched_until and device.watched_until > now]

import secrets
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from odoo import api, fields, models

from .. import seal, wire
from .iot_identity import origin_of
from .reserve import reserve

POLL = 30.0
"""Seconds between a box's own questions while its websocket is up."""
ANSWER = wire.MAX_MESSAGE // 2
"""Bytes of orders in one answer; quoting makes them longer on the way."""
RESTART_LIFE = timedelta(seconds=60)
CHANNEL = "iot.box:"


class IotBox(models.Model):
    """A paired IoT system. `reference` names this pairing, `identifier` the machine."""

    _name = "iot.box"
    _description = "IoT System"
    _inherit = ["bus.listener.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    identifier = fields.Char("Serial Number", readonly=True, index=True, copy=False)
    reference = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    public_key = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    exchange_key = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    active = fields.Boolean(
        default=True, readonly=True, help="A disconnected system rests until it is connected again."
    )

    agent_version = fields.Char("Version", readonly=True)
    image_version = fields.Char(readonly=True)
    addresses = fields.Json(readonly=True)
    origins = fields.Json(readonly=True)
    homepage_url = fields.Char("Homepage", compute="_compute_homepage")
    domain_address = fields.Char(compute="_compute_homepage")
    certificate_end = fields.Date("Certificate End Date", readonly=True)
    automatic_drivers_update = fields.Boolean("Automatic drivers update", default=True)

    restart_key = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    restart_until = fields.Datetime(readonly=True, copy=False, groups="iot.group_iot_manager")

    device_ids = fields.One2many("iot.device", "box_id", "Devices")
    device_count = fields.Integer("Number of Devices", compute="_compute_device_count")

    _reference_unique = models.Constraint("UNIQUE (reference)", "This pairing exists already.")

    @api.depends("addresses")
    def _compute_homepage(self):
        for box in self:
            box.homepage_url = (box.addresses or [False])[0]
            box.domain_address = urlsplit(box.homepage_url or "").hostname or False

    @api.depends("device_ids")
    def _compute_device_count(self):
        for box in self:
            box.device_count = len(box.device_ids)

    def write(self, vals):
        # Its presence may be written at this moment: what a user writes is then run again, without noise.
        reserve(self, "id", self.ids)
        result = super().write(vals)
        if "name" in vals or "active" in vals:
            self._tell_users()
        return result

    def unlink(self):
        """Deleting an IoT system frees it: it is told at once, or when it asks next."""
        self.check_access("unlink")
        jobs = self.env["iot.job"].sudo()
        jobs._drop_waiting(self, wire.Code.NOT_PAIRED)
        jobs.search([("box_id", "in", self.ids)]).unlink()  # the database alone would leave their documents behind
        for box in self.sudo().filtered("reference"):
            box._ring(wire.Forget(box=box.reference, issued=time.time()))
        self._tell_users()
        return super().unlink()

    # --- what users do ----------------------------------------------------------------------------------------------

    def action_open_devices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_device_action")
        return {**action, "domain": [("box_id", "=", self.id)], "context": {"default_box_id": self.id}}

    def action_open_jobs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("iot.iot_job_action")
        return {**action, "domain": [("box_id", "=", self.id)], "context": {}}

    def restart(self):
        """Ask the agent of each IoT system to restart, once."""
        self.check_access("write")
        for box in self.sudo():
            box.restart_key = seal.b64(secrets.token_bytes(12))
            box.restart_until = fields.Datetime.now() + RESTART_LIFE
            box._ring(box._restart_order())
        return True

    def _restart_order(self):
        return wire.Restart(key=self.restart_key, box=self.reference, deadline=stamp(self.restart_until))

    # --- pairing ----------------------------------------------------------------------------------------------------

    @api.model
    def _pair(self, seen, key, exchange, values):
        """The record of the machine that an administrator let in; a machine known to the same company keeps its own.

        An identifier alone never takes a record over: while the known machine is online, another one that shows the
        same serial number gets a record of its own.
        """
        known = self.with_context(active_test=False).search(
            [("identifier", "=", seen.identifier), ("company_id", "=", values["company_id"])]
        )
        box = known.filtered(lambda box: box.public_key == key)[:1] or known.filtered(lambda box: not box.online)[:1]
        values = {
            "reference": secrets.token_hex(16),
            "public_key": key,
            "exchange_key": exchange,
            "identifier": seen.identifier,
            "origins": values["origins"],
            "active": True,
            "connected": False,
            "link": False,
            **({} if box else {"name": values["name"], "company_id": values["company_id"]}),
            **self._values_of(seen),
        }
        if box:
            box.write(values)
            return box
        return self.create(values)

    @api.model
    def _values_of(self, seen):
        """What a box says of itself."""
        return {
            "agent_version": seen.agent,
            "image_version": seen.image or False,
            "addresses": web_addresses(seen.addresses),
        }

    # --- the box's own words ----------------------------------------------------------------------------------------

    def _take_hello(self, hello):
        version = wire.negotiate(hello.box.oldest, hello.box.newest)
        self._update(self._values_of(hello.box))
        self._take_devices(hello)
        return wire.Welcome(
            wire=version,
            now=time.time(),
            name=self.name[:128],
            origins=self.env["iot.identity"]._origins(*(self.origins or [])),
            poll=POLL,
        )

    def _take_devices(self, said):
        """All devices of the box; one that is missing is lost, and kept for the day it is back.

        The word of a box that was killed may still be written when its next run says hello: that one is then run again,
        without noise.
        """
        reserve(self.env["iot.device"], "box_id", self.ids)
        known = {device.identifier: device for device in self.device_ids}
        for seen in {device.identifier: device for device in said.devices}.values():
            device = known.pop(seen.identifier, None)
            if device:
                device._refresh(seen)
            else:
                self.device_ids._create_seen(self, seen)
        for device in known.values():
            device._lose()
        return wire.Done()

    def _take_ask(self, ask):
        """What waits for the box: jobs oldest first, then what is still live of everything else."""
        jobs = self.env["iot.job"]._waiting(self, ask.limit + 1)
        others = [*self.env["iot.job"]._cancels(self, ask.limit), *self.device_ids._watches(), *self._standing_orders()]
        identity, sealed, room = self.env["iot.identity"], [], ANSWER
        for order in (*(job._job_order() for job in jobs[: ask.limit]), *others[: wire.MAX_BATCH - ask.limit]):
            one = identity._seal(order)
            room -= len(one.body.encode())
            if room < 0:
                break
            sealed.append(one)
        jobs[: ask.limit][: len(sealed)]._offered()
        return wire.Orders(orders=tuple(sealed), more=room < 0 or len(jobs) > ask.limit)

    def _standing_orders(self):
        """What the box is told again until it is done or too late."""
        restart = self.restart_until and self.restart_until > fields.Datetime.now()
        return [self._restart_order()] if restart else []

    def _take_report(self, report):
        # A report sent again while the first one is being recorded: this one has to be run again, without noise.
        reserve(self.env["iot.job"], "key", [outcome.key for outcome in report.outcomes])
        taken = [self.env["iot.job"]._take(self, outcome) for outcome in report.outcomes]
        taken += [self.device_ids._take_event(self, event) for event in report.events]
        return wire.Receipt(taken=tuple(taken))

    def _take_fetch(self, fetch):
        job = self.env["iot.job"].search([("key", "=", fetch.key), ("box_id", "=", self.id)], limit=1)
        if not job or not job.document or job.document_digest != fetch.digest:
            raise wire.WireError(wire.Code.UNKNOWN_JOB)
        return job._content()

    def _take_goodbye(self, goodbye):
        """The box restarts, or its owner disconnected it: its record rests until it is paired again."""
        if goodbye.leave:
            self.env["iot.job"]._drop_waiting(self, wire.Code.NOT_PAIRED)
            self._update({"active": False, "reference": False, "public_key": False, "exchange_key": False})
        self._mark_gone()
        return wire.Done()

    def _update(self, values):
        changed = {name: value for name, value in values.items() if (self[name] or False) != (value or False)}
        if changed:
            self.write(changed)

    def _admit(self, origin):
        """Remember a browser's origin; the box learns it with its next hello."""
        origins = self.origins or []
        if origin and origin not in origins:
            self.origins = [*origins, origin][-15:]

    # --- the doorbell -----------------------------------------------------------------------------------------------

    def _ring(self, message):
        """Send a sealed message over the bus, or ask the box to fetch it when it is large."""
        sealed = wire.to_json(self.env["iot.identity"].sudo()._seal(message))
        if len(sealed["body"]) <= wire.MAX_BELL:
            self.env["iot.bell"]._send(self, "iot.order", {"sealed": sealed})
        else:
            self.env["iot.bell"]._send(self, "iot.look", {})

    @api.model
    def _authenticated(self, seen, method, path, body):
        """The box that made this very request, once; anything else raises WireError."""
        box = self.search([("reference", "=", seen.who)], limit=1) if seen.who else self
        if not box:
            raise wire.WireError(wire.Code.UNKNOWN_BOX)
        seal.check_authorization(box.public_key, seen, method, path, body, time.time())
        if not self.env["iot.nonce"]._spend(f"{box.id}:{seen.nonce}", 2 * seal.WINDOW + 60):
            raise wire.WireError(wire.Code.REPLAYED)
        return box.with_context(iot_said_at=seen.at)

    @api.model
    def _subscriber(self, text):
        """The box that asks for its channel with this authorization, or none."""
        try:
            seen = seal.read_authorization(f"IoT {text}")
            box = self._authenticated(seen, "SUBSCRIBE", "/websocket", b"")
        except wire.WireError:
            return self.browse()
        box._seen(link=seen.nonce)
        return box


def web_addresses(urls):
    """Those of `urls` that a browser may be sent to."""
    return [url for url in urls if origin_of(url).startswith(("http://", "https://"))]


def stamp(moment):
    """Seconds since 1970 of Odoo's naive UTC."""
    return moment.replace(tzinfo=timezone.utc).timestamp()


def moment(seconds):
    """Odoo's naive UTC of seconds since 1970; this very moment for nothing and for what no calendar holds.

    A box with a broken clock must still get rid of what it has to report.
    """
    try:
        return datetime.fromtimestamp(seconds or time.time(), timezone.utc).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError):
        return fields.Datetime.now()

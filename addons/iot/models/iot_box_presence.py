"""Whether boxes are there: by their signs of life, and by the websocket that each keeps open."""

import contextlib
import time
from datetime import timedelta
from functools import partial

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying

from .iot_box import POLL

SILENT_AFTER = timedelta(seconds=2 * POLL + 5)
SEEN_EVERY = timedelta(seconds=10)
OVERTAKEN = 60.0
"""Seconds by which what was said last may be heard first."""


class IotBox(models.Model):
    _inherit = "iot.box"

    connected = fields.Boolean(readonly=True, copy=False)
    link = fields.Char(readonly=True, copy=False, groups="iot.group_iot_manager")
    last_seen = fields.Datetime("Last Sign of Life", readonly=True, copy=False)
    gone_at = fields.Float(readonly=True, copy=False)  # seconds since 1970, as its words carry
    online = fields.Boolean(compute="_compute_online", search="_search_online")

    @api.depends("connected", "last_seen")
    def _compute_online(self):
        oldest = fields.Datetime.now() - SILENT_AFTER
        for box in self:
            box.online = box.connected and bool(box.last_seen) and box.last_seen >= oldest

    def _search_online(self, operator, value):
        if operator != "in":
            return NotImplemented
        here = Domain("connected", "=", True) & Domain("last_seen", ">=", fields.Datetime.now() - SILENT_AFTER)
        return Domain.OR(here if wanted else ~here for wanted in {bool(item) for item in value})

    def _seen(self, link=None):
        """A sign of life. Written now and then only, since every call of every box is one.

        What a box said before it went may be heard after it, and is none; but its clock may be set back meanwhile, and
        a connection of its own shows that it is there.
        """
        if not link and 0 <= self.gone_at - self._said_at() < OVERTAKEN:
            return
        now = fields.Datetime.now()
        if link or not self.online:
            self._mark(connected=True, last_seen=now, **({"link": link} if link else {}))
        elif now - self.last_seen > SEEN_EVERY:
            self._mark_if_free(last_seen=now)

    def _said_at(self):
        """When the box signed what is being answered."""
        return self.env.context.get("iot_said_at", time.time())

    def _mark_if_free(self, **values):
        """Write what may get lost: if another transaction writes the presence at this moment, it wins."""
        self.env.flush_all()
        with contextlib.suppress(SerializationFailure), self.env.cr.savepoint(flush=False):
            self._mark(**values)

    def _mark_gone(self):
        """Write that the box goes. Its websocket ends at the same moment: who comes second has nothing left to write.

        Running the goodbye again instead would keep the box, which waits for the answer, up to two seconds.
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self._mark(connected=False, gone_at=self._said_at())
        except SerializationFailure:
            with self.env.registry.cursor() as cr:  # a look at what the others wrote
                cr.execute("SELECT connected FROM iot_box WHERE id = %s", (self.id,))
                if cr.fetchall() != [(False,)]:
                    raise

    def _mark(self, **values):
        """Write the presence. If another transaction does at this moment, the caller has to be run again: it raises."""
        was, seen = self.online, self.last_seen
        self.env.flush_all()
        assignments = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE iot_box SET {assignments} WHERE id = %s",  # noqa: S608 - names of our own
            (*values.values(), self.id),
            log_exceptions=False,
        )
        self.invalidate_recordset([*values, "online"])
        self.device_ids.invalidate_recordset(["online", "box_online"])
        if self.online != was:
            if self.online:
                self.device_ids._miss(seen)
            self._tell_users()
            self.device_ids._tell_state()

    @api.model
    def _closed(self, link):
        """The websocket that subscribed with this nonce is gone; a newer one of the same box stays.

        Odoo runs requests and subscriptions again whose write lost against another one, but not this.
        """
        retrying(partial(self._hang_up, link), self.env)

    @api.model
    def _hang_up(self, link):
        for box in self.search([("link", "=", link), ("connected", "=", True)]):
            box._mark(connected=False, gone_at=time.time())

    @api.model
    def _cron_presence(self):
        """Show the boxes that went silent without a word as offline, and forget what cannot be repeated any more."""
        silent = Domain("connected", "=", True) & Domain("last_seen", "<", fields.Datetime.now() - SILENT_AFTER)
        for box in self.search(silent):
            box._mark_if_free(connected=False)
            if not box.connected:
                box.device_ids._miss(box.last_seen)
                box._tell_users()
                box.device_ids._tell_state()
        self.env["iot.nonce"]._gc_nonces()

    def _tell_users(self):
        """Let open screens know that these boxes changed; what they show they read with their own rights."""
        users = self.env.ref("iot.group_iot_user")
        for box in self:
            self.env["iot.bell"]._send(users, "iot.box", {"id": box.id, "online": box.online})

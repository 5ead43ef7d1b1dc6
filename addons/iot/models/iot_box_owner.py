"""What an administrator asks of an IoT system itself, as its owner and by way of the browser."""

import time
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import seal
from .iot_identity import origin_of

OWNER_LIFE = 600.0
"""Seconds for which an IoT system obeys an administrator's browser without the owner code."""


class IotBox(models.Model):
    _inherit = "iot.box"

    owner_code = fields.Char(
        compute="_compute_owner_code",
        groups="iot.group_iot_manager",
        help="Type it on the homepage of the IoT system to disconnect or restart it there. "
        "Not needed within ten minutes of a click on the Homepage button.",
    )

    @api.depends("exchange_key")
    def _compute_owner_code(self):
        seed = self.env["iot.identity"]._seed(create=False)
        for box in self:
            box.owner_code = seed and box.exchange_key and box._owner_code(seed)

    def _owner_code(self, seed):
        code = seal.owner_code(seal.shared_key(seed, self.exchange_key))
        return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

    def action_open_homepage(self):
        """The homepage; an administrator comes with an owner's ticket, in what browsers send nowhere."""
        self.ensure_one()
        self.check_access("read")
        self._check_told_address()
        url = self.homepage_url
        if self.env.user.has_group("iot.group_iot_manager") and self.sudo().reference:
            url = f"{url}#{urlencode(self._owner_ticket(origin_of(url)))}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_download_logs(self):
        """What this browser needs to ask the IoT system for its log: nothing of that passes through Odoo."""
        self.ensure_one()
        self.check_access("write")
        self._check_told_address()
        box = self.sudo()
        if not box.reference:
            raise UserError(self.env._("This IoT system is not connected to this database any more."))
        origin = self.env["iot.identity"].sudo()._origin()
        box._admit(origin)
        ticket = {**box._owner_ticket(origin), "serial": box.identifier, "addresses": box.addresses}
        return {"type": "ir.actions.client", "tag": "iot_download_logs", "params": {"box": self.id, "ticket": ticket}}

    def _check_told_address(self):
        if not self.homepage_url:
            raise UserError(self.env._("This IoT system did not tell its address yet."))

    def _owner_ticket(self, origin):
        """For a page of that origin."""
        now = time.time()
        times = {"issued": now, "expires": now + OWNER_LIFE}
        return self.env["iot.identity"].sudo()._ticket(self.sudo(), ("*",), origin=origin, owner=True, **times)

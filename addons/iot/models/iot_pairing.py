import re
import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.tools.constants import GC_UNLINK_LIMIT

from .. import seal, wire
from ..wire import Code, WireError
from .iot_box import moment, stamp, web_addresses

LIFE = timedelta(seconds=seal.CODE_LIFE)
FRESH = timedelta(minutes=2)
"""An announcement its box does not repeat for this long does not count."""
MOST = 100
RETRY = 3.0
KNOWN_HOSTS = ("http://iotbox.local:8069",)


class IotPairing(models.Model):
    """An open door: a connection token an administrator made, or a box that announced itself and shows a code."""

    _name = "iot.pairing"
    _description = "IoT Pairing"
    _order = "id desc"

    token_hash = fields.Char(readonly=True, index=True)
    key = fields.Char(readonly=True, index=True, help="The public key of the box that announced itself or paired.")
    exchange = fields.Char(readonly=True)
    salt = fields.Char(readonly=True)
    proof = fields.Char(readonly=True)
    seen = fields.Json(readonly=True, help="What the box says of itself.")
    seen_at = fields.Datetime(readonly=True)
    expires = fields.Datetime(required=True, readonly=True, index=True)
    code = fields.Char(readonly=True, help="The code an administrator typed for this box.")
    server = fields.Char(readonly=True)
    origin = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    box_id = fields.Many2one("iot.box", readonly=True, ondelete="cascade", index=True)

    # --- what administrators do -------------------------------------------------------------------------------------

    @api.model
    def open_token(self):
        """A connection token for one box, for two hours; only its digest is kept."""
        self._check_manager()
        identity = self.env["iot.identity"].sudo()
        secret, expires = seal.b64(secrets.token_bytes(32)), fields.Datetime.now() + LIFE
        server = identity._server_url()
        self.sudo().create({**self._grant(), "token_hash": seal.digest(secret.encode()), "expires": expires})
        token = seal.ConnectionToken(server, self.env.cr.dbname, secret, seal.public_key(identity._seed()))
        return {"token": token.write(), "expires": stamp(expires)}

    @api.model
    def type_code(self, code):
        """Let in the announced box that shows this code; `waiting` until it fetched its answer."""
        self._check_manager()
        pairing = self.sudo()._showing(code) if isinstance(code, str) else self.browse()
        if not pairing:
            return {"state": "unknown", "box_id": False}
        if not pairing.code:
            pairing.write({**self._grant(), "code": re.sub(r"[^A-Z0-9]", "", code.upper())[:16]})
        return {"state": "paired" if pairing.box_id else "waiting", "box_id": pairing.box_id.id}

    @api.model
    def _showing(self, code):
        """The announced box that shows this code, or none."""
        announced = self._announced()
        known = announced.filtered(lambda pairing: pairing.code and seal.same_code(pairing.code, code))[:1]
        for pairing in announced.filtered(lambda pairing: not known and not pairing.code):
            if seal.code_proof(code, pairing.salt, pairing.key + pairing.exchange) == pairing.proof:
                return pairing
        return known

    @api.model
    def result_of(self, token):
        """The box that this token let in, False while none did."""
        self._check_manager()
        try:
            secret = seal.ConnectionToken.read(token).secret
        except (WireError, AttributeError):
            return {"box_id": False}
        pairing = self.sudo().search([("token_hash", "=", seal.digest(secret.encode()))], limit=1)
        return {"box_id": pairing.box_id.id}

    @api.model
    def candidates(self):
        """Addresses at which an IoT system may be found on the network of the user, likeliest first."""
        self._check_manager()
        announced = [web_addresses(pairing.seen["addresses"]) for pairing in self.sudo()._announced() if pairing.seen]
        known = self.env["iot.box"].with_context(active_test=False).search([], limit=MOST).mapped("addresses")
        found = [url for urls in (*announced, *known) for url in urls or []]
        return list(dict.fromkeys([*found, *KNOWN_HOSTS]))[:32]

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("iot.group_iot_manager"):
            raise AccessError(self.env._("Only an IoT administrator may connect IoT systems."))

    @api.model
    def _grant(self):
        identity = self.env["iot.identity"].sudo()
        return {
            "server": identity._server_url(),
            "origin": identity._origin(),
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
        }

    @api.model
    def _announced(self):
        now = fields.Datetime.now()
        return self.search([("salt", "!=", False), ("expires", ">", now), ("seen_at", ">", now - FRESH)])

    # --- the box's own words ----------------------------------------------------------------------------------------

    @api.model
    def _take_announce(self, sealed):
        """An unpaired box waits here until an administrator types the code it shows."""
        said = seal.unseal_own(sealed, wire.Announce)
        now = time.time()
        if said.expires < now:
            raise WireError(Code.STALE, f"{now:.3f}")
        values = {
            "exchange": said.exchange,
            "salt": said.salt,
            "proof": said.proof,
            "expires": moment(min(said.expires, now + seal.CODE_LIFE)),
        }
        pairing = self.search([("key", "=", said.key), ("salt", "!=", False)], limit=1)
        same = all(pairing[name] == values[name] for name in ("exchange", "salt", "proof"))
        if pairing.code and same and not pairing._is_over():
            pairing.server = request.httprequest.url_root.rstrip("/")  # the address this box does reach
            return pairing._let_in(said.box, said.key, said.exchange)
        if not pairing and len(self._announced()) >= MOST:
            raise WireError(Code.TOO_MANY)
        pairing._remember({**values, "key": said.key, "seen": wire.to_json(said.box), "code": False, "box_id": False})
        return wire.Waiting(retry=RETRY)

    def _remember(self, values):
        now = fields.Datetime.now()
        if not self:
            self.create({**values, "seen_at": now})
        elif self.proof != values["proof"] or self.seen != values["seen"] or now - self.seen_at > FRESH / 4:
            self.write({**values, "seen_at": now})

    @api.model
    def _take_pair(self, said):
        """A box shows the secret of a connection token; the token then belongs to that box alone."""
        pairing = self.search(
            [("token_hash", "=", seal.digest(said.token.encode())), ("expires", ">", fields.Datetime.now())], limit=1
        )
        if not pairing or (pairing.key and pairing.key != said.key) or pairing._is_over():
            raise WireError(Code.BAD_TOKEN)
        pairing.write({"key": said.key, "code": said.code})
        return pairing._let_in(said.box, said.key, said.exchange, said.nonce)

    def _is_over(self):
        """The box came in and left again: what let it in is spent."""
        return bool(self.box_id) and self.box_id.public_key != self.key

    def _let_in(self, seen, key, exchange, nonce=""):
        """The sealed answer that pairs; a box that did not get it may ask again."""
        identity = self.env["iot.identity"]
        seed = identity._seed()
        seal.shared_key(seed, exchange)  # a key that agrees on nothing is refused here
        if not self.box_id:
            self.box_id = self.env["iot.box"]._pair(
                seen,
                key,
                exchange,
                {
                    "name": " ".join(part for part in (seen.name or seen.identifier, self.code) if part),
                    "company_id": self.company_id.id,
                    "origins": list(identity._origins(self.origin)),
                },
            )
        server_key, server_exchange = seal.public_key(seed), seal.exchange_key(seed)
        paired = wire.Paired(
            box=self.box_id.reference,
            key=server_key,
            exchange=server_exchange,
            server=self.server,
            database=self.env.cr.dbname,
            name=self.box_id.name[:128],
            origins=identity._origins(*(self.box_id.origins or [])),
            nonce=nonce,
            proof=seal.code_proof(self.code, self.salt, server_key + server_exchange + key) if self.salt else "",
        )
        return seal.seal(seed, paired)

    @api.autovacuum
    def _gc_pairings(self):
        pairings = self.search([("expires", "<", fields.Datetime.now())], limit=GC_UNLINK_LIMIT)
        pairings.unlink()
        return len(pairings), len(pairings) == GC_UNLINK_LIMIT

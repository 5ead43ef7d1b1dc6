import secrets
from urllib.parse import urlsplit

from odoo import api, models
from odoo.http import request

from .. import seal, wire

SEED = "iot.seed"


class IotIdentity(models.AbstractModel):
    """The database's own keys, and the addresses under which it is known."""

    _name = "iot.identity"
    _description = "IoT Identity"

    @api.model
    def _seed(self, create=True):
        """The 32 bytes all keys of this database come from; None if there are none and `create` is false."""
        parameters = self.env["ir.config_parameter"].sudo()
        text = parameters.get_param(SEED)
        if not text and create:
            self.env["iot.nonce"]._alone(SEED)
            # The cache of parameters may not know yet what the first one made.
            made = parameters.search([("key", "=", SEED)])
            text = (made or parameters.create({"key": SEED, "value": seal.b64(seal.new_seed())})).value
        return seal.unb64(text) if text else None

    @api.model
    def _seal(self, message):
        return seal.seal(self._seed(), message)

    @api.model
    def _ticket(self, box, devices, **claims):
        """A ticket of the current user for `devices` of a box, and the secret that its holder proves to know."""
        seed = self._seed()
        claims = wire.Claims(
            ticket=secrets.token_hex(16),
            box=box.reference,
            user=str(self.env.uid),
            devices=tuple(devices),
            actions=("*",),
            **claims,
        )
        ticket = seal.mint(seed, claims)
        secret = seal.ticket_secret(seal.shared_key(seed, box.exchange_key), ticket)
        return {"ticket": ticket, "secret": secret, "box": box.reference}

    @api.model
    def _server_url(self):
        """The address a box reaches us at: the one the user's browser uses, unless the address is frozen."""
        parameters = self.env["ir.config_parameter"].sudo()
        frozen = parameters.get_param("web.base.url.freeze")
        if request and not frozen:
            return request.httprequest.url_root.rstrip("/")
        return parameters.get_param("web.base.url").rstrip("/")

    @api.model
    def _origin(self):
        """The origin of the page that asks."""
        shown = request and request.httprequest.headers.get("Origin")
        return origin_of(shown or self._server_url())

    @api.model
    def _origins(self, *more):
        """The origins of this database's pages, without repeats; a box admits browsers from these alone."""
        base = origin_of(self.env["ir.config_parameter"].sudo().get_param("web.base.url"))
        return tuple(dict.fromkeys(origin for origin in (base, *more) if origin))[:16]


def origin_of(url):
    """Scheme, host and port; "" of what is no address of a page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

from datetime import timedelta

from odoo import api, fields, models


class IotNonce(models.Model):
    """What may happen only once, on whatever worker or host it arrives: signatures and events of boxes."""

    _name = "iot.nonce"
    _description = "IoT Nonce"
    _log_access = False

    key = fields.Char(required=True)
    expires = fields.Datetime(required=True, index=True)

    _key_unique = models.Constraint("UNIQUE (key)", "This was used before.")

    @api.model
    def _spend(self, key, seconds):
        """True the first time within `seconds`, False after that."""
        expires = fields.Datetime.now() + timedelta(seconds=seconds)
        self.env.cr.execute(
            "INSERT INTO iot_nonce (key, expires) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING RETURNING id",
            (key, expires),
        )
        return bool(self.env.cr.rowcount)

    @api.autovacuum
    def _gc_nonces(self):
        self.env.cr.execute("DELETE FROM iot_nonce WHERE expires < %s", (fields.Datetime.now(),))

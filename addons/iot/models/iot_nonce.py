from datetime import timedelta

from odoo import api, fields, models

ALONE = 3600.0
"""Seconds for which `_alone` keeps a key: longer than any transaction."""


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
            log_exceptions=False,
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _alone(self, key):
        """Of transactions that do the same at once the first wins; each other waits for it, fails and is run again.

        A unique constraint alone would do this too, but PostgreSQL's error would be in the log each time.
        """
        self._spend(key, ALONE)

    @api.autovacuum
    def _gc_nonces(self):
        self.env.cr.execute("DELETE FROM iot_nonce WHERE expires < %s", (fields.Datetime.now(),))

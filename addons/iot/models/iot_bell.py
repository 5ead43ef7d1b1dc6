from odoo import api, models

from odoo.addons.bus.models.bus import channel_with_db, json_dump

from ..bell import bell


class IotBell(models.AbstractModel):
    """Messages over the bus that should arrive fast: like `_bus_send`, delivered once the transaction is committed."""

    _name = "iot.bell"
    _description = "IoT Bell"

    @api.model
    def _send(self, record, kind, payload):
        """Send to the channel of a record, or of the record that it speaks through."""
        while (spoken_through := record._bus_channel()) != record:
            record = spoken_through
        if not record:
            return
        channel = channel_with_db(self.env.cr.dbname, record)
        message = {"channel": json_dump(channel), "message": json_dump({"type": kind, "payload": payload})}
        before, after = self.env.cr.precommit, self.env.cr.postcommit
        if "iot.bell" not in before.data:
            before.data["iot.bell"] = []
            before.add(lambda: self.env["bus.bus"].sudo().create(before.data.pop("iot.bell")))
        if "iot.bell" not in after.data:
            after.data["iot.bell"] = {}
            after.add(lambda: bell.ring(after.data.pop("iot.bell")))
        before.data["iot.bell"].append(message)
        after.data["iot.bell"][channel] = True

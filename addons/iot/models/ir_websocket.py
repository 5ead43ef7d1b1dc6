import re

from odoo import models

from .iot_box import CHANNEL

DEVICE = re.compile(r"iot\.device_(\d{1,9})", re.ASCII)


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """A box gets its own channel for its signature, a user those of the devices they may read; nothing else."""
        boxes = [name for name in channels if isinstance(name, str) and name.startswith(CHANNEL)]
        devices = [int(found[1]) for name in channels if isinstance(name, str) and (found := DEVICE.fullmatch(name))]
        channels = [name for name in channels if not (isinstance(name, str) and name.startswith("iot."))]
        channels += [box for name in boxes[:1] if (box := self.env["iot.box"].sudo()._subscriber(name[len(CHANNEL) :]))]
        channels += self.env["iot.device"].browse(devices).exists()._filtered_access("read") if devices else []
        return super()._build_bus_channel_list(channels)

    def _on_websocket_closed(self, cookies):
        """A box shows in its handshake what it subscribes with, so that its going is seen at once."""
        parts = (cookies.get("iot_box") or "").split(":")
        if len(parts) == 4:
            self.env["iot.box"].sudo()._closed(parts[2])
        return super()._on_websocket_closed(cookies)

"""Lists that a box has a copy of: sent whole at each change, until the box says that it has the latest one."""

import time

from odoo import api, models

from .. import wire


class IotBox(models.Model):
    _inherit = "iot.box"

    def _lists(self):
        """Their names: each has the fields NAME_issued and NAME_taken, and a method _NAME_order."""
        return []

    def _owes(self, name):
        """Whether the box does not have the latest list."""
        return bool(self[f"{name}_issued"]) and self[f"{name}_taken"] != self[f"{name}_issued"]

    def _send_list(self, name):
        """Send the list, and keep sending it until the box says that it has it."""
        for box in self.sudo():
            box[f"{name}_issued"] = max(time.time(), box[f"{name}_issued"] + 0.001)
            if box.reference:
                box._ring(box._list_order(name))

    def _list_order(self, name):
        return getattr(self, f"_{name}_order")()

    def _take_list(self, name, issued):
        """The box has the list of that moment."""
        if issued == self[f"{name}_issued"]:
            self[f"{name}_taken"] = issued
        return wire.Done()

    def _standing_orders(self):
        return [*super()._standing_orders(), *(self._list_order(name) for name in self._lists() if self._owes(name))]

    @api.model
    def _pair(self, seen, key, exchange, values):
        """A box that is paired anew has nothing of what was settled before."""
        box = super()._pair(seen, key, exchange, values)
        for name in box._lists():
            if box[f"{name}_issued"]:
                box._send_list(name)
        return box

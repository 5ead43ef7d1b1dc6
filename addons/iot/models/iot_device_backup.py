"""Printers that stand in for each other."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .. import wire
from ..wire import Health, State


class IotDevice(models.Model):
    _inherit = "iot.device"

    backup_id = fields.Many2one(
        "iot.device",
        "Backup Printer",
        domain="[('kind', '=', 'printer'), ('id', '!=', id), ('company_id', '=', company_id)]",
        copy=False,
        index="btree_not_null",
        help="Prints the jobs of this printer while it is not connected, out of paper, open, or faulty.",
    )
    backup_ids = fields.One2many("iot.device", "backup_id", "Stands In For")
    backup_complaint = fields.Char(compute="_compute_backup_complaint")

    @api.depends("backup_id.subtype", "subtype")
    @api.depends_context("lang")
    def _compute_backup_complaint(self):
        for device in self:
            differ = bool(device.backup_id) and device.backup_id.subtype != device.subtype
            device.backup_complaint = differ and self.env._(
                "“%(backup)s” is another kind of printer than “%(printer)s”: what is made of commands, such as labels "
                "in ZPL, does not go there.",
                backup=device.backup_id.name,
                printer=device.name,
            )

    @api.constrains("backup_id")
    def _check_backup(self):
        for device in self.filtered("backup_id"):
            backup = device.backup_id
            if wire.Kind.PRINTER.value not in (device.kind, backup.kind) or device.kind != backup.kind:
                raise ValidationError(self.env._("Only a printer can be the backup of a printer."))
            if backup.company_id != device.company_id:
                raise ValidationError(self.env._("“%s” belongs to another company.", backup.name))
        if self._has_cycle("backup_id"):
            raise ValidationError(self.env._("Printers cannot be the backup of each other in a circle."))

    def write(self, vals):
        result = super().write(vals)
        if "backup_id" in vals:
            self._tell_params()
            self.sudo().filtered(lambda device: device._is_away())._queued()._redirect()
        return result

    def record(self, key, action, params=None, document=None, deadline_seconds=None):
        """Keep what the local network failed to do: the browser that asked saw to a backup by itself, or found none."""
        return self.with_context(iot_settled=True).perform(key, action, params, document, deadline_seconds)

    def _is_away(self):
        """Whether nothing can be given to it at the moment."""
        return not self.box_id.online or self.health == Health.LOST.value

    def _tell_state(self):
        """What waits for a printer moves when it, or its backup, comes or goes."""
        for device in self.sudo().filtered(lambda device: device.kind == wire.Kind.PRINTER.value):
            if device._is_away():
                device._queued()._redirect()
            else:
                device._back()
        return super()._tell_state()

    def _back(self):
        """It is there: what waits for it goes to it, and what waits for the printers it stands in for."""
        if self._queued().filtered(lambda job: not job.handed):
            self.env["iot.bell"]._send(self.box_id, "iot.look", {})
        self.backup_ids.filtered(lambda device: device._is_away())._queued()._redirect()

    def _queued(self):
        waiting = Domain("device_id", "in", self.ids) & Domain("state", "=", State.QUEUED.value)
        return self.env["iot.job"].search(waiting, order="id")

    def _ticket_of(self):
        """A browser prints on the backup by itself where there is no Odoo to ask."""
        backup = self.sudo().backup_id
        return {**super()._ticket_of(), "backup": {"id": backup.id, "name": backup.name} if backup else False}

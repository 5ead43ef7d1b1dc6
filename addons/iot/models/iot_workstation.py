from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import wire

LONGEST_NAME = 64


class IotWorkstation(models.Model):
    """A place where people print, such as a packing desk. Browsers remember which one they stand at."""

    _name = "iot.workstation"
    _description = "IoT Workstation"
    _order = "name, id"

    name = fields.Char(required=True, size=LONGEST_NAME)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    user_id = fields.Many2one("res.users", "Last Used By", readonly=True)
    used_at = fields.Datetime("Last Used", readonly=True)
    rule_ids = fields.Many2many("iot.print.rule", string="Printing Rules", groups="iot.group_iot_manager")

    scanner_ids = fields.One2many("iot.device", "workstation_id", "Scanners")

    _name_unique = models.Constraint("UNIQUE (name, company_id)", "There is a workstation with this name already.")

    @api.model
    def take(self, name):
        """This browser stands at the workstation of that name, which is made if there is none: what it remembers."""
        self.check_access("read")
        name = name.strip() if isinstance(name, str) else ""
        if not 0 < len(name) <= LONGEST_NAME:
            raise UserError(self.env._("Give the workstation a name of at most %s characters.", LONGEST_NAME))
        stations, company = self.sudo().with_context(active_test=False), self.env.company
        station = stations.search([("name", "=", name), ("company_id", "in", [company.id, False])], limit=1)
        if not station:
            self.env["iot.nonce"].sudo()._alone(f"workstation:{company.id}:{name}")
            station = stations.create({"name": name, "company_id": company.id})
        station.write({"active": True, "user_id": self.env.uid, "used_at": fields.Datetime.now()})
        return {"id": station.id, "name": station.name}

    def scanners(self):
        """The scanners that lie here, for the browser that stands here; none where the workstation is gone."""
        stations = self.exists()
        stations.check_access("read")
        at_hand = [("kind", "=", wire.Kind.SCANNER.value), ("workstation_id", "in", stations.ids)]
        return self.env["iot.device"].search(at_hand).ids

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_qweb import QWebError

from .. import wire
from ..models.iot_job_preview import remark
from ..models.iot_printer import ZPL
from ..tools.zpl_picture import preview

FAULTS = (UserError, QWebError, LookupError, TypeError, ValueError, AttributeError)
"""What a report raises that is made for more than a record, or not for this one."""


class IotLabelPreview(models.TransientModel):
    """What a report of labels will print for a record, without a printer."""

    _name = "iot.label.preview"
    _description = "Preview of a Label"

    report_id = fields.Many2one("ir.actions.report", required=True, domain=[("report_type", "=", "qweb-text")])
    record = fields.Reference("_selection_model", "Label Of", compute="_compute_record", store=True, readonly=False)
    printer_id = fields.Many2one(
        "iot.device",
        "Printed On",
        compute="_compute_printer",
        store=True,
        readonly=False,
        domain=[("kind", "=", wire.Kind.PRINTER.value), ("subtype", "=", "label")],
        help="A label that does not say its size is shown in the size of this printer’s labels.",
    )
    picture = fields.Binary(compute="_compute_picture")
    sentence = fields.Text(compute="_compute_picture")

    @api.model
    def _selection_model(self):
        made = self.env["ir.actions.report"].sudo().search([("report_type", "=", "qweb-text")])
        found = self.env["ir.model"].sudo().search([("model", "in", made.mapped("model"))])
        return [(model.model, model.name) for model in found]

    @api.depends("report_id")
    def _compute_record(self):
        """The newest one that the user may see."""
        for wizard in self:
            records = self.env.get(wizard.report_id.model or "")
            found = records is not None and records.has_access("read") and records.search([], order="id desc", limit=1)
            wizard.record = f"{found._name},{found.id}" if found else False

    @api.depends("report_id")
    def _compute_printer(self):
        """The printer of the report, if it is the only one for labels."""
        for wizard in self:
            printers = wizard.report_id.device_ids.filtered(lambda device: device.subtype == "label")
            wizard.printer_id = printers if len(printers) == 1 else False

    @api.depends("report_id", "record", "printer_id")
    @api.depends_context("lang")
    def _compute_picture(self):
        for wizard in self:
            wizard.picture = False
            wizard.sentence = wizard.report_id and wizard._picture()

    def _picture(self):
        """Show the label; the answer is what there is to say about it."""
        if not self.record:
            return self.env._("There is no record yet that this report could print.")
        try:
            content, _ = self.report_id._render_qweb_text(self.report_id.report_name, self.record.ids)
        except FAULTS:
            return self.env._(
                "This report cannot be made from a record alone. Print it from where it belongs: "
                "the job shows how its labels look, even while the printer is away."
            )
        if ZPL not in content:
            return self.env._("This report is plain text. Only labels in ZPL have a preview.")
        seen = preview(content, *self.printer_id._label_dots())
        self.picture = base64.b64encode(seen.png) if seen.png else False
        return remark(self.env, seen) if seen.png else self.env._("Nothing stands on this label.")

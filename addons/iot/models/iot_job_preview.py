"""Labels in a printer's own language, shown as they will look."""

import base64

from odoo import api, fields, models

from .. import wire
from ..tools.zpl_picture import preview
from .iot_printer import ZPL

WRITTEN = (wire.Format.RAW.value, wire.Format.TEXT.value)
"""Formats of documents that may be in a printer's language."""


class IotJob(models.Model):
    _inherit = "iot.job"

    preview_remark = fields.Text("About the Printout", compute="_compute_preview")

    @api.depends("document", "device_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        labels = self.filtered(lambda job: job.document and job.document_format in WRITTEN and ZPL in job._content())
        result = super(IotJob, self - labels)._compute_preview()
        (self - labels).preview_remark = False
        for job in labels:
            seen = preview(job._content(), *job.device_id._label_dots())
            job.preview = base64.b64encode(seen.png) if seen.png else False
            job.preview_remark = remark(self.env, seen)
        return result


def remark(env, seen):
    """What a preview does not show, in words."""
    said = []
    if seen.unknown:
        said.append(
            env._(
                "The preview leaves out what these commands do: %s. The printer may know them.", ", ".join(seen.unknown)
            )
        )
    if seen.shown < seen.labels:
        said.append(env._("Here are the first %(shown)s of %(labels)s labels.", shown=seen.shown, labels=seen.labels))
    if seen.cut:
        said.append(env._("The document is too large to be shown whole. It is printed whole."))
    return "\n".join(said)

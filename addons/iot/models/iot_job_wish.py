from odoo import fields, models


class IotJob(models.Model):
    _inherit = "iot.job"

    wish = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="The print with which this job was asked for."
    )

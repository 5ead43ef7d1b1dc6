from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """What users are to be asked once their browser is open; it costs them no request of their own."""
        info = super().session_info()
        if self.env.user.has_group("iot.group_iot_user"):
            info["iot_questions"] = self.env["iot.device"].questions()
        return info

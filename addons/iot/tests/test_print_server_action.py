"""Printing from automations."""

from odoo.tests import Form, new_test_user, tagged

from .test_print_rules import PAGE, RuleCase


@tagged("post_install", "-at_install")
class TestPrintServerAction(RuleCase):
    def action(self, **values):
        values = {
            "model_id": self.env.ref("base.model_res_partner").id,
            "name": "Print",
            "state": "iot_print",
            "iot_report_id": self.text.id,
            **values,
        }
        return self.env["ir.actions.server"].create(values)

    def run_by(self, user, action, records):
        context = {"active_model": "res.partner", "active_ids": records.ids}
        return action.with_user(user).with_context(**context).run()

    def test_prints_by_the_rules(self):
        self.rule(self.label)
        self.run_by(self.env.ref("base.user_admin"), self.action(), self.partner)
        self.assertEqual(self.printed(), {"label-1": PAGE})

    def test_prints_on_its_own_printers(self):
        self.rule(self.label)
        self.run_by(
            self.env.ref("base.user_admin"), self.action(iot_device_ids=[(6, 0, self.office.ids)]), self.partner
        )
        self.assertEqual(self.printed(), {"office-1": PAGE})

    def test_whoever_may_run_it_prints(self):
        seller = new_test_user(self.env, "seller", groups="base.group_user,base.group_partner_manager")
        self.run_by(seller, self.action(iot_device_ids=[(6, 0, self.office.ids)]), self.partner)
        self.assertEqual(self.printed(), {"office-1": PAGE})
        self.assertEqual(self.env["iot.job"].search([("device_id", "=", self.office.id)]).user_id, seller)

    def test_cron(self):
        self.rule(self.label)
        code = f"env['ir.actions.report'].browse({self.text.id}).print_by_rules({self.partner.ids})"
        model = self.env.ref("base.model_res_partner")
        cron = self.env["ir.cron"].create({"name": "Print", "model_id": model.id, "state": "code", "code": code})
        cron.method_direct_trigger()
        self.assertEqual(self.printed(), {"label-1": PAGE})

    def test_form_warns(self):
        with Form(self.env["ir.actions.server"]) as form:
            form.model_id = self.env.ref("base.model_res_partner")
            form.state = "iot_print"
            self.assertIn("Choose the report", form.warning)
            form.iot_report_id = self.text.sudo()
            self.assertFalse(form.warning)
            self.assertEqual(form.name, "Print iot_test_text")

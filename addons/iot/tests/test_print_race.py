"""Two workers print the same at the same moment."""

from .test_concurrency import RaceCase

WISH = "slips-of-the-day"
TEMPLATE = '<t t-name="iot.race"><t t-foreach="docs" t-as="doc" t-out="doc.name"/></t>'


class TestPrintRace(RaceCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove_report)
        with self.transaction() as env:
            env["ir.ui.view"].create({"type": "qweb", "name": "iot.race", "key": "iot.race", "arch": TEMPLATE})
            values = {"name": "Race", "model": "res.partner", "report_name": "iot.race", "report_type": "qweb-text"}
            self.report = env["ir.actions.report"].create(values)
            self.rule = env["iot.print.rule"].create(
                {"report_ids": self.report.ids, "device_ids": self.printer.ids, "sequence": -1}
            )
            self.partner = env.ref("base.main_partner")

    def remove_report(self):
        with self.transaction() as env:
            self.rule.with_env(env).unlink()
            self.report.with_env(env).unlink()
            env["ir.ui.view"].search([("key", "=", "iot.race")]).unlink()
            env["iot.nonce"].search([("key", "like", WISH)]).unlink()

    def print_slips(self, env):
        return [job["job_id"] for job in self.report.with_env(env).print_by_rules(self.partner.ids, key=WISH)]

    def test_same_key_is_one_job(self):
        jobs = self.at_once(*[self.print_slips] * 3)
        self.assertEqual(len(jobs[0]), 1)
        self.assertEqual(jobs, [jobs[0]] * 3)

    def test_rule_edited_while_printing(self):
        def print_and_edit(env):
            jobs = self.print_slips(env)
            other = self.printer.with_env(env).create(
                {"name": "Other", "identifier": "printer-2", "kind": "printer", "box_id": self.box.id}
            )
            self.rule.with_env(env).device_ids = other
            return jobs

        first, second = self.at_once(print_and_edit, self.print_slips)
        self.assertEqual(second, first)
        with self.transaction() as env:
            self.assertEqual(env["iot.job"].browse(first).device_id.name, "Printer")

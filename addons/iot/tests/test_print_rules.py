"""Printing rules: who prints what where."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .test_print_reports import KEY, TEXT, ReportCase

PAGE = ("text", b"Dear Ada Lovelace")


class RuleCase(ReportCase):
    def setUp(self):
        super().setUp()
        self.colleague = new_test_user(self.env, "colleague", groups="iot.group_iot_user")
        self.link(self.text, self.printer, self.office)

    def rule(self, *printers, outcome="print", **criteria):
        """A rule after those that are there, as an administrator makes it."""
        values = {
            name: [Command.set(value.ids)] if name.endswith("_ids") else value for name, value in criteria.items()
        }
        values |= {"outcome": outcome, "device_ids": [Command.set([printer.id for printer in printers])]}
        rules = self.env["iot.print.rule"].with_user(self.manager)
        return rules.with_context(allowed_company_ids=self.manager.company_ids.ids).create(values)

    def company(self):
        """One more, of the user and the administrator."""
        other = self.env["res.company"].create({"name": "Other"})
        for user in (self.user, self.manager):
            user.company_ids += other
        return other

    def says(self, user=None, res_ids=None, workstation=None, report=None):
        """What a browser hears: what the rule says, and names of printers."""
        reports = self.env["ir.actions.report"].with_user(user or self.user)
        found = reports.printers_of((report or self.text).id, res_ids, workstation)
        return found and (found["rule"], [printer["name"] for printer in found["printers"]])


@tagged("post_install", "-at_install")
class TestPrintRules(RuleCase):
    def test_no_rule_leaves_it_to_the_browser(self):
        self.assertEqual(self.says(), ("", ["EPSON TM-T20II", "Laser"]))

    def test_rule_comes_before_the_links_of_the_report(self):
        self.rule(self.label)
        self.assertEqual(self.says(), ("print", ["ZD420"]))
        self.assertEqual(self.says(report=self.report("iot_test_unlinked", TEXT)), ("print", ["ZD420"]))

    def test_first_rule_that_fits_wins(self):
        late, early = self.rule(self.label), self.rule(self.office)
        self.assertEqual(self.says(), ("print", ["ZD420"]))
        late.sequence, early.sequence = 20, 10
        self.assertEqual(self.says(), ("print", ["Laser"]))
        early.active = False
        self.assertEqual(self.says(), ("print", ["ZD420"]))

    def test_every_criterion_counts(self):
        other = self.report("iot_test_other", TEXT)
        desk = self.env["iot.workstation"].create({"name": "Desk"})
        group = self.env["res.groups"].create({"name": "Packers", "user_ids": [Command.link(self.colleague.id)]})
        for criteria, fitting in (
            ({"report_ids": other}, {"report": other}),
            ({"user_ids": self.colleague}, {"user": self.colleague}),
            ({"group_ids": group}, {"user": self.colleague}),
            ({"user_ids": self.manager, "group_ids": group}, {"user": self.colleague}),
            ({"workstation_ids": desk}, {"workstation": desk.id}),
        ):
            with self.subTest(criteria=list(criteria)):
                rule = self.rule(self.label, **criteria)
                self.assertEqual(self.says()[0], "")
                self.assertEqual(self.says(**fitting), ("print", ["ZD420"]))
                rule.sudo().unlink()

    def test_all_criteria_must_fit(self):
        desk = self.env["iot.workstation"].create({"name": "Desk"})
        self.rule(self.label, user_ids=self.colleague, workstation_ids=desk)
        self.assertEqual(self.says(self.colleague)[0], "")
        self.assertEqual(self.says(self.user, workstation=desk.id)[0], "")
        self.assertEqual(self.says(self.colleague, workstation=desk.id)[0], "print")

    def test_company_of_the_records_before_that_of_the_user(self):
        other = self.company()
        self.rule(self.label, company_id=other.id)
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": other.id})
        self.assertEqual(self.says(res_ids=self.partner.ids)[0], "")
        both = self.text.with_context(allowed_company_ids=[self.env.company.id, other.id])
        self.assertEqual(both.printers_of(self.text.id, theirs.ids)["rule"], "print")

    def test_ask_and_download(self):
        rule = self.rule(self.label, outcome="ask")
        self.assertEqual(self.says(), ("ask", ["ZD420"]))
        rule.device_ids = False
        self.assertEqual(self.says(), ("ask", ["EPSON TM-T20II", "Laser"]))
        rule.outcome = "download"
        self.assertFalse(self.says())

    def test_rule_without_a_printer_for_this_user_is_passed_over(self):
        self.rule(self.label)
        self.record_of(self.box).company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.says(), "neither the rule's printer nor those of the report are this user's")

    def test_what_no_rule_can_be(self):
        with self.assertRaisesRegex(ValidationError, "needs a printer"):
            self.rule()
        with self.assertRaisesRegex(ValidationError, "Only printers"):
            self.rule(self.device_of(self.box, "scale-1"))

    def test_workstation_that_is_gone_fits_no_rule(self):
        desk = self.env["iot.workstation"].create({"name": "Desk"})
        self.rule(self.label, workstation_ids=desk)
        gone = desk.id
        desk.unlink()
        self.rule(self.office)
        self.assertEqual(self.says(workstation=gone), ("print", ["ZD420"]), "a rule that lost its desk fits everywhere")

    def test_actions_tell_their_report_once_there_are_rules(self):
        report = self.report("iot_test_unlinked", TEXT)
        self.assertNotIn("id", report.report_action(self.partner.ids))
        self.rule(self.label)
        self.assertEqual(report.report_action(self.partner.ids)["id"], report.id)


@tagged("post_install", "-at_install")
class TestPrintByRules(RuleCase):
    def test_each_record_goes_where_its_rule_says(self):
        other = self.company()
        theirs = self.env["res.partner"].create({"name": "Charles Babbage", "company_id": other.id})
        self.rule(self.label, company_id=other.id)
        self.rule(self.office)
        report = self.text.with_context(allowed_company_ids=[self.env.company.id, other.id])
        outcomes = report.print_by_rules((self.partner | theirs).ids, key=KEY)
        self.assertEqual({outcome["device_id"] for outcome in outcomes}, {self.label.id, self.office.id})
        self.assertEqual(self.printed(), {"office-1": PAGE, "label-1": ("text", b"Dear Charles Babbage")})

    def test_same_key_prints_once_though_the_rule_changed(self):
        rule = self.rule(self.label)
        first = self.text.print_by_rules(self.partner.ids, key=KEY)
        rule.device_ids = self.office.sudo()
        self.assertEqual(self.text.print_by_rules(self.partner.ids, key=KEY), first)
        self.assertEqual(self.printed(), {"label-1": PAGE})
        colleague = self.text.with_user(self.colleague).print_by_rules(self.partner.ids, key="another-wish")
        self.assertEqual([outcome["device_id"] for outcome in colleague], [self.office.id])

    def test_only_printer_of_a_report_without_a_rule(self):
        with self.assertRaisesRegex(UserError, "Nothing says where to print"):
            self.text.print_by_rules(self.partner.ids)
        self.link(self.text, self.printer)
        self.text.print_by_rules(self.partner)
        self.assertEqual(self.printed(), {"printer-1": PAGE})

    def test_rule_that_downloads_prints_nothing(self):
        self.rule(outcome="download")
        self.assertEqual(self.text.print_by_rules(self.partner.ids), [])
        self.assertEqual(self.printed(), {})

    def test_rule_that_asks_has_nobody_to_ask(self):
        rule = self.rule(self.label, self.office, outcome="ask")
        with self.assertRaisesRegex(UserError, "Nothing says where to print"):
            self.text.print_by_rules(self.partner.ids)
        rule.device_ids = self.label.sudo()
        self.text.print_by_rules(self.partner.ids)
        self.assertEqual(self.printed(), {"label-1": PAGE})

    def test_workstation_of_a_program(self):
        desk = self.env["iot.workstation"].create({"name": "Desk"})
        self.rule(self.label, workstation_ids=desk)
        self.rule(self.office)
        self.text.print_by_rules(self.partner.ids, workstation=desk.id)
        self.assertEqual(self.printed(), {"label-1": PAGE})

    def test_options_of_a_wizard_are_one_document(self):
        self.rule(self.printer)
        report = self.report("iot_test_data", """<t t-out="amount"/>""")
        report.print_by_rules(None, {"amount": 3})
        self.assertEqual(self.printed(), {"printer-1": ("text", b"3")})

    def test_paper_shows_no_more_than_the_screen(self):
        self.rule(self.printer)
        self.text.sudo().group_ids = self.env.ref("base.group_system")
        with self.assertRaisesRegex(AccessError, "You may not print the report"):
            self.text.print_by_rules(self.partner.ids)
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.text.with_user(employee).print_by_rules(self.partner.ids)


@tagged("post_install", "-at_install")
class TestWorkstations(RuleCase):
    def take(self, name, user=None):
        return self.env["iot.workstation"].with_user(user or self.user).take(name)

    def test_made_when_first_used(self):
        desk = self.take(" Packing desk 2 ")
        self.assertEqual(desk["name"], "Packing desk 2")
        self.assertEqual(self.take("Packing desk 2", self.colleague), desk)
        station = self.env["iot.workstation"].with_user(self.manager).browse(desk["id"])
        self.assertEqual((station.user_id, station.company_id), (self.colleague, self.env.company))
        station.active = False
        self.assertEqual(self.take("Packing desk 2"), desk)
        self.assertTrue(station.active)

    def test_names_that_are_none(self):
        for name in ("", "  ", "x" * 65, None, 7):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "Give the workstation a name"):
                self.take(name)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_whose(self):
        desk = self.env["iot.workstation"].browse(self.take("Desk")["id"])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", groups="iot.group_iot_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        self.assertNotEqual(self.take("Desk", stranger)["id"], desk.id)
        with self.assertRaises(AccessError):
            desk.with_user(stranger).name = "Mine"
        with self.assertRaises(AccessError):
            desk.with_user(self.user).name = "Mine"
        with self.assertRaises(AccessError):
            self.take("Desk", new_test_user(self.env, "employee", groups="base.group_user"))


@tagged("post_install", "-at_install")
class TestRuleScreens(RuleCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"))

    def test_rules_are_for_administrators(self):
        rule = self.rule(self.label)
        for attempt in (
            lambda: rule.with_user(self.user).read(["outcome"]),
            lambda: self.env["iot.print.rule"].with_user(self.user).search([]),
            lambda: rule.with_user(self.user).write({"active": False}),
            lambda: self.printer.read(["rule_ids"]),
            lambda: self.text.read(["rule_ids"]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_rules_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", groups="iot.group_iot_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        mine, everybody = self.rule(self.label, company_id=self.env.company.id), self.rule(self.label)
        self.assertEqual(self.env["iot.print.rule"].with_user(stranger).search([]), everybody.with_user(stranger))
        self.assertIn(mine, self.env["iot.print.rule"].with_user(self.manager).search([]))

    def test_forms_show_what_leads_there(self):
        general, special = self.rule(self.label), self.rule(self.office, report_ids=self.text)
        report, other = self.text.with_user(self.manager), self.report("iot_test_other", TEXT).with_user(self.manager)
        self.assertEqual(report.rule_ids, general | special)
        self.assertEqual(other.rule_ids, general)
        self.assertEqual(self.office.with_user(self.manager).rule_ids, special)
        self.assertEqual(special.display_name, "iot_test_text → Laser")
        self.assertEqual(general.display_name, "All reports → ZD420")

    def test_forms_make_and_test_a_rule(self):
        desk = self.env["iot.workstation"].create({"name": "Desk"})
        with Form(self.env["iot.print.rule"].with_user(self.manager)) as form:
            form.workstation_ids.add(desk)
            form.device_ids.add(self.label)
        test = Form(self.env["iot.print.rule.test"].with_user(self.manager))
        test.report_id = self.text
        test.user_id = self.user
        self.assertEqual((test.answer[:12], test.printers), ("No rule fits", "EPSON TM-T20II, Laser"))
        test.workstation_id = desk
        self.assertEqual((test.answer, test.printers), ("It is printed without a question.", "ZD420"))
        self.assertTrue(test.rule_id)
        test.user_id = new_test_user(self.env, "employee", groups="base.group_user")
        self.assertIn("may not use IoT devices", test.answer)

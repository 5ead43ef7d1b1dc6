"""Reports that go to printers."""

import base64
import io
import json
import unittest
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.addons.iot import wire
from odoo.addons.iot.models.iot_printer import IMAGES, complaint

from .common import PRINTER, SCALE, IotCase

NAMES = Path(__file__).resolve().parents[3] / "tests" / "wire" / "imc_names.json"
KEY = "wish-of-a-browser"
OFFICE = wire.Device(
    identifier="office-1", kind=wire.Kind.PRINTER, name="Laser", subtype="office", connection="tcp"
)  # fmt: skip
LABEL = wire.Device(
    identifier="label-1", kind=wire.Kind.PRINTER, name="ZD420", subtype="label", connection="usb"
)  # fmt: skip
HEADING = """<h1 style="font-family: 'DejaVu Serif'">Dear <t t-out="doc.name"/></h1>"""
TEXT = """<t t-foreach="docs" t-as="doc">Dear <t t-out="doc.name"/></t>"""
ZPL = """<t t-foreach="docs" t-as="doc">^XA^FD<t t-out="doc.name"/>^FS^XZ</t>"""

needs_wkhtmltopdf = unittest.skipUnless(_wkhtml().state == "ok", "wkhtmltopdf is not installed")


class ReportCase(IotCase):
    def setUp(self):
        super().setUp()
        self.box = self.paired_box(devices=(PRINTER, OFFICE, LABEL, SCALE))
        self.printer = self.device_of(self.box, "printer-1")
        self.office = self.device_of(self.box, "office-1")
        self.label = self.device_of(self.box, "label-1")
        self.partner = self.env["res.partner"].create({"name": "Ada Lovelace"})
        self.text = self.report("iot_test_text", TEXT)

    def report(self, name, arch, kind="qweb-text", **values):
        self.env["ir.ui.view"].create(
            {"type": "qweb", "name": name, "key": f"iot.{name}", "arch": f'<t t-name="iot.{name}">{arch}</t>'}
        )
        values = {"name": name, "model": "res.partner", "report_name": f"iot.{name}", "report_type": kind, **values}
        return self.env["ir.actions.report"].create(values).with_user(self.user)

    def link(self, report, *printers):
        report.sudo().device_ids = self.env["iot.device"].browse([printer.id for printer in printers])

    def fetched(self, order):
        """The document of a job, which the box fetches if it is large."""
        if order.document.data:
            return base64.b64decode(order.document.data)
        return self.box.ask("/iot/box/document", wire.Fetch(key=order.key, digest=order.document.digest))

    def printed(self):
        """What the box is asked to print, by device: format and bytes."""
        return {order.device: (order.document.format.value, self.fetched(order)) for order in self.box.orders()}


@tagged("post_install", "-at_install")
class TestPrintReports(ReportCase):
    def test_text_on_several_printers(self):
        outcomes = self.text.print_on([self.printer.id, self.label.id], self.partner.ids, key=KEY)
        self.assertEqual([outcome["device_id"] for outcome in outcomes], [self.printer.id, self.label.id])
        self.assertEqual(
            [outcome["key"] for outcome in outcomes], [f"{KEY}-{self.printer.id}", f"{KEY}-{self.label.id}"]
        )
        page = ("text", b"Dear Ada Lovelace")
        self.assertEqual(self.printed(), {"printer-1": page, "label-1": page})

    def test_same_key_prints_once(self):
        first = self.text.print_on(self.printer, self.partner.ids, key=KEY)
        self.partner.name = "Ada King"
        self.assertEqual(self.text.print_on(self.printer, self.partner.ids, key=KEY), first)
        both = self.text.print_on(self.printer | self.label, self.partner.ids, key=KEY)
        self.assertEqual(both[0], first[0])
        self.assertEqual(
            self.printed(), {"printer-1": ("text", b"Dear Ada Lovelace"), "label-1": ("text", b"Dear Ada King")}
        )

    def test_key_of_somebody_else_tells_nothing(self):
        self.text.with_user(self.manager).print_on(self.printer, self.partner.ids, key=KEY)
        with self.assertRaises(UserError):
            self.text.print_on(self.printer, self.partner.ids, key=KEY)

    def test_commands_go_as_they_are(self):
        report = self.report("iot_test_zpl", ZPL)
        report.print_on(self.label, self.partner.ids)
        self.assertEqual(self.printed(), {"label-1": ("raw", b"^XA^FDAda Lovelace^FS^XZ")})
        for printer in (self.office, self.printer):
            with self.assertRaisesRegex(UserError, f"commands that “{printer.name}” does not understand"):
                report.print_on(printer, self.partner.ids)

    def pdf_report(self):
        """A report of pages, as Odoo and wkhtmltopdf really make them."""
        body = f'<main><t t-foreach="docs" t-as="doc"><div class="article">{HEADING}</div></t></main>'
        report = self.report("iot_test_pdf", body, "qweb-pdf")
        return report.with_context(force_report_rendering=True)

    def words(self, order):
        """What each page says."""
        pages = PdfReader(io.BytesIO(self.fetched(order))).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    @needs_wkhtmltopdf
    def test_office_prints_pdf_and_keeps_it_for_a_day(self):
        self.pdf_report().print_on(self.office, self.partner.ids)
        [order] = self.box.orders()
        self.assertEqual(order.document.format.value, "pdf")
        self.assertEqual(self.words(order), ["Dear Ada Lovelace"])
        self.assertAlmostEqual(order.deadline - order.issued, 24 * 3600, delta=1)

    @needs_wkhtmltopdf
    def test_each_record_begins_on_its_own_page(self):
        """Odoo itself gives up on that with a wkhtmltopdf such as Debian's."""
        names = [f"Partner number {number}" for number in range(5)]
        self.pdf_report().print_on(self.office, self.env["res.partner"].create([{"name": name} for name in names]).ids)
        [order] = self.box.orders()
        self.assertEqual(self.words(order), [f"Dear {name}" for name in names])

    @needs_wkhtmltopdf
    def test_every_printer_takes_pdf(self):
        """The IoT system makes pictures of the pages where the printer itself cannot."""
        self.label.with_user(self.manager).resolution = 300
        self.pdf_report().print_on(self.office | self.printer | self.label, self.partner.ids)
        orders = self.box.orders()
        self.assertEqual({order.device for order in orders}, {"office-1", "printer-1", "label-1"})
        self.assertEqual([self.words(order) for order in orders], [["Dear Ada Lovelace"]] * 3)
        self.assertEqual([order.params["dpi"] for order in orders if order.device == "label-1"], [300])

    def test_all_printers_or_none(self):
        report = self.report("iot_test_zpl", ZPL)
        with self.assertRaisesRegex(UserError, "does not understand"):
            report.print_on(self.label | self.office, self.partner.ids)
        self.assertEqual(self.box.orders(), [])

    def test_no_pdf_to_be_had(self):
        report = self.pdf_report()
        with self.assertRaisesRegex(UserError, "cannot make a PDF"):
            report.with_context(force_report_rendering=False).print_on(self.office, self.partner.ids)

    def test_with_no_browser(self):
        self.link(self.text, self.printer)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Print",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": f"report = env['ir.actions.report'].browse({self.text.id})\n"
                "report.print_on(report.device_ids, records.ids)",
            }
        )
        action.with_context(active_model="res.partner", active_ids=self.partner.ids).run()
        self.assertEqual(self.printed(), {"printer-1": ("text", b"Dear Ada Lovelace")})

    def test_over_rpc(self):
        self.authenticate("iot_user", "iot_user")
        outcomes = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "ir.actions.report",
                "method": "print_on",
                "args": [[self.text.id], [self.printer.id], self.partner.ids],
                "kwargs": {"key": KEY},
            },
        )
        self.assertEqual([outcome["state"] for outcome in outcomes], ["queued"])
        self.assertEqual(self.printed(), {"printer-1": ("text", b"Dear Ada Lovelace")})

    def test_options_of_a_wizard(self):
        report = self.report("iot_test_data", """<t t-out="amounts['7']"/> <t t-out="context['lang']"/>""")
        report = report.with_context(lang="en_US")
        report.print_on(self.printer, None, {"amounts": {7: "three"}})
        self.assertEqual(self.printed(), {"printer-1": ("text", b"three en_US")}, "keys as a download has them")

    def test_nothing_to_print_on(self):
        for devices in ([], [999999999]):
            with self.assertRaisesRegex(UserError, "There is no printer"):
                self.text.print_on(devices, self.partner.ids)
        with self.assertRaises(UserError):
            self.text.print_on(self.device_of(self.box, "scale-1"), self.partner.ids)
        with self.assertRaisesRegex(UserError, "is no document"):
            self.report("iot_test_html", TEXT, "qweb-html").print_on(self.printer, self.partner.ids)

    def test_settings_of_the_printer_ride_along(self):
        self.printer.with_user(self.manager).write(
            {
                "image_mode": "column_low",
                "image_scale": 80,
                "paper_width": 384,
                "resolution": 180,
                "duplex": True,
                "tray": "Lower",
            }
        )
        self.text.print_on(self.printer, self.partner.ids)
        self.print_on(self.box, "another-key", params={"scale": 50, "duplex": False})
        first, second = self.box.orders()
        settings = {"image": "column_low", "scale": 80, "width": 384, "dpi": 180, "duplex": True, "tray": "Lower"}
        settings |= {"label_width": 0, "label_height": 0, "turn": 0}
        self.assertEqual(first.params, {"cut": True, "copies": 1, **settings})
        self.assertEqual(second.params, {"cut": True, "copies": 1, **settings, "scale": 50, "duplex": False})
        [told] = self.messages(self.env.ref("iot.group_iot_user"), "iot.params")
        self.assertEqual(told, {"device_id": self.printer.id})
        ticket = self.printer.ticket()
        self.assertEqual(ticket["devices"][str(self.printer.id)]["params"], {**settings, "pin": 2, "pulse": 120})
        scale = self.device_of(self.box, "scale-1")
        self.assertEqual(scale.ticket()["devices"][str(scale.id)]["params"], {})


@tagged("post_install", "-at_install")
class TestReportLinks(ReportCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"))

    def printers(self, ref, user=None):
        found = self.env["ir.actions.report"].with_user(user or self.user).printers_of(ref)
        return found and [printer["name"] for printer in found["printers"]]

    def test_both_forms_show_the_link(self):
        self.printer.with_user(self.manager).report_ids = self.text
        report = self.text.with_user(self.manager)
        self.assertEqual(report.device_ids.ids, self.printer.ids)
        self.assertEqual(self.printers(self.text.id), ["EPSON TM-T20II"])
        self.assertEqual(self.printers("iot.iot_test_text"), ["EPSON TM-T20II"])
        self.printer.with_user(self.manager).report_ids = False
        self.assertFalse(self.printers(self.text.id))

    def test_form_of_the_printer(self):
        view = self.env["iot.device"].with_user(self.manager).get_view(view_type="form")
        self.assertIn('string="Printer Reports"', view["arch"])
        view = self.env["iot.device"].with_user(self.user).get_view(view_type="form")
        self.assertNotIn("report_ids", view["arch"])
        views = {
            user: self.env["ir.actions.report"].with_user(user).get_view(view_type="form")["arch"]
            for user in (
                new_test_user(self.env, "iot_settings", groups="base.group_system"),
                new_test_user(self.env, "iot_both", groups="base.group_system,iot.group_iot_manager"),
            )
        }
        self.assertEqual(["device_ids" in arch for arch in views.values()], [False, True])

    def test_only_printers_have_reports(self):
        with self.assertRaisesRegex(ValidationError, "is not a printer"):
            self.device_of(self.box, "scale-1", self.manager).report_ids = self.text
        with self.assertRaisesRegex(ValidationError, "is not a printer"):
            self.link(self.text, self.device_of(self.box, "scale-1"))

    def test_screens_have_no_printers(self):
        report = self.report("iot_test_html", TEXT, "qweb-html")
        self.link(report, self.printer)
        self.assertFalse(self.printers(report.id))

    def test_whose_printers(self):
        self.link(self.text, self.printer, self.office)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", groups="iot.group_iot_user", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        self.assertEqual(self.printers(self.text.id), ["EPSON TM-T20II", "Laser"])
        self.record_of(self.box).company_id = self.env.company
        for user in (stranger, employee):
            self.assertFalse(self.printers(self.text.id, user), user.login)
            with self.assertRaises(AccessError):
                self.text.with_user(user).print_on([self.printer.id], self.partner.ids)

    def test_paper_shows_no_more_than_the_screen(self):
        secret = self.env["res.partner"].create({"name": "Secret"})
        rule = {"name": "Secret", "model_id": self.env.ref("base.model_res_partner").id}
        self.env["ir.rule"].create({**rule, "domain_force": f"[('id', '!=', {secret.id})]"})
        with self.assertRaises(AccessError):
            self.text.print_on(self.printer, (self.partner | secret).ids)
        self.text.sudo().group_ids = self.env.ref("base.group_system")
        with self.assertRaisesRegex(AccessError, "You may not print the report"):
            self.text.print_on(self.printer, self.partner.ids)

    def test_user_changes_no_link(self):
        for record, name in ((self.printer, "report_ids"), (self.text, "device_ids")):
            with self.assertRaises(AccessError):
                record.write({name: False})
            with self.assertRaises(AccessError):
                record.read([name])

    def test_actions_tell_their_report(self):
        self.assertNotIn("id", self.text.report_action(self.partner.ids))
        self.link(self.text, self.printer)
        self.assertEqual(self.text.report_action(self.partner.ids)["id"], self.text.id)
        admin = self.text.with_user(self.env.ref("base.user_admin"))
        self.env.company.external_report_layout_id = False
        wizard = admin.report_action(self.partner.ids)
        self.assertEqual(wizard["context"]["report_action"]["id"], self.text.id)


@tagged("post_install", "-at_install")
class TestPrinterSettings(ReportCase):
    def test_bounds(self):
        printer = self.printer.with_user(self.manager)
        for values in ({"image_scale": 401}, {"image_scale": 9}, {"paper_width": 5000}, {"paper_width": -1}):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, "is out of bounds"):
                printer.write(values)

    def test_size_of_labels(self):
        label = self.label.with_user(self.manager)
        label.write({"label_width": 50, "label_height": 25, "label_turn": "90"})
        sent = {"label_width": 50, "label_height": 25, "turn": 90}
        self.assertEqual({name: label._print_params()[name] for name in sent}, sent)
        for values in ({"label_width": 301}, {"label_height": -1}):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, "is out of bounds"):
                label.write(values)
        label.subtype = "receipt"
        self.assertEqual({name: label._print_params()[name] for name in sent}, dict.fromkeys(sent, 0))

    def test_images_are_those_of_the_wire(self):
        self.assertEqual(tuple(name for name, _label in IMAGES), wire.IMAGES)

    def test_names_of_the_documentation(self):
        if not NAMES.exists():
            raise unittest.SkipTest("The addon stands alone: the names are in the project's tests/wire")
        names = json.loads(NAMES.read_text())
        for example in names["proper"]:
            self.assertIsNone(complaint(example["name"]), example["name"])
        for example in names["improper"]:
            sentence, values = complaint(example["name"]) or ("", {})
            self.assertIn(example["complaint"], str(sentence) % values)
            self.assertEqual(bool(sentence), bool(example["complaint"]), example["name"])

    def test_form_complains_until_the_field_decides(self):
        named = wire.Device(**{**vars(PRINTER), "name": "TMU220__IMC_LVD__"})
        self.box.hello(named, OFFICE)
        self.assertIn("“LVD” is not a parameter", self.printer.name_complaint)
        self.assertFalse(self.office.name_complaint)
        self.printer.with_user(self.manager).image_mode = "column_low"
        self.assertFalse(self.printer.name_complaint)

    def test_form_says_that_a_name_given_in_odoo_asks_for_nothing(self):
        printer = self.printer.with_user(self.manager)
        for name in ("TMU220__IMC_LDV__", "TMU220__IMC_LVD__"):
            with self.subTest(name=name):
                printer.name = name
                self.assertIn(f"“{name}” was given in Odoo", printer.name_complaint)
        printer.name = "Kitchen"
        self.assertFalse(printer.name_complaint)
        self.box.hello(wire.Device(**{**vars(PRINTER), "name": "TMU220__IMC_LDV__"}), OFFICE)
        self.assertFalse(printer.name_complaint, "the printer has a proper name on its box")
        printer.image_mode = "raster"
        printer.name = "TMU220__IMC_LDV__2"
        self.assertFalse(printer.name_complaint, "the field decides")

from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

FAMILY = Path(__file__).resolve().parents[2]


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    """Each installed module of the family has its words ready for translators."""

    def test_hold_every_term(self):
        ours = [folder.parent.name for folder in FAMILY.glob("*/__manifest__.py")]
        installed = self.env["ir.module.module"].search([("name", "in", ours), ("state", "=", "installed")])
        self.assertIn("iot", installed.mapped("name"))
        for module in installed.mapped("name"):
            with self.subTest(module=module):
                self.assertEqual(self.wrong(module), ([], []), f"Run: odoo i18n export -d DATABASE {module}")

    def wrong(self, module):
        """The terms that are missing from the module's template, and those that are too many there."""
        # Rows are (module, kind, name, record, source, translation, comments).
        terms = {row[4] for row in TranslationModuleReader(self.env.cr, modules=[module])}
        written = {entry.msgid for entry in polib.pofile(str(FAMILY / module / "i18n" / f"{module}.pot"))}
        return sorted(terms - written), sorted(written - terms)

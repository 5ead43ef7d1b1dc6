from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

TEMPLATE = Path(__file__).resolve().parents[1] / "i18n" / "iot.pot"


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def test_holds_every_term(self):
        reader = TranslationModuleReader(self.env.cr, modules=["iot"])
        # Rows are (module, kind, name, record, source, translation, comments).
        terms = {row[4] for row in reader}
        written = {entry.msgid for entry in polib.pofile(str(TEMPLATE))}
        self.assertEqual(
            (sorted(terms - written), sorted(written - terms)), ([], []), "Run: odoo i18n export -d DATABASE iot"
        )

"""Odoo's own labels in ZPL, drawn as a label printer draws them."""

import io
import sys
import unittest
from pathlib import Path

from PIL import Image, ImageChops

from odoo.tests import TransactionCase, tagged

from odoo.addons.iot.tools.zpl_picture import preview

ROOT = Path(__file__).resolve().parents[3]
CODE = "LOT-2026/0042"


@tagged("post_install", "-at_install")
@unittest.skipUnless((ROOT / "iot_agent").is_dir(), "the reader of labels comes with the agent's simulators")
class TestStockLabels(TransactionCase):
    """Each label is read a second time by the agent's simulated printer, which shares no code with the preview."""

    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create(
            {"name": "Large Cabinet", "barcode": CODE, "default_code": "E-COM07", "tracking": "lot", "lst_price": 320}
        )

    def labels(self, report, records, data=None):
        """The label by the preview and by the reader, in white on black."""
        zpl, _ = self.env["ir.actions.report"]._render_qweb_text(report, records.ids, data)
        seen = preview(zpl)
        self.assertEqual((seen.unknown, seen.cut, seen.labels, seen.shown), ((), False, 1, 1), zpl)
        ours = ImageChops.invert(Image.open(io.BytesIO(seen.png))).convert("1", dither=Image.Dither.NONE)
        sys.path.insert(0, str(ROOT))
        self.addCleanup(sys.path.remove, str(ROOT))
        from iot_agent.simulators.zpl_reader import Reader

        out = []
        reader = Reader(out.append)
        reader.feed(zpl)
        self.assertEqual(reader.unknown, [])
        theirs = out[0].picture
        picture = Image.frombytes("1", (theirs.width, theirs.height), theirs.rows)
        return ours, picture, out[0].text

    def assert_bars(self, ours, theirs, box):
        """The bars stand dot by dot where the printer has them."""
        self.assertTrue(theirs.crop(box).getbbox(), "there are bars")
        self.assertEqual(ours.crop(box).tobytes(), theirs.crop(box).tobytes())

    def test_lot(self):
        lot = self.env["stock.lot"].create({"name": CODE, "product_id": self.product.id})
        ours, theirs, text = self.labels("stock.label_lot_template_view", lot)
        self.assertIn(f"LN/SN: {CODE}", text)
        self.assert_bars(ours, theirs, (90, 150, 800, 250))
        for line in ((0, 50, 832, 94), (0, 100, 832, 144)):
            self.assertTrue(ours.crop(line).getbbox(), "each line of text stands where the printer has it")

    def test_package(self):
        package = self.env["stock.package"].create({"name": CODE})
        ours, theirs, text = self.labels("stock.label_package_template_view", package)
        self.assertIn(CODE, text)
        self.assert_bars(ours, theirs, (90, 100, 800, 200))

    def test_product(self):
        template = self.product.product_tmpl_id
        for size, box in (("normal", (30, 80, 800, 177)), ("small", (30, 50, 800, 130))):
            layout = self.env["product.label.layout"].create(
                {"product_tmpl_ids": template.ids, "print_format": "zpl", "zpl_template": size, "custom_quantity": 1}
            )
            report, data = layout._prepare_report_data()
            ours, theirs, text = self.labels(self.env.ref(report).report_name, template, data)
            self.assertIn(CODE, text)
            self.assert_bars(ours, theirs, box)

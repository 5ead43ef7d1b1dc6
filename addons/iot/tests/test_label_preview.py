"""Labels in ZPL as pictures, without a printer."""

import base64
import io
import random
import re
import time

from PIL import Image, ImageChops

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from odoo.addons.iot.tools import zpl_bars, zpl_commands, zpl_matrix
from odoo.addons.iot.tools.zpl_paper import MOST_SIDE
from odoo.addons.iot.tools.zpl_picture import MOST_INPUT, MOST_LABELS, preview

from .common import IotCase
from .test_print_reports import ZPL, ReportCase

EAN = " ".join(
    [
        "101 0001101 0100111 0101111 0111101 0001001 0110011",
        "01010 1000010 1000010 1000010 1110100 1000010 1100110 101",
    ]
).replace(" ", "")
"""The bars of 4006381333931, digit by digit from the tables of the GS1 General Specifications."""
COMMANDS = re.findall("..", "FOFTFDFSA0AACFBYBCBEBUB3BQBXGBGFFRFBFHLHPWLLPOCIFNDFXFXGGDGCXAXZ")


def dots(zpl):
    """The label in white on black, as the printer's dots."""
    picture = Image.open(io.BytesIO(preview(zpl.encode() if isinstance(zpl, str) else zpl).png))
    return ImageChops.invert(picture).convert("1", dither=Image.Dither.NONE)


def label(fields, size="^PW400^LL300"):
    return f"^XA{size}^LH0,0^CI28{fields}^XZ"


def row(picture, top):
    """A row of dots as "1" and "0", from the first to the last dark one."""
    return "".join("01"[bool(picture.getpixel((at, top)))] for at in range(picture.width)).strip("0")


def ink(picture, *box):
    """Where there is ink, within a box."""
    return picture.crop(box).getbbox() if box else picture.getbbox()


@tagged("post_install", "-at_install")
class TestZplPicture(BaseCase):
    def test_boxes_stand_where_they_are_told(self):
        for zpl, box in [
            ("^FO20,30^GB100,50,50^FS", (20, 30, 120, 80)),
            ("^FT20,130^GB100,50,50^FS", (20, 80, 120, 130)),
            ("^LH5,6^FO20,30^GB100,50,3^FS", (25, 36, 125, 86)),
            ("^FO380,290^GB100,50,3^FS", (380, 290, 400, 300)),
            ("^POI^FO20,30^GB100,50,3^FS", (280, 220, 380, 270)),
            ("^FO20,30^GC100,4^FS", (20, 30, 120, 130)),
            ("^FO20,30^GD100,50,1,B,L^FS", (20, 30, 120, 80)),
        ]:
            with self.subTest(zpl):
                self.assertEqual(dots(label(zpl)).size, (400, 300))
                self.assertEqual(ink(dots(label(zpl))), box)

    def test_what_is_reversed_swaps_ink_and_paper(self):
        picture = dots(
            label("^FO0,0^GB100,50,50^FS^FO50,0^FR^GB100,50,50^FS^FO0,60^GB50,50,50^FS^FO10,70^GB9,9,9,W^FS")
        )
        self.assertEqual([bool(picture.getpixel((at, 20))) for at in (10, 60, 120)], [True, False, True])
        self.assertFalse(picture.getpixel((12, 72)))

    def test_letters_have_the_size_that_was_asked(self):
        low = ink(dots(label("^FO20,30^A0N,40^FDH^FS")))
        high = ink(dots(label("^FO20,30^A0N,80,40^FDH^FS")))
        self.assertAlmostEqual(high[3] - high[1], 2 * (low[3] - low[1]), delta=2)
        self.assertAlmostEqual(high[2] - high[0], low[2] - low[0], delta=3)
        self.assertEqual(ink(dots(label("^FT20,100^A0N,40^FDH^FS")))[3], 100, "^FT stands on its baseline")

    def test_turned_fields(self):
        plain = ink(dots(label("^FO150,150^A0N,30^FDHHHH^FS")))
        turned = ink(dots(label("^FO150,150^A0R,30^FDHHHH^FS")))
        self.assertEqual((plain[2] - plain[0], plain[3] - plain[1]), (turned[3] - turned[1], turned[2] - turned[0]))
        for turn, edge, at in (("R", 0, 150), ("I", 1, 150), ("B", 2, 150)):
            self.assertAlmostEqual(ink(dots(label(f"^FT150,150^A0{turn},30^FDHH^FS")))[edge], at, delta=1)

    def test_a_block_wraps_and_centres(self):
        picture = dots(label("^FO0,0^A0N,30^FB400,2,0,C^FDA text that takes two lines at least\\&more^FS"))
        left, _, right, bottom = ink(picture)
        self.assertTrue(30 < bottom <= 70, "two lines, and no third")
        self.assertAlmostEqual(left, 400 - right, delta=8)

    def test_bar_codes_are_the_printers_bars(self):
        picture = dots(label("^BY2^FO20,30^BEN,80,N^FD400638133393^FS"))
        self.assertEqual(row(picture, 60), "".join(bar * 2 for bar in EAN))
        self.assertEqual(ink(picture)[1::2], (30, 110))
        wide = dots(label("^BY2,3^FO20,30^B3N,N,50,N^FDA^FS"))
        self.assertEqual(row(wide, 60)[:32], "11000000110011111100111111001100")
        self.assertIn("A", zpl_bars.code_128("A", 1, 3, "N")[1])

    def test_code_128_is_in_the_set_that_was_chosen(self):
        chosen = {data: len(zpl_bars.code_128(data, 1, 3, "N")[0]) for data in ("12345678", ">;12345678", ">:AB")}
        self.assertEqual(chosen["12345678"], 11 * 10 + 13, "one sign for each digit")
        self.assertEqual(chosen[">;12345678"], 11 * 6 + 13, "one sign for two digits")
        self.assertEqual(zpl_bars.code_128(">:AB", 1, 3, "N")[0], zpl_bars.code_128("AB", 1, 3, "N")[0])

    def test_squares(self):
        self.assertEqual(zpl_matrix._correction([142, 164, 186], 5), [114, 25, 5, 88, 102], "ISO/IEC 16022, annex O")
        self.assertEqual(ink(dots(label("^FO20,30^BXN,5,200^FD123456^FS"))), (20, 30, 70, 80))
        left, top, right, bottom = ink(dots(label("^FO20,30^BQN,2,4^FDQA,HELLO^FS")))
        self.assertEqual((left, top, right - left, bottom - top), (20, 30, 84, 84))

    def test_pictures_in_all_their_writings(self):
        rows = bytes([0xFF, 0x81, 0x81, 0xFF] * 2)
        plain = dots(label(f"^FO8,8^GFA,8,8,1,{rows.hex()}^FS"))
        self.assertEqual(ink(plain), (8, 8, 16, 16))
        packed = base64.b64encode(rows).decode()
        for written in (
            f"^GFA,8,8,1,:B64:{packed}:0000",
            "^GFA,8,8,1,!81:FF:81:FF",
            "~DGR:P.GRF,8,1,!81:FF:81:FF^XGR:P.GRF",
        ):
            with self.subTest(written):
                self.assertEqual(dots(label(f"^FO8,8{written}^FS")).getbbox(), plain.getbbox())
        binary = label("^FO8,8^GFB,8,8,1,@^FS").encode().replace(b"@", rows.replace(b"\x81", b"^"))
        self.assertEqual(ink(dots(binary)), (8, 8, 16, 16), "a picture may hold the sign of a command")

    def test_a_kept_label_with_what_its_fields_say(self):
        kept = "^XA^DFR:CARD.ZPL^FS^FO20,30^A0N,40^FN1^FS^FO20,150^GB9,9,9^FS^XZ"
        asked = label("^XFR:CARD.ZPL^FS^FN1^FDHello^FS")
        self.assertEqual(
            dots(kept + asked).tobytes(), dots(label("^FO20,30^A0N,40^FDHello^FS^FO20,150^GB9,9,9^FS")).tobytes()
        )

    def test_letters_come_as_their_encoding_says(self):
        self.assertEqual(zpl_commands.text_of("é€".encode(), "28", b""), "é€")
        self.assertEqual(zpl_commands.text_of(b"\x82_82", "0", b"_"), "éé")
        self.assertEqual(zpl_commands.text_of("é".encode(), "0", b""), "├®", "as the printer would print it")

    def test_what_is_not_understood_is_named(self):
        seen = preview(label("^FO1,1^B7N,5^FD123^FS^XYwhat^FO9,9^GFA,8,8,0,FF^FS^FD^FX a word^FS^MMT").encode())
        self.assertEqual(seen.unknown, ("^B7", "^XY", "^GF"))
        self.assertIsNone(ink(dots(label("^FO1,1^B7N,5^FD123^FS^FO300,299^GB0,0,0,W^FS"))))

    def test_a_label_of_no_size_is_as_large_as_what_stands_on_it(self):
        self.assertEqual(dots("^XA^FO600,900^GB10,10,10^FS^XZ").size, (634, 934))
        few = preview(b"^XA^FO1,1^GB9,9,9^FS^XZ" * 9)
        self.assertEqual((few.labels, few.shown), (9, MOST_LABELS))
        self.assertEqual(preview(b"no label").png, b"")

    def test_too_much_is_cut(self):
        begun = time.monotonic()
        for zpl in (
            b"^XA^PW99999^LL99999^FO1,1^GB99999,99999,9^FS^XZ",
            b"^XA" + b"^FO1,1^GB8000,8000,9^FS" * 5000 + b"^XZ",
            b"^XA" + b"^FO1,1^A0N,2000,2000^FDWWWWWWWWWWWWWWWWWWWWWWWW^FS" * 5000 + b"^XZ",
            b"^XA^DFA^FS" + b"^FO1,1^FDa^FS" * 3000 + b"^XZ" + b"^XA^XFA^XZ" * 3000,
            b"^XA^GFA,2000000,2000000,250," + b"z" * 2_000_000 + b"F^XZ",
            b"^XA^FO1,1^BQN,2,9^FDQA," + b"x" * 700 + b"^FS^XZ",
            b"^XA^FO1,1^A0N,99999,99999^FB99999,9999,9999^FD" + b"a " * 4000 + b"^FS^XZ",
            b"^XA^FO1,1^GB9,9,9^FS" + b" " * MOST_INPUT + b"^XZ",
        ):
            with self.subTest(zpl[:40]):
                seen = preview(zpl)
                for side in Image.open(io.BytesIO(seen.png)).size if seen.png else ():
                    self.assertLessEqual(side, MOST_SIDE)
        self.assertLess(time.monotonic() - begun, 60)

    def test_nothing_raises(self):
        chance = random.Random(1)
        for _ in range(400):
            given = ("^", "~", ",", "9", "-1", "99999", "N", "R", "A", "é", "\0", "R:A.ZPL", ":Z64:", "z", ">;")
            zpl = "^XA^PW200^LL200" + "".join(
                f"^{chance.choice(COMMANDS)}{''.join(chance.choices(given, k=chance.randrange(6)))}" for _ in range(20)
            )
            preview(zpl.encode())


UNSIZED = b"^XA^FO20,30^GB100,50,50^FS^XZ"
"""A label that leaves its size to the printer."""


@tagged("post_install", "-at_install")
class TestPreviewOfJob(IotCase):
    def job_of(self, content, kind="raw"):
        self.box = self.paired_box()
        document = {"type": "document", "format": kind, "data": base64.b64encode(content).decode()}
        self.print_on(self.box, "key-of-a-label", document=document)
        return self.env["iot.job"].search([("key", "=", "key-of-a-label")]).with_user(self.user)

    def test_a_label_is_shown(self):
        job = self.job_of(label("^FO20,30^GB100,50,50^FS").encode())
        self.assertEqual(Image.open(io.BytesIO(base64.b64decode(job.preview))).size, (400, 300))
        self.assertFalse(job.preview_remark)

    def test_a_label_is_as_large_as_those_of_its_printer(self):
        """Unless it says its own size; paper that is no label has none."""
        job = self.job_of(UNSIZED)
        size = {"label_width": 50, "label_height": 25, "resolution": 300, "paper_width": 384}
        job.device_id.sudo().write(size)
        for subtype, shown in (("label", (591, 295)), ("receipt", None)):
            with self.subTest(subtype):
                job.device_id.sudo().subtype = subtype
                job.invalidate_recordset()
                shown = shown or Image.open(io.BytesIO(preview(UNSIZED).png)).size
                self.assertEqual(Image.open(io.BytesIO(base64.b64decode(job.preview))).size, shown)

    def test_what_the_preview_leaves_out_is_said(self):
        job = self.job_of(label("^FO20,30^GB100,50,50^FS^XY").encode() * 9)
        self.assertEqual(
            job.preview_remark,
            "The preview leaves out what these commands do: ^XY. The printer may know them.\n"
            f"Here are the first {MOST_LABELS} of 9 labels.",
        )

    def test_other_commands_have_no_picture(self):
        job = self.job_of(b"\x1b@Hello")
        self.assertFalse(job.preview or job.preview_remark)


@tagged("post_install", "-at_install")
class TestPreviewOfReport(ReportCase):
    def seen(self, report, record=None):
        wizard = self.env["iot.label.preview"].with_user(self.manager).create({"report_id": report.id})
        if record is not None:
            wizard.record = record
        return wizard

    def test_the_newest_record_is_shown_first(self):
        report = self.report("iot_test_zpl", ZPL.replace("^FD", "^PW400^LL300^FO20,30^A0N,40^FD"))
        wizard = self.seen(report)
        self.assertEqual(wizard.record, self.env["res.partner"].search([], order="id desc", limit=1))
        self.assertFalse(wizard.sentence)
        self.assertEqual(Image.open(io.BytesIO(base64.b64decode(wizard.picture))).size, (400, 300))
        other = self.seen(report, self.env.company.partner_id)
        self.assertNotEqual(other.picture, wizard.picture)
        self.assertFalse(self.env["iot.job"].search([]), "nothing is printed")

    def test_the_size_of_a_printers_labels_is_respected(self):
        report = self.report("iot_test_zpl", ZPL.replace("^FD", "^FO20,30^A0N,40^FD"))
        self.label.sudo().write({"label_width": 60, "label_height": 30})
        self.link(report, self.office, self.label)
        wizard = self.seen(report)
        self.assertEqual(wizard.printer_id, self.label)
        self.assertEqual(Image.open(io.BytesIO(base64.b64decode(wizard.picture))).size, (480, 240))
        self.label.sudo().write({"label_width": 0, "label_height": 0, "paper_width": 832})
        wizard.invalidate_recordset()
        self.assertEqual(Image.open(io.BytesIO(base64.b64decode(wizard.picture))).width, 832)
        wizard.printer_id = False
        self.assertLess(Image.open(io.BytesIO(base64.b64decode(wizard.picture))).width, 480)

    def test_among_two_printers_none_is_chosen(self):
        report = self.report("iot_test_zpl", ZPL)
        self.printer.sudo().subtype = "label"
        self.link(report, self.printer, self.label)
        self.assertFalse(self.seen(report).printer_id)

    def test_the_largest_label_is_shown_in_bounds(self):
        report = self.report("iot_test_zpl", ZPL)
        self.label.sudo().write({"label_width": 300, "label_height": 1000, "resolution": 1200})
        self.link(report, self.label)
        shown = Image.open(io.BytesIO(base64.b64decode(self.seen(report).picture)))
        self.assertLessEqual(max(shown.size), MOST_SIDE)

    def test_what_has_no_preview_says_why(self):
        broken = self.report("iot_test_broken", "<t t-out='docs.nothing'/>")
        for report, words in ((self.text, "plain text"), (broken, "cannot be made from a record alone")):
            wizard = self.seen(report)
            self.assertFalse(wizard.picture)
            self.assertIn(words, wizard.sentence)

    def test_users_see_no_more_than_they_may(self):
        with self.assertRaises(AccessError):
            self.env["iot.label.preview"].with_user(self.user).create({"report_id": self.text.id})
        secret = self.report("iot_test_secret", ZPL, model="ir.config_parameter")
        self.assertFalse(self.seen(secret).picture)

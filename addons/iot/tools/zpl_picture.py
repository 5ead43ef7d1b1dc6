"""What a label in ZPL II will look like, without a printer.

Source: Zebra, "ZPL II Programming Guide". Letters are those of another font in the printer's size; bar codes, boxes and
pictures are dot by dot what a printer makes. What is not understood is named, never left out in silence.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops

from . import zpl_commands
from .zpl_commands import words
from .zpl_fields import BARS, Fields
from .zpl_paper import MOST_AREA, MOST_SIDE, WIDTH, Label, TooMuch

MOST_INPUT, MOST_COMMANDS, MOST_LABELS = 1 << 20, 20_000, 4
MARGIN = 24
"""Dots beneath a label and around what stands on one of no size."""
COMMAND = 8000
"""What taking a command costs, in dots."""
SILENT = {
    *("^XA", "^XZ", "^FX", "^MM", "^MN", "^MT", "^MD", "^PR", "^PQ", "^JM", "^JU", "^MC", "^ML", "^MP", "^PP", "^PF"),
    *("^ID", "^JZ", "^SP", "^MF", "^LF", "^JJ", "^KD", "^EG", "^ST", "^SE"),
    *("~SD", "~TA", "~JS", "~JA", "~HS", "~PS", "~PP", "~JR", "~JC", "~HI", "~JB"),
}
"""Commands that leave the picture as it is."""


@dataclass(frozen=True)
class Preview:
    """The labels beneath each other as PNG, and what has to be said about it."""

    png: bytes = b""
    unknown: tuple = ()
    labels: int = 0
    shown: int = 0
    cut: bool = False


def preview(data, width=0, length=0):
    """Never raises; `width` and `length` in dots are of labels that do not say theirs."""
    cut = len(data) > MOST_INPUT
    drawer = Drawer(width, length)
    try:
        for at, (name, given) in enumerate(zpl_commands.commands(data[:MOST_INPUT])):
            if at == MOST_COMMANDS:
                raise TooMuch
            drawer.take(name, given)
    except TooMuch:
        cut = True
        drawer.stop()
    return drawer.preview(cut)


class Drawer(Fields):
    """Takes commands in turn and keeps the labels that they make."""

    def __init__(self, width, length):
        super().__init__(width, length)
        self.inside = False
        self.pictures = []
        self.labels = 0
        self.unknown = {}
        self.formats = {}
        self.graphics = {}
        self.stored = None
        self.waiting = []
        self.said = {}
        self.drawn = False

    def take(self, name, given):
        """Work off one command; a bad one is named as unknown."""
        if self.stored is not None and name not in ("^XZ", "^FX"):
            self.stored.append((name, given))
            return
        if len(self.pictures) == MOST_LABELS and name not in ("^XA", "^XZ", "^DF"):
            self.drawn |= name in DRAWN
            return
        self.spend(COMMAND)
        try:
            self.do(name, given)
        except (ValueError, IndexError, KeyError, OverflowError):
            self.leave_out(name)

    def do(self, name, given):
        """Find what the command is about."""
        if name == "^XA":
            self.begin()
        elif name == "^XZ":
            self.end()
        elif name in BARS or name in ("^BQ", "^BX", "^BY"):
            self.bar_code(name, given)
        elif method := getattr(self, COMMANDS.get(name, ""), None):
            method(given)
        elif name.startswith("^A"):
            self.letters(name[2], given)
        elif name not in SILENT:
            self.leave_out(name)
            self.set(skipped=name.startswith("^B") or self.label.next.skipped)

    def leave_out(self, name):
        if len(self.unknown) < 20:
            self.unknown.setdefault("".join(sign if sign.isprintable() else "?" for sign in name), None)

    # --- labels ------------------------------------------------------------------------------------------------------

    def begin(self):
        if self.inside:
            self.end()
        kept = self.label
        self.inside = True
        self.label = Label(kept.width, kept.length, kept.home, kept.code, kept.font, upside_down=kept.upside_down)

    def end(self):
        """Keep what came out; the first few labels are shown."""
        self.recall()
        self.stored = None
        if self.inside and (self.label.paper or self.drawn):
            self.labels += 1
            if len(self.pictures) < MOST_LABELS:
                self.pictures.append(self.cropped())
        self.inside = self.drawn = False
        self.label.paper = None

    def stop(self):
        """End in the middle: what is drawn so far is shown."""
        self.waiting = []
        self.end()

    def cropped(self):
        label, paper = self.label, self.label.paper
        box = paper.getbbox() or (0, 0, 0, 0)
        width = label.width or min(paper.width, max(box[2] + MARGIN, WIDTH // 2))
        length = label.length or min(paper.height, box[3] + MARGIN)
        paper = paper.crop((0, 0, min(width, MOST_SIDE), min(length, MOST_SIDE)))
        return paper.transpose(Image.Transpose.ROTATE_180) if label.upside_down else paper

    def preview(self, cut):
        if not self.pictures:
            return Preview(b"", tuple(self.unknown), self.labels, 0, cut)
        height = sum(one.height + MARGIN for one in self.pictures) - MARGIN
        sheet = Image.new("L", (max(one.width for one in self.pictures), height), 200)
        top = 0
        for one in self.pictures:
            sheet.paste(ImageChops.invert(one.convert("L")), (0, top))
            top += one.height + MARGIN
        png = io.BytesIO()
        sheet.save(png, "PNG")
        return Preview(png.getvalue(), tuple(self.unknown), self.labels, len(self.pictures), cut)

    # --- what is kept for later labels -------------------------------------------------------------------------------

    def keep_graphic(self, given):
        name, total, per_row, data = given.split(b",", 3)
        total, across = int(total), int(per_row)
        if not (across > 0 and 0 < total <= MOST_AREA // 8) or len(self.graphics) >= 16:
            raise ValueError(name)
        self.graphics[_named(name)] = (zpl_commands.rows_of(b"A", data, total, across), across)

    def recall_graphic(self, given):
        name, across, down = words(given, ["", "1", "1"])
        rows, per_row = self.graphics[_named(name.encode())]
        self.picture(rows, per_row, *(min(max(1, int(one)), 10) for one in (across, down)))

    def keep_format(self, given):
        if len(self.formats) >= 16:
            raise ValueError(given[:9])
        self.stored = self.formats[_named(given)] = []

    def recall_format(self, given):
        """The commands of a kept label; what its numbered fields say follows."""
        self.waiting = [*self.formats[_named(given)]]
        self.said = {}

    def numbered(self, given):
        self.set(number=words(given, ["0"])[0].partition('"')[0])

    def data(self, given):
        """What a numbered field of a kept label says is kept until it is drawn."""
        field = self.label.next
        if self.waiting and field.number:
            self.said[field.number] = (given, field.escape)
        else:
            self.draw_data(given)

    def recall(self):
        """Draw the kept label with what its fields say."""
        waiting, self.waiting = self.waiting, []
        for name, given in waiting:
            field = self.label.next
            if name == "^FS" and field.number in self.said:
                said, escape = self.said[field.number]
                self.set(escape=escape or field.escape)
                self.take("^FD", said)
            if name not in ("^XA", "^XF", "^DF"):
                self.take(name, given)


COMMANDS = {
    "^PW": "print_width",
    "^LL": "label_length",
    "^LH": "label_home",
    "^PO": "orientation",
    "^LR": "reversed_label",
    "^FW": "turn_of_fields",
    "^CI": "encoding",
    "^CF": "default_font",
    "^FO": "origin",
    "^FT": "origin_of_text",
    "^FR": "reverse_field",
    "^FH": "escapes",
    "^FB": "block_of_text",
    "^FD": "data",
    "^FV": "data",
    "^SN": "data",
    "^FS": "separator",
    "^FN": "numbered",
    "^GB": "box",
    "^GC": "circle",
    "^GE": "ellipse",
    "^GD": "diagonal",
    "^GF": "graphic",
    "~DG": "keep_graphic",
    "^XG": "recall_graphic",
    "^DF": "keep_format",
    "^XF": "recall_format",
}
"""Which method does what."""
DRAWN = ("^FD", "^FV", "^SN", "^GB", "^GC", "^GE", "^GD", "^GF", "^XG", "^XF")
"""Commands that leave something on the paper."""


def _named(given):
    return given.strip().upper().rpartition(b":")[2].partition(b".")[0]

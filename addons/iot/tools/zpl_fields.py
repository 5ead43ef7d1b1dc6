"""Fields of a label in ZPL II: what is set for them, and how each is drawn in dots.

Source: Zebra, "ZPL II Programming Guide".
"""

from dataclasses import dataclass, field, replace

from PIL import Image, ImageChops, ImageDraw

from . import zpl_bars, zpl_commands, zpl_letters, zpl_matrix
from .zpl_commands import numbers, words

MOST_SIDE, MOST_AREA = 8192, 16 << 20
"""Dots of a label."""
WORK = 160 << 20
"""Dots that may be drawn, over all labels: a second or two."""
WIDTH, HEIGHT = 832, 1218
"""A label of 4 × 6 inches, if none says its size; what stands beyond shows the label larger."""
SQUARE = 1 << 20
"""What making a square of modules costs."""
BARS = {
    "^BC": (zpl_bars.code_128, ("", "0", "Y", "N", "N", "N")),
    "^B3": (zpl_bars.code_39, ("", "N", "0", "Y", "N")),
    "^BA": (zpl_bars.code_93, ("", "0", "Y", "N")),
    "^B2": (zpl_bars.interleaved, ("", "0", "Y", "N")),
    "^BE": (zpl_bars.ean_13, ("", "0", "Y", "N")),
    "^B8": (zpl_bars.ean_8, ("", "0", "Y", "N")),
    "^BU": (zpl_bars.upc_a, ("", "0", "Y", "N")),
}
"""How each bar code is made, and its parameters: turn, height, text beneath or above."""
TURNS = {"R": Image.Transpose.ROTATE_270, "I": Image.Transpose.ROTATE_180, "B": Image.Transpose.ROTATE_90}


class TooMuch(Exception):
    """The labels need more work than a preview is worth."""


@dataclass(frozen=True)
class Field:
    """What the next ^FD is drawn as, and where."""

    left: int = 0
    top: int = 0
    typeset: bool = False
    turn: str = ""
    font: str = ""
    size: tuple = ()
    block: tuple = ()
    bars: tuple = ()
    square: int = 0
    matrix: bool = False
    escape: bytes = b""
    reverse: bool = False
    number: str = ""
    skipped: bool = False


@dataclass
class Label:
    """The paper, and what is set until the label ends."""

    width: int = 0
    length: int = 0
    home: tuple = (0, 0)
    code: str = ""
    font: tuple = ("A", 9, 5)
    turn: str = "N"
    bars: tuple = (2, 3.0, 10)
    upside_down: bool = False
    reverse: bool = False
    paper: Image.Image = None
    next: Field = field(default_factory=Field)


class Fields:
    """Draws on the paper of a label."""

    def __init__(self, width, length):
        self.label = Label(width, length)
        self.work = WORK

    def draw(self, dots, anchor=(0, 0), white=False):
        """Put a picture at the field's place: its upper left, or for ^FT the point that its text stands on."""
        label, at = self.label, self.label.next
        turn = at.turn or label.turn
        if turn in TURNS:
            wide, high = dots.size
            across, down = anchor
            anchor = {"R": (high - down, across), "I": (wide - across, high - down), "B": (down, wide - across)}[turn]
            dots = dots.transpose(TURNS[turn])
        left, top = at.left + label.home[0], at.top + label.home[1]
        if at.typeset:
            left, top = left - anchor[0], top - anchor[1]
        self.spend(dots.width * dots.height)
        paper = self.sheet()
        box = (left, top, left + dots.width, top + dots.height)
        if at.reverse or label.reverse:
            paper.paste(ImageChops.logical_xor(paper.crop(box), dots), box[:2])
        else:
            paper.paste(0 if white else 255, box, dots)

    def sheet(self):
        """The paper of this label."""
        label = self.label
        if not label.paper:
            width = min(label.width or 2 * WIDTH, MOST_SIDE)
            length = min(label.length or 3 * HEIGHT, MOST_SIDE, MOST_AREA // width)
            self.spend(width * length)
            label.paper = Image.new("1", (width, length))
        return label.paper

    def spend(self, dots):
        self.work -= dots
        if self.work < 0:
            raise TooMuch

    # --- what is set -------------------------------------------------------------------------------------------------

    def print_width(self, given):
        self.label.width = min(max(0, numbers(given, [0])[0]), MOST_SIDE)

    def label_length(self, given):
        self.label.length = min(max(0, numbers(given, [0])[0]), MOST_SIDE)

    def label_home(self, given):
        self.label.home = tuple(numbers(given, [0, 0]))

    def orientation(self, given):
        self.label.upside_down = given.strip()[:1].upper() == b"I"

    def reversed_label(self, given):
        self.label.reverse = given.strip()[:1].upper() == b"Y"

    def turn_of_fields(self, given):
        self.label.turn = words(given, ["N"])[0][:1].upper()

    def encoding(self, given):
        self.label.code = words(given, ["0"])[0]

    def default_font(self, given):
        font = words(given, [self.label.font[0]])[0][:1].upper()
        _, height, width = numbers(given, [0, 0, 0])
        self.label.font = (font, *self.bounded(font, height, width))

    def bounded(self, font, height, width):
        height, width = zpl_letters.size_of(font, max(0, height), max(0, width), self.label.font[1:])
        return min(height, 2000), min(width, 2000)

    # --- fields ------------------------------------------------------------------------------------------------------

    def set(self, **values):
        self.label.next = replace(self.label.next, **values)

    def origin(self, given, *, typeset=False):
        left, top = numbers(given, [0, 0])
        self.set(left=left, top=top, typeset=typeset)

    def origin_of_text(self, given):
        self.origin(given, typeset=True)

    def reverse_field(self, _given):
        self.set(reverse=True)

    def escapes(self, given):
        self.set(escape=given.strip()[:1] or b"_")

    def block_of_text(self, given):
        across, lines, apart = numbers(given, [0, 1, 0])
        justify = words(given, ["", "", "", "L"])[3][:1].upper()
        self.set(block=(max(0, min(across, MOST_SIDE)), max(1, min(lines, 200)), apart, justify))

    def letters(self, font, given):
        turn = words(given, [""])[0][:1].upper()
        _, height, width = numbers(given, [0, 0, 0])
        self.set(turn=turn, font=font, size=self.bounded(font, height, width))

    def bar_code(self, name, given):
        module, ratio, tall = self.label.bars
        if name == "^BY":
            said = words(given, [str(module), str(ratio), str(tall)])
            self.label.bars = (min(max(1, int(said[0])), 100), min(max(2.0, float(said[1])), 3.0), int(said[2]))
        elif name == "^BX":
            self.set(square=self.module(given, 1, tall), matrix=True, turn=words(given, [""])[0][:1], skipped=False)
        elif name == "^BQ":
            self.set(square=self.module(given, 2, 3), matrix=False, bars=(), skipped=False)
        else:
            make, defaults = BARS[name]
            said = words(given, list(defaults))
            at = 2 if name == "^B3" else 1
            high = int(said[at]) or tall
            texts = (said[at + 1] != "N", said[at + 2] == "Y")
            self.set(
                turn=said[0][:1], bars=(make, min(max(1, high), MOST_SIDE), *texts, said[-1]), square=0, skipped=False
            )

    @staticmethod
    def module(given, at, default):
        """Dots of a square's side."""
        return min(max(1, numbers(given, [default] * (at + 1))[at]), 100)

    def draw_data(self, given):
        """Draw what the field says; a bar code that is not drawn leaves its place empty."""
        field, label = self.label.next, self.label
        if field.skipped:
            return
        text = zpl_commands.text_of(given[:4096], label.code, field.escape)
        if field.square:
            self.spend(SQUARE)
            self.rows(zpl_matrix.data_matrix(text) if field.matrix else zpl_bars.qr(text), field.square)
        elif field.bars:
            self.bars(text)
        else:
            self.text(text)

    def separator(self, _given):
        self.label.next = Field()

    def text(self, text):
        field = self.label.next
        font = field.font or self.label.font[0]
        height, width = field.size or self.label.font[1:]
        lines = [text] if not field.block else self.broken(text, font, height, width)
        self.spend(sum(len(one) for one in lines) * height * max(height, width))
        drawn = [zpl_letters.line(one, font, height, width) for one in lines]
        if not field.block:
            [(dots, base)] = drawn
            self.draw(dots, (0, base))
            return
        across, _, apart, justify = field.block
        step = max(1, height + apart)
        size = (max(1, across), step * len(lines) + height // 3)
        self.spend(size[0] * size[1])
        block = Image.new("1", size)
        for at, (dots, _) in enumerate(drawn):
            room = across - dots.width
            block.paste(255, ({"C": room // 2, "R": room}.get(justify, 0), at * step), dots)
        self.draw(block, (0, step * (len(lines) - 1) + drawn[-1][1]))

    def broken(self, text, font, height, width):
        """The lines of a block: at "\\&", and where words go over its width."""
        across, most, _, _ = self.label.next.block
        lines = []
        for part in text.replace("\\&", "\n").split("\n"):
            said = ""
            for word in part.split(" "):
                longer = f"{said} {word}" if said else word
                self.spend(len(longer) * height * max(height, width))
                if said and zpl_letters.line(longer, font, height, width)[0].width > across:
                    lines.append(said)
                    longer = word
                said = longer
            lines.append(said)
        return lines[:most]

    def bars(self, text):
        make, high, below, above, mode = self.label.next.bars
        module, ratio, _ = self.label.bars
        row, said = make(text, module, int(module * ratio), mode)
        width = min(len(row), MOST_SIDE)
        self.spend(width * high)
        bars = Image.frombytes("1", (width, 1), _packed(row[:width])).resize((width, high))
        if not below:
            self.draw(bars, (0, high))
            return
        size = zpl_letters.size_of("A", 9 * module, 5 * module, (9, 5))
        letters, _ = zpl_letters.line(said, "A", *size)
        both = Image.new("1", (max(width, 1), high + module * 2 + letters.height))
        both.paste(bars, (0, letters.height if above else 0))
        both.paste(letters, ((width - letters.width) // 2, 0 if above else high + module * 2))
        self.draw(both, (0, high + letters.height if above else high))

    def rows(self, rows, module):
        """Squares, dark and light."""
        side = (len(rows[0]), len(rows))
        self.spend(side[0] * side[1] * module * module)
        dots = Image.frombytes("1", side, b"".join(_packed(row) for row in rows))
        dots = dots.resize((side[0] * module, side[1] * module), Image.Resampling.NEAREST)
        self.draw(dots, (0, dots.height))

    # --- drawings ----------------------------------------------------------------------------------------------------

    def box(self, given):
        width, height, thick = (max(1, min(one, MOST_SIDE)) for one in numbers(given, [1, 1, 1]))
        _, _, _, color, round_corners = words(given, ["", "", "", "B", "0"])
        width, height = max(width, thick), max(height, thick)
        self.spend(width * height)
        dots = Image.new("1", (width, height))
        corner = min(int(round_corners), 8) * min(width, height) // 16
        ImageDraw.Draw(dots).rounded_rectangle((0, 0, width - 1, height - 1), corner, None, 255, thick)
        self.draw(dots, (0, height), white=color == "W")

    def circle(self, given):
        across, thick = numbers(given, [3, 1])
        self.ellipse(f"{across},{across},{thick},{words(given, ['', '', 'B'])[2]}".encode())

    def ellipse(self, given):
        width, height, thick = (max(1, min(one, MOST_SIDE)) for one in numbers(given, [3, 3, 1]))
        self.spend(width * height)
        dots = Image.new("1", (width, height))
        ImageDraw.Draw(dots).ellipse((0, 0, width - 1, height - 1), None, 255, thick)
        self.draw(dots, (0, height), white=words(given, ["", "", "", "B"])[3] == "W")

    def diagonal(self, given):
        width, height, thick = (max(1, min(one, MOST_SIDE)) for one in numbers(given, [3, 3, 1]))
        self.spend(width * height)
        leans_left = words(given, ["", "", "", "", "R"])[4] in ("L", "\\")
        dots = Image.new("1", (width, height))
        ends = [(0, 0, width - 1, height - 1), (0, height - 1, width - 1, 0)][not leans_left]
        ImageDraw.Draw(dots).line(ends, 255, thick)
        self.draw(dots, (0, height), white=words(given, ["", "", "", "B"])[3] == "W")

    def graphic(self, given):
        self.picture(*zpl_commands.picture_of(given, MOST_AREA // 8))

    def picture(self, rows, per_row, across=1, down=1):
        high = len(rows) // per_row
        self.spend(per_row * 8 * high * across * down)
        dots = Image.frombytes("1", (per_row * 8, high), rows)
        if (across, down) != (1, 1):
            dots = dots.resize((dots.width * across, dots.height * down), Image.Resampling.NEAREST)
        self.draw(dots, (0, dots.height))


def _packed(row):
    return int(row.ljust(-(-len(row) // 8) * 8, "0"), 2).to_bytes(-(-len(row) // 8), "big")

"""Fields of a label in ZPL II: what is set for them, and how texts and codes are drawn in dots.

Source: Zebra, "ZPL II Programming Guide".
"""

from PIL import Image

from . import zpl_bars, zpl_commands, zpl_letters, zpl_matrix
from .zpl_commands import numbers, words
from .zpl_paper import MOST_SIDE, Field, Paper

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


class Fields(Paper):
    """Sets fields, and draws what they say."""

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


def _packed(row):
    return int(row.ljust(-(-len(row) // 8) * 8, "0"), 2).to_bytes(-(-len(row) // 8), "big")

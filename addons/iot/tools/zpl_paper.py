"""The paper of a label in ZPL II: what is set for it, and the boxes, circles, lines and pictures drawn on it in dots.

Source: Zebra, "ZPL II Programming Guide".
"""

from dataclasses import dataclass, field, replace

from PIL import Image, ImageChops, ImageDraw

from . import zpl_commands
from .zpl_commands import numbers, words

MOST_SIDE, MOST_AREA = 8192, 16 << 20
"""Dots of a label."""
WORK = 160 << 20
"""Dots that may be drawn, over all labels: a second or two."""
WIDTH, HEIGHT = 832, 1218
"""A label of 4 × 6 inches, if none says its size; what stands beyond shows the label larger."""
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


class Paper:
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

    def set(self, **values):
        self.label.next = replace(self.label.next, **values)

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

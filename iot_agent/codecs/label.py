"""A picture on a label of a known size, or turned: how large it may be, and where it comes to stand.

It is laid at the upper left of the label as its maker sees it, and turned with it, clockwise.
"""

from __future__ import annotations

from dataclasses import replace

from ..libraries import need
from ..values import Fit, Raster

SIDEWAYS = (90, 270)
TURNS = (0, *SIDEWAYS, 180)


def is_plain(fit: Fit) -> bool:
    """Whether nobody said how long the label is or how it is turned."""
    return not (fit.label or fit.turn)


def room(fit: Fit, width: int, height: int) -> Fit:
    """The same wish for a picture of this shape before it is turned: as wide as leaves it whole on the label."""
    if is_plain(fit):
        return fit
    across, down = _sides(fit)
    if not down:
        return replace(fit, width=across)
    whole = max(1, down * width // height)
    return replace(fit, width=min(across or whole, whole))


def placed(picture: Raster, fit: Fit) -> Raster:
    """The whole label with the picture on it; only turned where the label has no known length."""
    if is_plain(fit):
        return picture
    Image = need("PIL.Image", "images")
    dots = Image.frombytes("1", (picture.width, picture.height), picture.rows)
    if fit.label:
        across, down = _sides(fit)
        paper = Image.new("1", (across or dots.width, down or dots.height))
        paper.paste(dots, (0, 0))
        dots = paper
    if fit.turn:
        way = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
        dots = dots.transpose(way[fit.turn])
    return Raster(dots.width, dots.height, dots.tobytes())


def _sides(fit: Fit) -> tuple[int, int]:
    """Across and down the label as the picture sees it, 0 where it is not known."""
    return (fit.label, fit.width) if fit.turn in SIDEWAYS else (fit.width, fit.label)

"""Whether a picture on paper is the one that was meant: dot for dot, or as much alike as an eye would say.

Source: Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity",
IEEE Transactions on Image Processing 13 (2004), with even windows. Dots are first smeared, as an eye does with them
at reading distance; else the pattern of dithering would count as structure.
"""

from __future__ import annotations

import numpy
import zxingcpp
from PIL import Image

from iot_agent.values import Raster

SMEAR = 9
"""Dots across that an eye takes for one tone: a millimetre."""
WINDOW = 16
TONE = 48
"""How many of 255 tones a window may be off."""
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

Dots = numpy.ndarray
"""Rows of dots, True = black."""


def dots(picture: Raster) -> Dots:
    rows = numpy.frombuffer(picture.rows, numpy.uint8).reshape(picture.height, picture.row_bytes)
    return numpy.unpackbits(rows, axis=1)[:, : picture.width].astype(bool)


def similarity(printed: Dots, wanted: Image.Image) -> tuple[float, float]:
    """Of dots and a picture that is brought to their size: the mean SSIM, and the greatest difference in tone."""
    grey = wanted.convert("L").resize((printed.shape[1], printed.shape[0]), Image.Resampling.BOX)
    one, other = _smeared(255.0 * ~printed), _smeared(numpy.asarray(grey, float))
    mean_1, mean_2 = _mean(one, WINDOW), _mean(other, WINDOW)
    variances = _mean(one * one, WINDOW) - mean_1**2 + _mean(other * other, WINDOW) - mean_2**2
    together = _mean(one * other, WINDOW) - mean_1 * mean_2
    light = (2 * mean_1 * mean_2 + _C1) / (mean_1**2 + mean_2**2 + _C1)
    found = light * (2 * together + _C2) / (variances + _C2)
    return float(found.mean()), float(abs(mean_1 - mean_2).max())


def _smeared(picture: numpy.ndarray) -> numpy.ndarray:
    """Each dot and its neighbours, white beyond the edges."""
    return _mean(numpy.pad(picture, SMEAR // 2, constant_values=255.0), SMEAR)


def _mean(values: numpy.ndarray, window: int) -> numpy.ndarray:
    """The mean of every window that lies within."""
    high, wide = (min(window, side) for side in values.shape)
    sums = numpy.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    return (sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]) / (high * wide)


def refuse_other(printed: Dots, wanted: Image.Image) -> None:
    """AssertionError unless the paper shows what was meant dot for dot."""
    right = ~numpy.asarray(wanted.convert("L")).astype(bool)
    assert printed.shape == right.shape, f"{printed.shape} dots, not {right.shape}"
    assert not (wrong := int((printed != right).sum())), f"{wrong} dots are wrong"


def refuse_unlike(printed: Dots, wanted: Image.Image, alike: float) -> None:
    """AssertionError unless the paper looks like what was meant."""
    mean, tone = similarity(printed, wanted)
    assert mean >= alike, f"{mean:.3f} alike"
    assert tone <= TONE, f"{tone:.0f} tones off in one place"


def codes(printed: Dots) -> frozenset[str]:
    """What a reader of bar codes and QR codes makes of it, with white paper around."""
    paper = numpy.pad(numpy.where(printed, 0, 255).astype(numpy.uint8), 24, constant_values=255)
    return frozenset(read.text for read in zxingcpp.read_barcodes(paper))

"""Twelve receipts and labels through the real drivers in every image mode, read back from the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy
import pytest

from iot_agent.core.actions import Wish, perform
from iot_agent.core.entry import Sheet
from iot_agent.core.match import Candidate
from iot_agent.simulators.escpos import EscPos
from iot_agent.simulators.star import Star
from iot_agent.wire import Format, State
from tests.support.benches import Bench, EplBench, EscPosBench, StarBench, ZplBench, quick
from tests.support.goldens import DRAWN, NARROW, WIDE, Golden, golden
from tests.support.likeness import Dots, codes, dots, refuse_other, refuse_unlike
from tests.support.loop import in_loop
from tests.support.pdf import RECEIPT, pdf

LABEL = 832
MATRIX = 400
"""Dots across the paper of a Zebra, and of a TM-U220."""


@dataclass(frozen=True)
class Mode:
    """A printer and a way to send it pictures; each dot sent is `wide` x `tall` dots of its paper."""

    bench: Callable[[], Bench]
    paper: int
    wide: int = 1
    tall: int = 1
    squat: float = 1.0
    """What is left of a picture's height, for dots that are taller than wide."""
    step: int = 1
    """A picture stands in the middle of the paper but for so many dots; 0 = at its left edge."""

    @property
    def most(self) -> int:
        return self.paper // self.wide


def epson(image: str, paper: int = WIDE) -> Callable[[], Bench]:
    options = {"image": image, "width": str(paper)}
    return lambda: EscPosBench(machine=EscPos(width=paper), options=options)


def star(language: str, paper: int = WIDE) -> Callable[[], Bench]:
    def bench() -> Bench:
        made = StarBench(machine=Star(width=paper))
        made.driver.options = {"language": language, "width": str(paper)}
        return made

    return bench


def impact() -> Bench:
    return EscPosBench(
        machine=EscPos(width=MATRIX, needles=True), seen=Candidate("kitchen", "tcp", "x", name="TM-U220")
    )


MODES = {
    "epson-raster": Mode(epson("raster"), WIDE),
    "epson-raster-58": Mode(epson("raster", NARROW), NARROW),
    "epson-graphics": Mode(epson("graphics"), WIDE),
    "epson-column": Mode(epson("column"), WIDE),
    "epson-column-58": Mode(epson("column", NARROW), NARROW),
    "epson-column_wide": Mode(epson("column_wide"), WIDE, wide=2),
    "epson-column_low": Mode(epson("column_low"), WIDE, tall=3),
    "epson-column_low_wide": Mode(epson("column_low_wide"), WIDE, wide=2, tall=3),
    "epson-tm-u220": Mode(impact, MATRIX, tall=2, squat=0.5),
    "star-line": Mode(star("line"), WIDE, step=8),
    "star-line-58": Mode(star("line", NARROW), NARROW, step=8),
    "star-prnt": Mode(star("prnt"), WIDE, step=8),
    "star-prnt-58": Mode(star("prnt", NARROW), NARROW, step=8),
    "zpl": Mode(ZplBench, LABEL, step=0),
    "zpl-z64": Mode(partial(ZplBench, encoding="z64"), LABEL, step=0),
    "epl": Mode(EplBench, LABEL, step=0),
}

pytestmark = pytest.mark.usefixtures(quick.__name__)


async def begin() -> None:
    """What is printed may begin."""


async def printed(mode: Mode, given: Golden) -> Dots:
    """The dots of the picture, whose place on the paper is right and around which there is nothing."""
    bench = mode.bench()
    outcome = await perform(bench.driver, Wish("print", {"cut": True, "copies": 1}, given.sheet), begin)
    assert outcome.state is State.SENT
    assert not bench.machine.reader.unknown
    (paper,) = (dots(picture) for picture in bench.pictures)
    across, height = size(mode, given)
    left = (mode.paper - across * mode.wide) // 2 // mode.step * mode.step if mode.step else 0
    right, bottom = left + across * mode.wide, height * mode.tall
    assert paper.shape[1] == mode.paper, "paper of another width"
    assert not paper[:, :left].any(), "ink left of it"
    assert not paper[:, right:].any(), "ink right of it"
    assert not paper[bottom:].any(), "ink below it"
    return single(paper[:bottom, left:right], mode)


def size(mode: Mode, given: Golden) -> tuple[int, int]:
    """Dots across and down that are to be sent."""
    across = min(given.across, mode.most)
    return across, int(round(given.meant.height * across / given.meant.width) * mode.squat)


def single(inked: Dots, mode: Mode) -> Dots:
    """The dots that were sent, each of which made several on the paper."""
    sent = inked[:: mode.tall, :: mode.wide]
    assert numpy.array_equal(numpy.kron(sent, numpy.ones((mode.tall, mode.wide), bool)), inked), "dots of another size"
    return sent


def compare(sent: Dots, mode: Mode, given: Golden) -> None:
    """AssertionError unless this is what was meant: dot for dot where nothing had to be changed to print it."""
    assert sent.shape[::-1] == size(mode, given), "another size"
    if given.sharp and given.across <= mode.most and mode.squat == 1:
        refuse_other(sent, given.meant)
    else:
        refuse_unlike(sent, given.meant, given.alike)
    assert codes(numpy.repeat(sent, round(1 / mode.squat), axis=0)) == given.says


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DRAWN)
@in_loop
async def test_what_comes_out_is_what_was_meant(name, mode):
    compare(await printed(MODES[mode], golden(name)), MODES[mode], golden(name))


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode.startswith(("epson", "star"))])
@in_loop
async def test_a_blank_document_is_a_piece_of_blank_paper(mode):
    bench = MODES[mode].bench()
    blank = Sheet(Format.PDF, 0, 0, pdf("", "", size=RECEIPT))

    await perform(bench.driver, Wish("print", {"cut": True, "copies": 1}, blank), begin)

    (paper,) = (dots(picture) for picture in bench.pictures)
    assert not paper.any()
    assert not bench.machine.reader.unknown


# --- what is wrong is refused -----------------------------------------------------------------------------------------


def wider(sent: Dots, by: int) -> Dots:
    """Rows that are taken for wider or narrower than they are: each begins where the last one ended."""
    height, across = sent.shape
    row = across + by
    flat = numpy.zeros(height * max(row, across), bool)
    flat[: sent.size] = sent.ravel()
    taken = flat[: height * row].reshape(height, row)[:, :across]
    return numpy.pad(taken, ((0, 0), (0, across - taken.shape[1])))


def without(sent: Dots, rows: int) -> Dots:
    """A slice in the middle is missing, what is below moves up."""
    middle = sent.shape[0] // 2
    lost = numpy.delete(sent, slice(middle, middle + rows), axis=0)
    return numpy.pad(lost, ((0, rows), (0, 0)))


def blanked(sent: Dots, rows: int) -> Dots:
    """A slice in the middle stays white."""
    middle = sent.shape[0] // 2
    return numpy.where((numpy.arange(sent.shape[0]) // rows == middle // rows)[:, None], False, sent)


def cut(sent: Dots, columns: int) -> Dots:
    """The right edge is off the paper."""
    return numpy.where(numpy.arange(sent.shape[1]) < sent.shape[1] - columns, sent, False)


MISTAKES: dict[str, Callable[[Dots], Dots]] = {
    "rows 8 dots wider": partial(wider, by=8),
    "rows 8 dots narrower": partial(wider, by=-8),
    "8 dots to the right": lambda sent: numpy.roll(sent, 8, axis=1),
    "right edge cut": partial(cut, columns=8),
    "a missing slice": partial(without, rows=24),
    "a white slice": partial(blanked, rows=24),
    "inverted": lambda sent: ~sent,
    "mirrored": lambda sent: sent[:, ::-1],
    "8 dots too narrow": lambda sent: sent[:, :-8],
    "a row too short": lambda sent: sent[:-1],
}
SHOWN = [
    ("frame", "epson-column"),
    ("words", "zpl"),
    ("words", "epl"),
    ("chinese", "star-line"),
    ("narrow", "star-prnt-58"),
]
TONED = [("photo", "epson-raster"), ("photo", "epson-raster-58"), ("mixed", "epson-tm-u220"), ("shipping", "zpl")]


@pytest.mark.parametrize(("name", "mode"), SHOWN + TONED)
@in_loop
async def test_every_mistake_is_refused(name, mode):
    given = golden(name)
    sent = await printed(MODES[mode], given)
    compare(sent, MODES[mode], given)

    assert not [mistake for mistake, make in MISTAKES.items() if passes(make(sent), MODES[mode], given)]


def passes(sent: Dots, mode: Mode, given: Golden) -> bool:
    try:
        compare(sent, mode, given)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("mode", ["epson-raster", "epson-column_low", "star-line", "star-prnt", "zpl", "epl"])
@pytest.mark.parametrize("name", [name for name in DRAWN if golden(name).says])
@in_loop
async def test_a_cut_code_says_nothing(name, mode):
    """The paper ends in the middle of its codes."""
    sent = await printed(MODES[mode], golden(name))

    assert codes(sent) == golden(name).says
    assert not codes(cut(sent, sent.shape[1] * 9 // 20)) & golden(name).says


TAKEN = [("frame", -8), ("words", -64), ("photo", -8), ("photo", 8), ("shipping", 64)]
"""A picture of dots that fits is sent as it is to wider paper, too."""


@pytest.mark.parametrize(("name", "off"), TAKEN)
@pytest.mark.parametrize("mode", ["epson-raster", "epson-graphics", "epson-column", "star-line", "star-prnt"])
@in_loop
async def test_paper_that_the_driver_takes_for_another_width_is_refused(mode, name, off):
    """All the way: what the driver sends is right for other paper than is in the printer."""
    wrong = replace(MODES[mode], bench=lambda: misled(MODES[mode].bench(), WIDE + off))

    with pytest.raises(AssertionError):
        compare(await printed(wrong, golden(name)), wrong, golden(name))


def misled(bench: Bench, width: int) -> Bench:
    bench.driver.options = {**bench.driver.options, "width": str(width)}
    return bench

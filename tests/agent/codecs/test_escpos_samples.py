"""The strip with a picture in each way: what is right on a printer that knows all, and what one does that knows few."""

import pytest

from iot_agent.codecs import escpos_samples
from iot_agent.core.actions import Wish, perform
from iot_agent.errors import DeviceError
from iot_agent.simulators.escpos import EscPos as Machine
from iot_agent.values import Paper
from iot_agent.wire import IMAGES, Code, State
from tests.support.benches import EscPosBench, StarBench, ZplBench, quick
from tests.support.loop import in_loop

pytestmark = pytest.mark.usefixtures(quick.__name__)

DOT = {"column_wide": (2, 1), "column_low": (1, 3), "column_low_wide": (2, 3)}
"""Dots of thermal paper that one pixel covers, across and down; elsewhere one."""
NEEDLE = {"column_low": (1, 2), "column_low_wide": (2, 2)}
"""The same of a dot matrix printer, which knows no other ways."""


def rows_of(picture):
    return [
        "".join(f"{byte:08b}" for byte in picture.rows[at : at + picture.row_bytes])[: picture.width]
        for at in range(0, len(picture.rows), picture.row_bytes)
    ]


def shape(wide, tall):
    """The picture as it should stand on paper, drawn without the codec."""
    black = {"#": "1", " ": "0"}
    lines = ["".join(black[square] * 8 * wide for square in line) for line in escpos_samples.SHAPE]
    return [line for line in lines for _ in range(8 * tall)]


def found(paper, wanted, start=0):
    """The row below the first place where the picture stands at the left edge; 0 = nowhere."""
    edge = len(wanted[0])
    lines = [row[:edge] for row in paper]
    places = range(start, len(lines) - len(wanted) + 1)
    return next((at + len(wanted) for at in places if lines[at : at + len(wanted)] == wanted), 0)


async def begin():
    """What is printed may begin."""


def wish():
    return Wish("samples", {}, answers=True)


@in_loop
async def test_each_way_stands_once_in_order_below_its_number():
    bench = EscPosBench()
    await bench.driver.probe()

    assert (await perform(bench.driver, wish(), begin)).state is State.DONE

    (receipt,) = bench.machine.receipts
    assert not bench.machine.reader.unknown
    assert [line for line in receipt.text if line.strip().isdigit()] == [str(n) for n in range(1, len(IMAGES) + 1)]
    paper, below = rows_of(receipt.picture), 0
    for way in IMAGES:
        below = found(paper, shape(*DOT.get(way, (1, 1))), below)
        assert below, way
    assert len(paper) < 1000, "12 cm at most"


@in_loop
async def test_on_a_printer_that_knows_few_the_others_are_short_garbage():
    bench = EscPosBench(machine=Machine(width=400, needles=True))
    await bench.driver.probe()

    assert (await perform(bench.driver, wish(), begin)).state is State.DONE

    (receipt,) = bench.machine.receipts
    paper = rows_of(receipt.picture)
    below = found(paper, shape(*NEEDLE["column_low"]))
    assert below
    assert found(paper, shape(*NEEDLE["column_low_wide"]), below)
    assert len(receipt.text) < 80
    numbers = [line.strip() for line in receipt.text if line.strip() in "123456"]
    assert {"5", "6"} <= set(numbers)


def test_what_is_not_known_prints_no_command():
    """Data that is taken for letters is white or one letter: a control character in it could do anything."""
    assert set(escpos_samples.picture().rows) == {0x00, 0xFF}
    strip = escpos_samples.strip()
    assert set(strip) & set(range(0x20)) <= {0x00, 0x01, 0x02, 0x0A, 0x0B, 0x10, 0x18, 0x1A, 0x1B, 0x1D}
    assert strip.count(b"\x10") == strip.count(b"\x1b3\x10") == 2, "DLE only as the line spacing of 8 dots"


@pytest.mark.parametrize("bench", [StarBench, ZplBench])
@in_loop
async def test_a_printer_of_one_way_has_nothing_to_compare(bench):
    bench = bench()
    await bench.driver.probe()
    written = len(bench.cable.written)

    with pytest.raises(DeviceError) as refused:
        await perform(bench.driver, wish(), begin)

    assert refused.value.code is Code.NOT_SUPPORTED
    assert len(bench.cable.written) == written


@in_loop
async def test_nothing_begins_without_paper():
    bench = EscPosBench()
    await bench.driver.probe()
    bench.machine.set(paper=Paper.OUT)
    begun = []

    async def noted():
        begun.append(True)

    with pytest.raises(DeviceError) as refused:
        await perform(bench.driver, wish(), noted)

    assert refused.value.code is Code.PAPER_OUT
    assert not begun

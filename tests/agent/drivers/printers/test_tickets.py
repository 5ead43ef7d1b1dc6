"""A ticket on each kind of printer, from the document to the paper."""

import asyncio
import json
from dataclasses import replace

import pytest

from iot_agent.core.actions import Wish, perform
from iot_agent.core.entry import Sheet
from iot_agent.errors import DeviceError
from iot_agent.simulators.escpos import EscPos as Machine
from iot_agent.values import Raster
from iot_agent.wire import Code, Format, State
from tests.support.benches import SEEN, EscPosBench, StarBench, ZplBench, quick
from tests.support.loop import in_loop

pytestmark = pytest.mark.usefixtures(quick.__name__)

LINK = "https://shop.example.com/42"
BLOCKS = [
    {"type": "text", "text": "Café Ёлка", "align": "center", "bold": True, "wide": 2, "tall": 2},
    {"type": "rule"},
    {"type": "columns", "left": "2 x Tea", "right": "5,00 €"},
    {"type": "columns", "left": "4 x Cake", "right": "9.00"},
    {"type": "columns", "left": "1 x Борщ", "right": "3,50 €"},
    {"type": "barcode", "kind": "ean13", "data": "400638133393"},
    {"type": "barcode", "kind": "code128", "data": "01234567"},
    {"type": "qr", "data": LINK},
    {"type": "feed", "lines": 1},
    {"type": "text", "text": "Thanks", "align": "right", "underline": True},
]
KINDS = {
    "escpos": EscPosBench,
    "dot matrix": lambda: EscPosBench(seen=replace(SEEN, name="TM-U220"), machine=Machine(width=400, needles=True)),
    "star": StarBench,
    "star prnt": lambda: StarBench(language="prnt"),
    "zpl": ZplBench,
}


async def begin():
    """What is printed may begin."""


def wish(blocks=BLOCKS, form=Format.TICKET, data=None):
    data = json.dumps({"blocks": blocks}).encode() if data is None else data
    return Wish("print", {"cut": True, "copies": 1}, Sheet(form, 0, 0, data), answers=True)


def words(bench):
    (page,) = bench.machine.labels if hasattr(bench.machine, "labels") else bench.machine.receipts
    return page.text


@pytest.mark.parametrize("bench", KINDS.values(), ids=KINDS)
@in_loop
async def test_all_of_it_comes_out_and_is_confirmed(bench):
    bench = bench()
    await bench.driver.probe()

    assert (await perform(bench.driver, wish(), begin)).state is State.DONE

    text = " ".join(words(bench))
    assert not bench.machine.reader.unknown
    assert "4 x Cake" in text
    assert "Thanks" in text
    assert "01234567" in text


@pytest.mark.parametrize("kind", ["escpos", "star", "star prnt", "zpl"])
@in_loop
async def test_a_printer_of_today_gets_letters_and_codes_of_its_own(kind):
    bench = KINDS[kind]()
    await bench.driver.probe()

    await perform(bench.driver, wish(), begin)

    text = words(bench)
    assert "Café Ёлка" in text
    assert any("5,00 €" in line for line in text)
    assert any("1 x Борщ" in line for line in text)
    assert LINK in text
    assert len(bench.cable.written) < 1000


@in_loop
async def test_one_without_them_gets_pictures():
    bench = KINDS["dot matrix"]()
    await bench.driver.probe()

    await perform(bench.driver, wish(), begin)

    (receipt,) = bench.machine.receipts
    assert LINK not in receipt.text
    widths = {sent.width for sent in receipt.sent}
    assert not receipt.sent or max(widths) <= 400


@pytest.mark.parametrize("kind", KINDS)
@in_loop
async def test_what_is_no_ticket_is_refused_before_it_begins(kind):
    bench = KINDS[kind]()

    async def never():
        raise AssertionError("it must not begin")

    with pytest.raises(DeviceError) as refused:
        await perform(bench.driver, wish(data=b'{"blocks": [{"type": "video"}]}'), never)
    assert refused.value.code is Code.BAD_DOCUMENT


@pytest.mark.parametrize("kind", ["escpos", "star"])
@in_loop
async def test_lines_of_text_that_the_printer_lacks_are_drawn(kind, monkeypatch):
    drawn = Raster(576, 8, b"\x01" * 72 * 8)
    monkeypatch.setattr("iot_agent.codecs.lettering.draws", lambda line: True)
    monkeypatch.setattr("iot_agent.codecs.lettering.picture", lambda *_: drawn)
    bench = KINDS[kind]()

    await perform(bench.driver, replace(wish(form=Format.TEXT, data="Tea\n茶".encode()), answers=False), begin)

    (receipt,) = bench.machine.receipts
    assert receipt.text == ("Tea",)
    assert drawn.rows in receipt.picture.rows


@in_loop
async def test_nobody_waits_for_fonts(monkeypatch):
    """Fonts are looked for in a thread: the loop goes on serving other devices."""
    loop, inside = asyncio.get_running_loop(), []
    monkeypatch.setattr("iot_agent.codecs.lettering.draws", lambda line: bool(inside.append(_running())))
    bench = EscPosBench()

    await perform(bench.driver, replace(wish([{"type": "text", "text": "茶"}]), answers=False), begin)

    assert inside == [None]
    assert loop is asyncio.get_running_loop()


def _running():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None

"""Words and codes in Star's languages, byte by byte as receiptline and ReceiptPrinterEncoder send them."""

import pytest
from hypothesis import example, given

from iot_agent.codecs import star, star_ticket
from iot_agent.simulators.star import Star as Machine
from iot_agent.values import Bars, Case, Feed, Look, Picture, Qr, Raster, Ticket, Words
from tests.support.tickets import WORST, blocks, most, no_fonts, said, set_for

pytestmark = pytest.mark.usefixtures(no_fonts.__name__)


@pytest.mark.parametrize(
    ("line", "literal"),
    [
        (Words("Tea"), b"Tea\n"),
        (Words("Tea", Look("center")), b"\x1b\x1da\x01Tea\n\x1b\x1da\x00"),
        (Words("Tea", Look("right", bold=True)), b"\x1b\x1da\x02\x1bETea\n\x1bF\x1b\x1da\x00"),
        (Words("Tea", Look(underline=True)), b"\x1b-\x01Tea\n\x1b-\x00"),
        (Words("Tea", Look(wide=2, tall=3)), b"\x1bi\x02\x01Tea\n\x1bi\x00\x00"),
        (Words("2 €"), b"\x1b\x1dt\x042 \xd5\n"),
        (Words("Ж €"), b"\x1b\x1dt\x22\xc6 \x88\n"),
        (Words("Ж é"), b"\x1b\x1dt\x0a\x86 \x1b\x1dt\x01\x82\n"),
    ],
)
def test_words(line, literal):
    assert star_ticket.words(line) == literal


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        (Bars("ean13", "4006381333931", 80, module=3), b"\x1bb322P4006381333931\x1e"),
        (Bars("ean8", "96385074", module=2), b"\x1bb221P96385074\x1e"),
        (Bars("upca", "036000291452", text=False, module=2), b"\x1bb111P036000291452\x1e"),
        (Bars("code39", "A-1", module=2), b"\x1bb421PA-1\x1e"),
        (Bars("itf", "0123", module=2), b"\x1bb524P0123\x1e"),
        (Bars("code128", "5%", module=2), b"\x1bb621P5%0\x1e"),
    ],
)
def test_bar_codes(code, literal):
    assert star_ticket.bars(code) == literal


def test_qr_code():
    assert star_ticket.qr(Qr("hé", 5)) == bytes.fromhex(
        "1b1d7953 30 02"  # model 2
        "1b1d7953 31 01"  # level M
        "1b1d7953 32 05"  # dots of a module
        "1b1d7944 31 00 0300 68c3a9"  # data
        "1b1d7950"  # print
    )


def test_a_ticket():
    blocks = (Words("a"), Feed(2), Picture(Raster(8, 1, b"\x81")))

    assert b"".join(star_ticket.draw(Ticket(blocks), lambda raster: iter([raster.rows]))) == b"a\n\x1ba\x02\x81"


@given(blocks)
@example(WORST)
def test_no_text_is_taken_for_a_command(chosen):
    made = set_for(Case(pages=tuple(star_ticket.PAGES)), chosen)
    sent = b"".join(star_ticket.draw(made, lambda raster: star.line_raster(raster, 576)))
    machine = Machine()
    machine.receive(star.INIT + sent + star.CUT)

    (receipt,) = machine.receipts
    assert not machine.reader.unknown
    assert not machine.pulses
    assert [line for line in receipt.text if line] == [text for text in said(made) if text]
    assert len(sent) <= most(made)

"""Words and codes in ESC/POS, byte by byte as Epson's reference has them."""

import pytest
from hypothesis import example, given

from iot_agent.codecs import escpos, escpos_ticket
from iot_agent.simulators.escpos import EscPos as Machine
from iot_agent.values import Bars, Case, Feed, Look, Picture, Qr, Raster, Ticket, Words
from tests.support.tickets import WORST, blocks, most, no_fonts, said, set_for

PAGES = escpos_ticket.PAGES

pytestmark = pytest.mark.usefixtures(no_fonts.__name__)


@pytest.mark.parametrize(
    ("line", "literal"),
    [
        (Words("Tea"), b"Tea\n"),
        (Words("Tea", Look("center")), b"\x1ba\x01Tea\n\x1ba\x00"),
        (Words("Tea", Look("right", bold=True)), b"\x1ba\x02\x1b!\x08Tea\n\x1b!\x00\x1ba\x00"),
        (Words("Tea", Look(underline=True)), b"\x1b!\x80Tea\n\x1b!\x00"),
        (Words("Tea", Look(wide=2, tall=2)), b"\x1b!\x30Tea\n\x1b!\x00"),
        (Words("Tea", Look(wide=1, tall=4)), b"\x1b!\x10\x1d!\x03Tea\n\x1b!\x00"),
        (Words("2 €"), b"\x1bt\x132 \xd5\n"),
        (Words("Ж €"), b"\x1bt\x11\x86 \x1bt\x13\xd5\n"),
    ],
)
def test_words(line, literal):
    assert escpos_ticket.words(line, PAGES) == literal


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        (Bars("ean13", "4006381333931", 80, module=3), b"\x1dh\x50\x1dw\x03\x1dH\x02\x1dk\x43\x0d4006381333931"),
        (
            Bars("upca", "036000291452", 40, text=False, module=2),
            b"\x1dh\x28\x1dw\x02\x1dH\x00\x1dk\x41\x0c036000291452",
        ),
        (Bars("ean8", "96385074", module=2), b"\x1dhP\x1dw\x02\x1dH\x02\x1dk\x44\x0896385074"),
        (Bars("code39", "A-1", module=2), b"\x1dhP\x1dw\x02\x1dH\x02\x1dk\x45\x03A-1"),
        (Bars("itf", "0123", module=2), b"\x1dhP\x1dw\x02\x1dH\x02\x1dk\x46\x040123"),
        (Bars("code128", "a{1", module=2), b"\x1dhP\x1dw\x02\x1dH\x02\x1dk\x49\x06{Ba{{1"),
        (Bars("code128", "0199", module=2), b"\x1dhP\x1dw\x02\x1dH\x02\x1dk\x49\x04{C\x01\x63"),
    ],
)
def test_bar_codes(code, literal):
    assert escpos_ticket.bars(code) == literal


def test_qr_code():
    assert escpos_ticket.qr(Qr("hé", 5)) == bytes.fromhex(
        "1d286b 0400 31 41 32 00"  # model 2
        "1d286b 0300 31 43 05"  # dots of a module
        "1d286b 0300 31 45 31"  # level M
        "1d286b 0600 31 50 30 68c3a9"  # store
        "1d286b 0300 31 51 30"  # print
    )


def test_a_ticket():
    drawn = b"".join(escpos_ticket.draw(Ticket((Words("a"), Feed(2), Picture(Raster(8, 1, b"\x81")))), "raster", PAGES))

    assert drawn == b"\x1c." + b"a\n" + b"\x1bd\x02" + b"\x1ba\x01" + b"\x1dv0\x00\x01\x00\x01\x00\x81" + b"\x1ba\x00"


@given(blocks)
@example(WORST)
def test_no_text_is_taken_for_a_command(chosen):
    made = set_for(Case(pages=tuple(PAGES)), chosen)
    sent = b"".join(escpos_ticket.draw(made, "raster", PAGES))
    machine = Machine()
    machine.receive(escpos.INIT + sent + escpos.CUT)

    (receipt,) = machine.receipts
    assert not machine.reader.unknown
    assert not machine.pulses
    assert [line for line in receipt.text if line] == [text for text in said(made) if text]
    assert len(sent) <= most(made)

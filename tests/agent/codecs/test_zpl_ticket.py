"""Words and codes on a label, as the ZPL II Programming Guide has them."""

import pytest
from hypothesis import example, given

from iot_agent.codecs import zpl_ticket
from iot_agent.simulators.zpl import Zpl as Machine
from iot_agent.values import Bars, Case, Columns, Feed, Look, Picture, Qr, Raster, Rule, Ticket, Words
from tests.support.tickets import PAPER, WORST, blocks, most, no_fonts, said, set_for

pytestmark = pytest.mark.usefixtures(no_fonts.__name__)


def fields(*blocks, width=400):
    label = zpl_ticket.label(Ticket(blocks), width=width).decode()
    return label.partition("^CI28")[2].removesuffix("^PQ1^XZ")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Words("Tea"), "^FO0,0^A0N,28,28^FB400,1,0,L^FH^FDTea^FS"),
        (Words("2 €^~_", Look("center")), "^FO0,0^A0N,28,28^FB400,1,0,C^FH^FD2 €_5E_7E_5F^FS"),
        (Words("Tea", Look("right", wide=2, tall=3)), "^FO0,0^A0N,84,56^FB400,1,0,R^FH^FDTea^FS"),
        (Words("T", Look(bold=True)), "^FO0,0^A0N,28,28^FB400,1,0,L^FH^FDT^FS^FO1,0^A0N,28,28^FB400,1,0,L^FH^FDT^FS"),
        (Words("  "), ""),
        (Columns("T", "2"), "^FO0,0^A0N,28,28^FB400,1,0,L^FH^FDT^FS^FO0,0^A0N,28,28^FB400,1,0,R^FH^FD2^FS"),
        (Rule(), "^FO0,20^GB400,2,2^FS"),
        (Feed(3), ""),
        (Picture(Raster(8, 1, b"\x81")), "^FO196,0^GFA,1,1,1,81^FS"),
        (Qr("hi", 4), "^FO158,0^BQN,2,4^FH^FDMA,hi^FS"),
        (Qr("a\r\n^é_", 4), "^FO158,0^BQN,2,4^FH^FDMA,a_0D_0A_5Eé_5F^FS"),
        (Bars("ean13", "4006381333931", 80, module=3), "^FO57,0^BY3,3^BEN,80,Y,N^FH^FD400638133393^FS"),
        (Bars("ean8", "96385074", 80, module=3), "^FO99,0^BY3,3^B8N,80,Y,N^FH^FD9638507^FS"),
        (Bars("upca", "036000291452", 80, text=False, module=2), "^FO105,0^BY2,3^BUN,80,N,N,Y^FH^FD03600029145^FS"),
        (Bars("code39", "A-1", 80, module=2), "^FO120,0^BY2,3^B3N,N,80,Y,N^FH^FDA-1^FS"),
        (Bars("itf", "0123", 80, module=2), "^FO155,0^BY2,3^B2N,80,Y,N,N^FH^FD0123^FS"),
        (Bars("code128", "A^", 80, module=2), "^FO143,0^BY2,3^BCN,80,Y,N,N,A^FH^FDA_5E^FS"),
    ],
)
def test_blocks(block, expected):
    assert fields(block) == expected


def test_blocks_stand_below_each_other_and_the_label_is_as_long_as_they_need():
    blocks = (Words("a", Look(tall=2)), Feed(1), Bars("ean8", "96385074", 50, module=2), Words("b"))

    label = zpl_ticket.label(Ticket(blocks), width=400, copies=2).decode()

    assert label.startswith("^XA^LH0,0^PW400^LL254^CI28^FO0,0^")
    assert "^FO133,120^BY2" in label
    assert "^FO0,214^A0N,28,28^FB400,1,0,L^FH^FDb^FS^PQ2^XZ" in label


@given(blocks)
@example(WORST)
def test_no_text_is_taken_for_a_command(chosen):
    made = set_for(Case(pages=zpl_ticket.PAGES, even=False), chosen)
    sent = zpl_ticket.label(made, width=PAPER)
    machine = Machine()
    machine.receive(sent)

    (label,) = machine.labels
    assert not machine.reader.unknown
    assert {text for text in label.text if text.strip(" ")} == {text for text in said(made) if text.strip(" ")}
    assert len(sent) <= 3 * most(made)

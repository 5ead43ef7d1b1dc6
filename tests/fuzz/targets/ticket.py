"""A ticket of blocks, as it is set for a printer and becomes each language."""

from iot_agent.codecs import escpos_ticket, star_ticket, ticket, typeset, zpl_ticket
from iot_agent.errors import ProtocolError
from iot_agent.values import Case, Ticket, Words

WIDTH = 384
NARROW = Case(columns=32, pages=("ascii", "cp858"))
DRAWN = 20
"""Blocks of a ticket that are drawn: each is drawn for itself."""


def fuzz(data: bytes) -> None:
    try:
        read = ticket.read(data)
        made = typeset.ticket(read, WIDTH, NARROW)
    except ProtocolError:
        return
    assert len(made.blocks) <= 5000 * len(read.blocks)
    for block in made.blocks:
        if isinstance(block, Words):
            assert block.text.isprintable(), "a control character passes"
            assert typeset.cells(block.text) * block.look.wide <= NARROW.columns
    _draw(Ticket(made.blocks[:DRAWN]))


def _draw(made: Ticket) -> None:
    assert b"".join(escpos_ticket.draw(made, "raster", escpos_ticket.PAGES)).startswith(escpos_ticket.NOT_KANJI)
    b"".join(star_ticket.draw(made, lambda raster: iter((raster.rows,))))
    label = zpl_ticket.label(made, width=WIDTH)
    assert label.count(b"^XZ") == 1, "letters end the label"

"""A ticket of blocks, as it is set for a printer and becomes each language."""

from iot_agent.codecs import escpos_ticket, star_ticket, ticket, typeset, zpl_ticket
from iot_agent.errors import ProtocolError
from iot_agent.values import Case, Words

LANGUAGES = (escpos_ticket, star_ticket, zpl_ticket)
"""Imported so that they are read, too."""
NARROW = Case(columns=32, pages=("ascii", "cp858"))


def fuzz(data: bytes) -> None:
    try:
        read = ticket.read(data)
        made = typeset.ticket(read, 384, NARROW)
    except ProtocolError:
        return
    assert len(made.blocks) <= 5000 * len(read.blocks)
    for block in made.blocks:
        if isinstance(block, Words):
            assert block.text.isprintable(), "a control character passes"
            assert typeset.cells(block.text) * block.look.wide <= NARROW.columns

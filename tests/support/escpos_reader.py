"""What a printer makes of bytes: the simulator's reader, which shares no code with our encoder."""

from __future__ import annotations

from iot_agent.simulators.escpos import EscPos, Receipt


def read(data: bytes, width: int = 576) -> list[Receipt]:
    """The receipts that come out; bytes the reader does not know fail the test."""
    machine = EscPos(width=width)
    machine.receive(data)
    assert not machine.reader.unknown, machine.reader.unknown
    return machine.receipts

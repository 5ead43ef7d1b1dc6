"""The status ticket on a real USB port: once, whatever is plugged, killed and started."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.escpos_reader import read

from .guest import Guest, until
from .printers import Kind, UsbPrinter

ESCPOS = "MFG:Any;MDL:N-1;CMD:ESC/POS;CLS:PRINTER;"
ANY = Kind(vendor=0x1D6B, product=0x0104, maker="Any", model="N-1", device_id=ESCPOS)


def test_a_box_of_nobody_tells_its_address_and_code_once(guest: Guest, printer: Callable[..., UsbPrinter]) -> None:
    made = printer(0, "N1", ANY)
    made.plug()
    [ticket] = until(lambda: read(made.received()))
    told = " ".join(ticket.text)
    status = guest.status()
    assert f"{status['code']['text'][:4]} {status['code']['text'][4:]}" in told
    assert status["addresses"][0] in told
    made.listed()
    made.unplug()
    until(lambda: guest.devices()[made.identifier]["health"] == "lost")
    made.plug(1)
    made.listed()
    guest.kill_agent()
    guest.start_agent()
    made.listed()
    other = printer(1, "N2", ANY)
    other.plug(2)
    assert until(lambda: read(other.received()))
    assert len(read(made.received())) == 1

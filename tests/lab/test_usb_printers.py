"""USB printers on a real kernel: its USB core, its usblp, its events."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable

import pytest

from iot_agent import wire
from iot_agent.values import Raster
from iot_agent.wire import Code, State
from tests.support.escpos_reader import read

from .guest import HOME, Guest, until
from .odoo import Shop, shop_of
from .printers import Kind, UsbPrinter, listed_soon

Make = Callable[..., UsbPrinter]
WIDTH = 576
NOBODY = {"vendor": 0x1D6B, "product": 0x0104, "maker": "Nobody", "model": "N-1"}
"""A maker no driver knows: what the printer speaks stands in its IEEE-1284 id alone."""


def page(height: int, seed: str = "page") -> Raster:
    """Dots without a pattern, down to the last row."""
    return Raster(WIDTH, height, hashlib.shake_256(seed.encode()).digest(height * WIDTH // 8))


def printed(printer: UsbPrinter) -> list[Raster]:
    """The pages that came out."""
    return [receipt.picture for receipt in read(printer.received(), WIDTH)]


def test_a_printer_is_in_odoo_within_three_seconds_under_the_name_it_tells(printer: Make, shop: Shop) -> None:
    """Found is not adopted: nothing is printed on it."""
    assert shop.odoo.box.devices == ()
    made, listed = listed_soon(printer, shop.device)
    assert (listed.name, listed.kind, listed.subtype) == ("TM-U220", wire.Kind.PRINTER, "receipt")
    assert not printed(made)


def test_the_kernel_tells_the_printers_own_id(guest: Guest, printer: Make) -> None:
    """The gadget is what the tests take it for."""
    printer(0, "J5ZF000001").plug()
    told = until(lambda: guest.run("cat /sys/bus/usb/devices/*/*/ieee1284_id 2>/dev/null || true").strip())
    assert told == "MFG:EPSON;CMD:ESC/POS;MDL:TM-U220;CLS:PRINTER;DES:EPSON TM-U220;SN:J5ZF000001;"


@pytest.mark.parametrize(
    ("speaks", "said"), [("ESC/POS", "connected (driver escpos"), ("UNHEARD,OF", "no driver claims it")]
)
def test_a_printer_of_an_unknown_maker_is_typed_by_its_id(guest: Guest, printer: Make, speaks: str, said: str) -> None:
    made = printer(0, "N1", Kind(**NOBODY, device_id=f"MFG:Nobody;MDL:N-1;CMD:{speaks};CLS:PRINTER;"))
    made.plug()
    told = until(lambda: [line for line in guest.log().splitlines() if made.identifier in line])
    assert said in told[0]
    assert (made.identifier in guest.devices()) is (speaks == "ESC/POS")


def test_killed_and_started_again_the_agent_knows_the_printer(guest: Guest, printer: Make) -> None:
    """Nobody gave the printer back to the kernel's driver, which alone had told what it speaks."""
    made = printer(0, "N1", Kind(**NOBODY, device_id="MFG:Nobody;MDL:N-1;CMD:ESC/POS;CLS:PRINTER;"))
    made.plug()
    first = made.listed()
    guest.kill_agent()
    until(lambda: guest.run("ls /dev/usb/lp0 2>/dev/null || true") == "")
    guest.start_agent()
    assert made.listed() == first


@pytest.mark.parametrize("questions", [1, 2, 7])
def test_what_the_printer_told_a_killed_agent_is_no_answer_to_the_next(
    guest: Guest, printer: Make, questions: int
) -> None:
    """It waits in the printer until somebody fetches it, and looks like the answer to any other question."""
    made = printer(0, "J5ZF000001")
    made.plug()
    first = made.listed()
    guest.kill_agent()
    until(lambda: guest.run("ls /dev/usb/lp0 2>/dev/null || true") == "")
    guest.run(f"{HOME}/lab/ask.py {questions}")
    guest.start_agent()
    assert made.listed() == first


def test_a_page_comes_out_dot_for_dot(printer: Make, shop: Shop) -> None:
    made = printer(0, "J5ZF000001")
    made.plug()
    shop.device(made.identifier)
    source = page(400)
    assert shop.outcome(shop.print(made.identifier, source)).state is State.DONE
    assert printed(made) == [source]


def test_unplugged_in_the_middle_of_a_page(printer: Make, shop: Shop) -> None:
    """The job ends with a reason; on another port the printer is the same device, and prints the next page whole."""
    made = printer(0, "J5ZF000001")
    made.plug(0)
    shop.device(made.identifier)
    made.become("stuck")
    key = shop.print(made.identifier, page(2000))
    until(lambda: len(made.received()) > 20_000)
    made.unplug()
    outcome = shop.outcome(key)
    assert (outcome.state, outcome.code) == (State.UNKNOWN, Code.INTERRUPTED.value)  # a part of it is on paper
    shop.device(made.identifier, health="lost")
    before = len(made.received())
    made.become()
    made.plug(2)
    shop.device(made.identifier)
    source = page(300, "next")
    assert shop.outcome(shop.print(made.identifier, source)).state is State.DONE
    assert [receipt.picture for receipt in read(made.received()[before:], WIDTH)][-1] == source
    assert [device.identifier for device in shop.odoo.box.devices] == [made.identifier]


def test_two_printers_of_one_model_stay_apart(printer: Make, shop: Shop) -> None:
    """Also when they have changed places."""
    left, right = printer(0, "J5ZF000001"), printer(1, "J5ZF000002")
    for ports in ((0, 1), (1, 0)):
        for made, port in zip((left, right), ports, strict=True):
            made.plug(port)
        for made in (left, right):
            shop.device(made.identifier)
            shop.outcome(shop.print(made.identifier, page(200, f"{made.identifier} {ports}")))
        for made in (left, right):
            made.unplug()
        for made in (left, right):
            shop.device(made.identifier, health="lost")
    for made in (left, right):
        assert printed(made) == [page(200, f"{made.identifier} {ports}") for ports in ((0, 1), (1, 0))]


def test_two_printers_of_one_model_without_serial_numbers_stay_apart_by_their_ports(printer: Make, shop: Shop) -> None:
    """Knowingly: nothing else tells them apart, so each port is a device, whichever of the two is plugged in there."""
    left, right = printer(0, ""), printer(1, "")
    left.plug(0)
    [first] = until(lambda: shop.connected(1))
    right.plug(1)
    [second] = until(lambda: [name for name in shop.connected(2) if name != first])
    for name, made in ((first, left), (second, right)):
        assert shop.outcome(shop.print(name, page(100, name))).state is State.DONE
        assert printed(made) == [page(100, name)]
    for made in (left, right):
        made.unplug()
    until(lambda: not shop.connected(1))
    right.plug(0)
    assert until(lambda: shop.connected(1)) == [first]


def test_without_pyusb_the_kernels_own_driver_is_the_way_to_the_printer(guest: Guest, printer: Make) -> None:
    """Pages and answers go through usblp; the device is the same."""
    made = printer(0, "J5ZF000001")
    guest.kill_agent()
    guest.run("mv /usr/lib/python3/dist-packages/usb /usr/lib/python3/dist-packages/usb.away")
    guest.start_agent()
    with shop_of(guest) as shop:
        made.plug()
        assert shop.device(made.identifier).connection == "file"
        source = page(300)
        assert shop.outcome(shop.print(made.identifier, source)).state is State.DONE
        assert printed(made) == [source]


def test_a_queue_with_its_owners_driver_is_the_way_to_the_printer(guest: Guest, printer: Make, shop: Shop) -> None:
    """One printer, one device: through CUPS's own backend for USB and the driver that its owner chose."""
    made = printer(0, "J5ZF000001")
    guest.run(f"{HOME}/lab/queue.sh bar {shlex.quote(made.uri)}")
    made.plug()
    [name] = until(lambda: shop.connected(1))
    until(lambda: shop.device(name).connection == "cups")  # the kernel may tell of it before CUPS does
    assert shop.outcome(shop.print_text(name, "two teas")).state is State.SENT
    assert until(lambda: b"by the owner's driver\ntwo teas\n" in made.received())
    assert [device.identifier for device in shop.odoo.box.devices] == [name]


def test_paper_out_and_an_open_cover_are_shown_live(printer: Make, shop: Shop) -> None:
    made = printer(0, "J5ZF000001")
    made.plug()
    shop.device(made.identifier)
    for word, code in (("paper_out", Code.PAPER_OUT), ("cover_open", Code.COVER_OPEN)):
        made.become(word)
        until(lambda code=code: shop.device(made.identifier, health="fault").code == code.value)
    made.become()
    assert shop.device(made.identifier).code == ""

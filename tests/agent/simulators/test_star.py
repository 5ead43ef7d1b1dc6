"""The simulated Star printer by its specifications, and on a port."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.simulators.escpos import BUFFER, Mode, Served
from iot_agent.simulators.star import Star
from iot_agent.values import Paper
from tests.support.loop import in_loop
from tests.support.waiting import until

ASK = b"\x1b\x06\x01"
PAGE = b"hello\n\x1bd\x02"


def printer(**state):
    machine = Star(**state)
    said = bytearray()
    machine.answer = said.extend
    return machine, said


@pytest.mark.parametrize(
    ("state", "literal"),
    [
        ({}, "23 06 00 00 00 00 00 00 00"),
        ({"paper": Paper.LOW}, "23 06 00 00 00 04 00 00 00"),
        ({"paper": Paper.OUT}, "23 06 08 00 00 0c 00 00 00"),
        ({"cover_open": True}, "23 06 28 00 00 00 00 00 00"),
        ({"drawer_open": True}, "23 06 04 00 00 00 00 00 00"),
        ({"cutter_stuck": True}, "23 06 08 08 00 00 00 00 00"),
        ({"count": 9}, "23 06 00 00 00 00 00 22 00"),
        ({"count": 31}, "23 06 00 00 00 00 00 6e 00"),
        ({"counts": False}, "0f 02 00 00 00 00 00"),
    ],
)
def test_status_as_in_the_specifications(state, literal):
    machine, said = printer(**state)
    for byte in ASK:
        machine.receive(bytes((byte,)))

    assert bytes(said) == bytes.fromhex(literal)


def test_raster_rows_and_images_are_the_same_dots():
    machine, _ = printer(width=16)
    machine.receive(b"\x1b*rA\x1b*rP0\x00b\x02\x00\x80\x01k\x01\x00\xf0b\x01\x00\x0f\x1b*rB\x1bd\x02")
    machine.receive(b"\x1b\x1dS\x01\x02\x00\x02\x00\x00\x80\x01\xff\x00\x1bd\x02")

    assert [receipt.picture.rows for receipt in machine.receipts] == [b"\x80\x01\xff\x00"] * 2
    assert not machine.reader.unknown


def test_letters_are_commands_in_raster_mode_only():
    machine, _ = printer()
    machine.receive(b"bb\n\x1b*rAx\x1b*rBb\n\x1bd\x02")

    assert machine.receipts[0].text == ("bb", "b")
    assert machine.reader.unknown == [b"x"]


def test_text_feeds_and_code_pages():
    machine, _ = printer()
    machine.receive(b"\x1b\x1dt\x04\xd5\n\x1b\x1dt\x20\x80\n\x1ba\x05\x1bd\x03")

    assert machine.receipts[0].text == ("€", "€")
    assert machine.receipts[0].picture.height == 2 * 30 + 5 * 30


def test_marks_are_counted_when_all_before_them_is_printed():
    machine, said = printer(busy=True)
    machine.receive(PAGE + b"\x17" + ASK)
    assert said[7] == 0

    machine.set(busy=False)
    machine.receive(ASK)

    assert said[16] == 2
    machine.receive(b"\x1b\x1eE\x00")
    assert machine.count == 0


def test_drawers():
    machine, _ = printer()
    machine.receive(b"\x07\x1b\x07\x0c\x14\x07\x1a")

    assert machine.pulses == [(2, 200), (2, 120), (5, 200)]


def test_a_drawer_at_once_opens_without_paper_and_one_in_turn_does_not():
    machine, _ = printer(paper=Paper.OUT)
    machine.receive(b"\x1c")
    machine.receive(b"\x07")
    assert machine.pulses == [(2, 200)]

    machine.set(paper=Paper.OK)

    assert machine.pulses == [(2, 200)] * 2


def test_automatic_it_tells_every_change_and_mark():
    machine, said = printer(automatic=True)
    machine.set(paper=Paper.OUT)
    machine.set(paper=Paper.OK)
    machine.receive(b"\x17")

    assert bytes(said) == bytes.fromhex("23060800000c000000 230600000000000000 230600000000000200")


def test_what_it_cannot_read_is_told():
    machine, _ = printer()
    machine.receive(b"\x1bz\x1b\x1dz\x1b*qA\x02")

    assert machine.reader.unknown == [b"\x1bz", b"\x1b\x1dz", b"\x1b*qA", b"\x02"]


commands = st.sampled_from(
    [b"\x1b*rA", b"\x1b*rB", b"\x1b*rE", b"b", b"\x1b\x1dS", b"\x1b\x1dt", b"\x1bd", b"\x1b", b"\x17", ASK]
)


@given(st.lists(commands | st.binary(max_size=6), max_size=30))
def test_nonsense_does_not_break_it(parts):
    machine, said = printer()
    machine.receive(b"".join(parts))
    machine.receive(b"\x00" + ASK)

    assert said[-9:-7] == b"\x23\x06"


def test_full_it_takes_no_more_until_it_can_print():
    machine, _ = printer(cover_open=True)
    machine.receive(PAGE * (BUFFER // len(PAGE) + 1))
    assert machine.full
    assert not machine.receipts

    machine.set(cover_open=False)

    assert not machine.full
    assert len(machine.receipts) == BUFFER // len(PAGE) + 1


@in_loop
async def test_on_a_port_it_can_be_silent():
    machine = Star()
    served = Served(machine)
    host, _, port = (await served.start()).rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(ASK)
    assert await reader.readexactly(9) == bytes.fromhex("23 06 00 00 00 00 00 00 00")
    served.behave(Mode.SILENT)
    writer.write(ASK + PAGE)

    await until(lambda: machine.receipts)
    writer.close()
    await served.stop()

"""The simulated printer's habits, over a real connection."""

import asyncio

import pytest

from iot_agent.simulators.escpos import BUFFER, EscPos, Mode, Served
from iot_agent.values import Paper
from tests.support.loop import in_loop
from tests.support.waiting import until

STATUS = b"\x10\x04\x01"
PAGE = b"hello\n\x1dV\x00"


@pytest.fixture
def shop():
    """A printer on a port and a way to connect."""
    served = Served()

    async def connect():
        if not hasattr(served, "address"):
            await served.start()
        host, _, port = served.address.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    return served, connect


async def close(served, *writers):
    for writer in writers:
        writer.close()
    await served.stop()


@in_loop
async def test_it_prints_and_answers(shop):
    served, connect = shop
    reader, writer = await connect()
    writer.write(PAGE + STATUS)

    assert await reader.readexactly(1) == b"\x16"
    assert served.machine.receipts[0].text == ("hello",)
    await close(served, writer)


@in_loop
async def test_silent_it_prints_and_says_nothing(shop):
    served, connect = shop
    reader, writer = await connect()
    served.behave(Mode.SILENT)
    writer.write(STATUS + PAGE)
    await until(lambda: served.machine.receipts)

    served.behave(Mode.NORMAL)
    writer.write(b"\x1dr\x01")

    assert await reader.readexactly(1) == b"\x00"
    await close(served, writer)


@in_loop
async def test_hung_it_accepts_and_never_reads(shop):
    served, connect = shop
    served.behave(Mode.HUNG)
    _, writer = await connect()
    writer.transport.set_write_buffer_limits(high=0)
    writer.write(PAGE + bytes(32 << 20))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await writer.drain()
    assert not served.machine.received

    served.behave(Mode.NORMAL)

    await until(lambda: served.machine.receipts)
    writer.transport.abort()
    await close(served)


@in_loop
async def test_it_can_hang_in_the_middle_of_a_connection(shop):
    served, connect = shop
    reader, writer = await connect()
    writer.write(STATUS)
    await reader.readexactly(1)
    served.behave(Mode.HUNG)
    writer.write(STATUS)
    answer = asyncio.ensure_future(reader.readexactly(1))
    await asyncio.sleep(0.02)
    assert not answer.done()

    served.behave(Mode.NORMAL)

    assert await answer == b"\x16"
    await close(served, writer)


@in_loop
async def test_late_it_answers_in_its_own_time(shop):
    served, connect = shop
    served.behave(Mode.LATE, late=0.05)
    reader, writer = await connect()
    clock = asyncio.get_running_loop().time
    start = clock()
    writer.write(STATUS)

    assert await reader.readexactly(1) == b"\x16"
    assert clock() - start >= 0.05
    await close(served, writer)


@pytest.mark.parametrize("after", [0, 10, 5000])
@in_loop
async def test_it_drops_the_connection_after_so_many_bytes(shop, after):
    served, connect = shop
    served.behave(Mode.DROP, drop_after=after)
    reader, writer = await connect()
    writer.write(bytes(10_000))

    with pytest.raises(ConnectionError):
        await _until_dropped(reader)
    assert served.machine.received == after
    await close(served, writer)


@in_loop
async def test_it_drops_the_open_connection_so_many_bytes_from_when_it_is_told(shop):
    served, connect = shop
    reader, writer = await connect()
    writer.write(PAGE * 20 + STATUS)
    await reader.readexactly(1)
    served.behave(Mode.DROP, drop_after=3)
    writer.write(PAGE)

    with pytest.raises(ConnectionError):
        await _until_dropped(reader)
    assert served.machine.received == len(PAGE * 20 + STATUS) + 3
    await close(served, writer)


async def _until_dropped(reader):
    if not await reader.read():
        raise ConnectionResetError


@in_loop
async def test_one_client_at_a_time(shop):
    served, connect = shop
    first_reader, first = await connect()
    first.write(STATUS)
    await first_reader.readexactly(1)
    second_reader, second = await connect()
    second.write(STATUS)
    waiting = asyncio.ensure_future(second_reader.readexactly(1))
    await asyncio.sleep(0.02)
    assert not waiting.done()

    first.close()

    assert await waiting == b"\x16"
    await close(served, second)


@in_loop
async def test_full_it_takes_no_more_until_it_can_print(shop):
    served, connect = shop
    served.machine.set(paper=Paper.OUT)
    _, writer = await connect()
    writer.write(PAGE * (2 * BUFFER // len(PAGE)))
    await until(lambda: served.machine.full)
    assert served.machine.received < 2 * BUFFER

    served.machine.set(paper=Paper.OK)
    served.poke()

    await until(lambda: len(served.machine.receipts) == 2 * BUFFER // len(PAGE))
    await close(served, writer)


def printer(**state):
    machine = EscPos(**state)
    said = bytearray()
    machine.answer = said.extend
    return machine, said


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ({}, "16 12 12 12"),
        ({"paper": Paper.LOW}, "16 12 12 1e"),
        ({"paper": Paper.OUT}, "1e 32 12 7e"),
        ({"cover_open": True}, "1e 16 12 12"),
        ({"drawer_open": True}, "12 12 12 12"),
    ],
)
def test_status_as_in_the_manual(state, answers):
    machine, said = printer(**state)
    for which in (1, 2, 3, 4):
        machine.receive(bytes((0x10, 0x04, which)))

    assert bytes(said) == bytes.fromhex(answers)


def test_questions_in_real_time_are_answered_wherever_they_stand_and_only_once():
    machine, said = printer()
    picture = b"\x1dv0\x00\x01\x00\x06\x00\xff\x10\x04\x01\xff\xff"
    for at in range(len(picture)):
        machine.receive(picture[at : at + 1])

    assert bytes(said) == b"\x16"
    assert machine.reader.paper.sent[0].rows == b"\xff\x10\x04\x01\xff\xff"


def test_without_paper_it_keeps_what_it_got_and_prints_it_later():
    machine, said = printer(paper=Paper.OUT)
    machine.receive(PAGE + b"\x1dr\x01\x1bp\x00\x32\x32")
    assert (machine.receipts, machine.pulses, said) == ([], [], b"")

    machine.set(paper=Paper.OK)

    assert len(machine.receipts) == 1
    assert machine.pulses == [(2, 100)]
    assert said == b"\x00"


def test_the_drawer_in_real_time_opens_without_paper():
    machine, _ = printer(paper=Paper.OUT)
    machine.receive(b"\x10\x14\x01\x01\x02")
    machine.set(paper=Paper.OK)

    assert machine.pulses == [(5, 200)]


def test_what_is_cleared_is_never_printed():
    machine, said = printer(paper=Paper.OUT)
    machine.receive(PAGE + bytes.fromhex("10 14 08 01 03 14 01 06 02 08"))
    machine.set(paper=Paper.OK)
    machine.receive(b"next\n\x1dV\x00")

    assert said == b"\x37\x25\x00"
    assert [receipt.text for receipt in machine.receipts] == [("next",)]


def test_watched_it_tells_every_change():
    machine, said = printer()
    machine.set(paper=Paper.LOW)
    assert not said

    machine.receive(b"\x1da\x0e")
    machine.set(paper=Paper.OUT)
    machine.set(paper=Paper.OK, cover_open=True)

    assert bytes(said) == bytes.fromhex("14 00 03 001c 00 0f 003c 00 00 00")

import asyncio

import pytest

from iot_agent.errors import TransportError
from iot_agent.transports.words import Asked, Told
from tests.support.loop import in_loop


@pytest.mark.parametrize("size", [1, 3, 100])
def test_questions_are_put_together_from_any_pieces(size):
    asked, written = Asked(10), b"one\ntwo\n\nthr"
    pieces = [written[at : at + size] for at in range(0, len(written), size)]
    assert [line for piece in pieces for line in asked.lines(piece)] == [b"one\n", b"two\n", b"\n"]
    assert list(asked.lines(b"ee\n")) == [b"three\n"]


def test_a_question_that_does_not_end_is_none():
    asked = Asked(10)
    assert list(asked.lines(b"0123456789")) == []
    with pytest.raises(TransportError, match="no question"):
        list(asked.lines(b"0"))


@in_loop
async def test_what_was_told_is_read_in_order_and_in_pieces():
    told = Told("it")
    told.put(b"abc")
    told.put(b"d")
    assert await told.read(3) == b"abc"
    assert await told.read(3) == b"d"
    reading = asyncio.ensure_future(told.read(3))
    await asyncio.sleep(0)
    assert not reading.done()
    told.put(b"ef")
    assert await reading == b"ef"


@in_loop
async def test_what_was_said_before_the_end_is_still_read():
    told = Told("it")
    told.check()
    told.put(b"last")
    told.end("out of reach")
    told.end()
    with pytest.raises(TransportError, match="it is out of reach"):
        told.check()
    assert await told.read(10) == b"last"
    with pytest.raises(TransportError, match="it is out of reach"):
        await told.read(10)


@in_loop
async def test_whoever_reads_hears_of_the_end():
    told = Told("it")
    reading = asyncio.ensure_future(told.read(1))
    await asyncio.sleep(0)
    told.end()
    with pytest.raises(TransportError, match="it is closed"):
        await reading

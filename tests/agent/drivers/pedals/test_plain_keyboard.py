"""A keyboard nobody has given a use: listed, never opened, and not one key of it leaves the box."""

import asyncio
from contextlib import aclosing

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.pedals.plain_keyboard import PlainKeyboard
from iot_agent.errors import TransportError
from iot_agent.simulators.hid_keyboard import Served, typed
from iot_agent.wire import Kind
from tests.support.cables import ALL, Cable, Cut
from tests.support.loop import in_loop
from tests.support.solo import solo
from tests.support.waiting import until

SECRET = "hunter2"


@pytest.mark.parametrize("cable", [cable for cable in ALL if cable is not Cut])
@in_loop
async def test_keys_that_came_all_the_same_are_kept_from_everybody(cable):
    """Even over a wire that somebody opened."""
    wire = cable()
    async with aclosing(PlainKeyboard(wire, Candidate("x", "hid", "x"), {}).keys()) as keys:
        first = asyncio.ensure_future(anext(keys))
        wire.arrive(typed(SECRET, at=1.0))
        await until(lambda: not wire._arrived)
        wire.pull()
        with pytest.raises(TransportError):
            await first


@pytest.mark.parametrize("after", [0, 24, 100])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    wire = Cut(after=after)
    wire.arrive(typed(SECRET, at=1.0))

    with pytest.raises(TransportError):
        async with aclosing(PlainKeyboard(wire, Candidate("x", "hid", "x"), {}).keys()) as keys:
            await anext(keys)


@in_loop
async def test_a_plain_cable_is_all_it_needs():
    await PlainKeyboard(Cable(), Candidate("x", "hid", "x"), {}).probe()


@in_loop
async def test_its_user_says_what_it_is_and_takes_it_back(tmp_path):
    """Whatever is typed before and after is nobody's business."""
    served = Served()
    keyboard = Candidate("kbd", "hid", await served.start(tmp_path / "kbd"), "Some USB Keyboard", vendor=0x046D)
    async with solo(tmp_path, keyboard) as box:
        await box.becomes(Kind.PEDAL, "plain_keyboard")
        assert served.scan(SECRET) == 0, "nobody has opened it"

        box.settle(use="scanner")
        await box.becomes(Kind.SCANNER, "hid_keyboard")
        await until(lambda: served.scan("4006381333931") == 1)
        await until(lambda: box.heard == [("scan", {"text": "4006381333931"})])

        scanners = set(served._holders)
        box.settle(use="pedal")
        await box.becomes(Kind.PEDAL, "hid_pedal")
        await until(lambda: served._holders and not scanners & set(served._holders))
        served.send(typed("b", end=0))
        await until(lambda: box.heard[1:] == [("key", {"name": "B"})])

        box.settle()
        await box.becomes(Kind.PEDAL, "plain_keyboard")
        await until(lambda: not served._holders)
        assert served.scan(SECRET) == 0
        assert len(box.heard) == 2
    await served.stop()

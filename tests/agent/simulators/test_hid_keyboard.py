"""The simulated scanner: literal events, and its socket."""

import asyncio
import struct

import pytest

from iot_agent.simulators import hid_keyboard
from iot_agent.simulators.hid_keyboard import PAD_ENTER, Served, strokes, typed
from tests.support.loop import in_loop
from tests.support.waiting import until


def events(data):
    return [event[2:] for event in struct.iter_unpack("@llHHi", data)]


def test_one_key_is_scan_code_key_and_end_of_packet_down_and_up():
    assert events(typed("a", end=0, at=1.5)) == [
        (4, 4, 0x7001E), (1, 30, 1), (0, 0, 0),
        (4, 4, 0x7001E), (1, 30, 0), (0, 0, 0),
    ]  # fmt: skip


def test_a_scan_of_thirteen_digits_is_84_events():
    assert len(events(typed("4006381333931"))) == 84


def test_times_go_on():
    times = [event[0] + event[1] / 1e6 for event in struct.iter_unpack("@llHHi", typed("12", at=5.0, pace=0.01))]

    assert times == sorted(times)
    assert (times[0], times[-1]) == pytest.approx((5.0, 5.05))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A", [(42, True), (30, True), (30, False), (42, False)]),
        ("?", [(42, True), (53, True), (53, False), (42, False)]),
        ("\x1d", [(29, True), (27, True), (27, False), (29, False)]),
    ],
)
def test_held_keys(text, keys):
    assert list(strokes(text)) == keys


def test_keypad():
    assert list(strokes("7", pad=True)) == [(71, True), (71, False)]
    assert events(typed("", end=PAD_ENTER))[1] == (1, 96, 1)


@in_loop
async def test_every_holder_sees_a_scan_and_nobody_the_one_before(tmp_path):
    served = Served()
    path = await served.start(tmp_path / "scanner")
    assert served.scan("lost") == 0
    ends = [await asyncio.open_unix_connection(path) for _ in range(2)]
    await until(lambda: len(served._holders) == 2)

    assert served.scan("1") == 2
    for reader, writer in ends:
        assert len(await reader.readexactly(24 * 12)) == 288
        writer.close()
    await until(lambda: not served._holders)
    await served.stop()
    await served.stop()


@in_loop
async def test_plugged_again_it_is_where_it_was(tmp_path):
    served = Served()
    path = await served.start(tmp_path / "scanner")
    reader, writer = await asyncio.open_unix_connection(path)
    await until(lambda: served._holders)
    await served.stop()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.close()

    assert await served.start(tmp_path / "scanner") == path
    await served.stop()


def test_what_no_keyboard_types():
    with pytest.raises(UnicodeEncodeError):
        hid_keyboard.typed("漢")


def test_a_scanner_set_to_france_types_on_other_keys():
    assert list(strokes("a1", layout="fr")) == [
        *[(16, True), (16, False)],
        *[(42, True), (2, True), (2, False), (42, False)],
    ]
    assert list(strokes("^", layout="fr")) == [(26, True), (26, False), (57, True), (57, False)]
    assert list(strokes("@", layout="de")) == [(100, True), (16, True), (16, False), (100, False)]
    assert list(strokes(">", layout="de")) == [(42, True), (86, True), (86, False), (42, False)]

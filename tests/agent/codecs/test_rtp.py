"""Pictures out of packets, those that are lost, and when they were taken."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import rtp as module
from iot_agent.codecs import sdp
from iot_agent.codecs.rtp import Clock, Coded, Packet, Stream, read
from iot_agent.codecs.sdp import Track
from iot_agent.errors import ProtocolError
from iot_agent.simulators.rtsp import Rtsp

H264, H265 = Track("H264", 96, 90_000), Track("H265", 97, 90_000)
START = b"\0\0\0\1"
# RFC 3550, 5.1: version 2, the marker, payload type 96, number 1, a stamp, a source.
HEAD = b"\x80\xe0\x00\x01\x00\x01\x5f\x90\x00\x00\x00\x07"


def packet(sequence, stamp, data, last=False, payload=96):
    return struct.pack(">BBHII", 0x80, payload | (0x80 if last else 0), sequence & 0xFFFF, stamp, 7) + data


def fed(track, *packets):
    stream = Stream(track)
    return [coded for one in packets for coded in stream.feed(one)]


@pytest.mark.parametrize(
    ("data", "read_as"),
    [
        (HEAD + b"xy", Packet(1, 90_000, 96, True, b"xy")),
        (b"\x80\x60" + HEAD[2:] + b"x", Packet(1, 90_000, 96, False, b"x")),
        (b"\xa0" + HEAD[1:] + b"xy\x00\x02", Packet(1, 90_000, 96, True, b"xy")),
        (b"\x82" + HEAD[1:] + bytes(8) + b"x", Packet(1, 90_000, 96, True, b"x")),
        (b"\x90" + HEAD[1:] + b"\xbe\xde\x00\x01abcdx", Packet(1, 90_000, 96, True, b"x")),
    ],
)
def test_packets(data, read_as):
    assert read(data) == read_as


@pytest.mark.parametrize("data", [b"", HEAD[:11], b"\x40" + HEAD[1:], b"\x8f" + HEAD[1:], b"\xa0" + HEAD[1:] + b"\xff"])
def test_what_is_no_packet(data):
    with pytest.raises(ProtocolError):
        read(data)


def test_units_of_h264():
    """RFC 6184: one alone (5.6), several in one packet (5.7.1), one in three packets (5.8)."""
    assert fed(H264, packet(1, 9, b"\x65key", True)) == [Coded(9, True, START + b"\x65key")]
    aggregate = b"\x78\x00\x03\x67ab\x00\x02\x68c\x00\x04\x65key"
    assert fed(H264, packet(1, 9, aggregate, True)) == [
        Coded(9, True, START + b"\x67ab" + START + b"\x68c" + START + b"\x65key")
    ]
    parts = [packet(1, 9, b"\x7c\x85ab"), packet(2, 9, b"\x7c\x05cd"), packet(3, 9, b"\x7c\x45ef", True)]
    assert fed(H264, *parts) == [Coded(9, True, START + b"\x65abcdef")]


def test_units_of_h265():
    """RFC 7798: one alone (4.4.1), several in one packet (4.4.2), one in parts (4.4.3)."""
    assert fed(H265, packet(1, 9, b"\x26\x01key", True, 97)) == [Coded(9, True, START + b"\x26\x01key")]
    aggregate = b"\x60\x01\x00\x03\x42\x01a\x00\x03\x26\x01b"
    assert fed(H265, packet(1, 9, aggregate, True, 97))[0].data == START + b"\x42\x01a" + START + b"\x26\x01b"
    parts = [packet(1, 9, b"\x62\x01\x93ab", payload=97), packet(2, 9, b"\x62\x01\x53cd", True, 97)]
    assert fed(H265, *parts) == [Coded(9, True, START + b"\x26\x01abcd")]


def test_sets_of_the_description_come_first_where_the_picture_has_none():
    sets = Track("H264", 96, 90_000, sets=(b"\x67set", b"\x68set"))
    assert (
        fed(sets, packet(1, 9, b"\x65key", True))[0].data
        == START + b"\x67set" + START + b"\x68set" + START + b"\x65key"
    )
    own = fed(sets, packet(1, 9, b"\x67own"), packet(2, 9, b"\x65key", True))
    assert own[0].data == START + b"\x67own" + START + b"\x65key"


def test_it_begins_with_a_key_and_again_after_what_was_lost():
    key, other = b"\x65key", b"\x41other"
    got = fed(
        H264,
        packet(65534, 1, other, True),
        packet(65535, 2, key, True),
        packet(0, 3, other, True),
        packet(2, 4, other, True),
        packet(3, 5, other, True),
        packet(4, 6, key, True),
        packet(5, 7, other, True),
    )
    assert [coded.stamp for coded in got] == [2, 3, 6, 7]


def test_a_stamp_that_moves_ends_a_picture_whose_last_packet_is_not_marked():
    assert [one.stamp for one in fed(H264, packet(1, 5, b"\x65a"), packet(2, 6, b"\x41b"), packet(3, 7, b"\x41c"))] == [
        5,
        6,
    ]


def test_the_middle_of_a_picture_is_none():
    parts = [packet(2, 9, b"\x7c\x05cd"), packet(3, 9, b"\x7c\x45ef", True)]
    assert fed(H264, *parts, packet(4, 10, b"\x41x", True)) == []


@pytest.mark.parametrize("data", [b"", b"\x1d", b"\x1c\x85", b"\x78\x00\x09ab", b"\x78\x00\x00", b"\x00x"])
def test_packets_of_another_kind_cost_the_picture(data):
    assert fed(H264, packet(1, 9, data), packet(2, 9, b"\x65key", True), packet(3, 10, b"\x41x", True)) == []


def test_other_payloads_are_left_out():
    assert fed(H264, packet(9, 9, b"\x65key", True, 0), packet(1, 9, b"\x65key", True)) == [
        Coded(9, True, START + b"\x65key")
    ]


def test_a_picture_without_an_end_is_a_protocol_error(monkeypatch):
    monkeypatch.setattr(module, "MOST", 5000)
    stream = Stream(H264)
    stream.feed(packet(1, 9, b"\x65" + bytes(4000)))
    with pytest.raises(ProtocolError):
        stream.feed(packet(2, 9, b"\x41" + bytes(4000)))


@pytest.mark.parametrize("encoding", ["JPEG", "H264", "H265"])
def test_the_stream_of_a_camera(encoding):
    machine = Rtsp(encoding=encoding, keys=5)
    stream = Stream(sdp.video(machine.describe()))
    got = [coded for _ in range(11) for one in machine.packets() for coded in stream.feed(one)]
    assert len(got) == 11
    assert [coded.key for coded in got] == [encoding == "JPEG" or number % 5 == 0 for number in range(11)]


@given(st.lists(st.binary(max_size=60), max_size=20), st.sampled_from(["JPEG", "H264", "H265"]))
def test_anything_gives_pictures_or_a_protocol_error(packets, encoding):
    stream = Stream(Track(encoding, 96, 90_000))
    for number, data in enumerate(packets):
        assert all(coded.data for coded in stream.feed(packet(number, number // 3, data, number % 3 == 2)))


def test_what_was_kept_shows_to_be_old():
    """Four seconds at once, and then what is live."""
    clock = Clock(90_000)
    for number in range(100):
        clock.taken(number * 3600, 50.0)
    assert clock.steady(50.0) == 0
    for number in range(1, 10):
        arrived = 50.0 + number / 25
        assert clock.taken((99 + number) * 3600, arrived) == pytest.approx(arrived)
        assert clock.steady(arrived) == pytest.approx(number / 25)
    assert clock.taken(50 * 3600, 51.0) == pytest.approx(50 - 49 / 25)


@given(st.integers(0, (1 << 32) - 1), st.lists(st.floats(0, 0.03), min_size=2, max_size=30))
def test_what_is_live_is_as_old_as_its_way_was_longer_than_the_shortest(first, ways):
    clock = Clock(90_000)
    for number, way in enumerate(ways):
        taken = clock.taken((first + number * 3600) % (1 << 32), 7 + number / 25 + way)
        assert taken == pytest.approx(7 + number / 25 + min(ways[: number + 1]), abs=1e-6)
    assert clock.steady(8.0) == pytest.approx(1 - ways[0])


def test_stamps_that_begin_anew():
    clock = Clock(90_000)
    clock.taken(90_000_000, 5.0)
    assert clock.taken(3600, 5.04) == pytest.approx(5.04)
    assert clock.taken(7200, 5.08) == pytest.approx(5.08)

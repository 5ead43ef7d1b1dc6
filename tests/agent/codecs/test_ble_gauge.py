"""Profiles of Bluetooth tools, and the words on the wire to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.ble_gauge import (
    PROFILES,
    listen,
    profile_of,
    read,
    read_order,
    read_services,
    tell,
    tell_services,
    write,
)
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.values import Measure

SYLVAC, U_WAVE = PROFILES


@pytest.mark.parametrize(
    ("profile", "data", "said"),
    [
        (SYLVAC, b"+012.345\r", Measure(12.345)),
        (SYLVAC, b"-0.005", Measure(-0.005)),
        (SYLVAC, b"+012.345\r\n\x00", Measure(12.345)),
        (SYLVAC, b"MM RES2\r", None),
        (U_WAVE, bytes.fromhex("000103393000 00"), Measure(12.345)),
        (U_WAVE, bytes.fromhex("000103ffffffff"), Measure(-0.001)),
        (U_WAVE, bytes.fromhex("000105010000000000"), Measure(0.00001)),
    ],
)
def test_values(profile, data, said):
    assert read(tell(profile.values[0], data), profile) == said


@pytest.mark.parametrize(
    ("profile", "data"), [(U_WAVE, bytes(6)), (U_WAVE, b"\0\0\x7f\0\0\0\0"), (SYLVAC, b"\xff\xff")]
)
def test_what_is_no_value(profile, data):
    with pytest.raises(ProtocolError):
        read(tell(profile.values[0], data), profile)


def test_what_another_characteristic_sends_is_no_value():
    with pytest.raises(ProtocolError):
        read(tell(U_WAVE.values[0], bytes(7)), SYLVAC)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_known_by_its_service(profile):
    services = ("0000180f-0000-1000-8000-00805f9b34fb", profile.service)
    assert profile_of(read_services(tell_services(services))) is profile
    assert profile_of(services[:1]) is None
    assert read_order(listen(profile.values[0])) == (profile.values[0], b"")


@given(st.binary(min_size=1, max_size=64))
def test_orders(data):
    assert read_order(write(SYLVAC.command, data)) == (SYLVAC.command, data)


@pytest.mark.parametrize(("profile", "data"), [(SYLVAC, b"+012.345\r"), (U_WAVE, bytes.fromhex("00010339300000"))])
def test_one_fault_on_the_wire_leaves_no_value(profile, data):
    line = tell(profile.values[0], data)
    lost = [line[:at] + line[at + 1 :] for at in range(len(line))]
    more = [line[:at] + bytes((byte,)) + line[at:] for at in range(len(line) + 1) for byte in range(256)]

    assert read(line, profile) == Measure(12.345)
    for faulty in (*lost, *more):
        with pytest.raises(ProtocolError):
            read(faulty, profile)


@given(st.binary(max_size=120))
def test_garbage_is_an_error(data):
    for use in (read_services, read_order, lambda line: read(line, SYLVAC), lambda line: read(line, U_WAVE)):
        try:
            use(data)
        except (ProtocolError, DeviceError):
            continue
        assert data.endswith(b"\n")


@given(st.binary(max_size=20) | st.binary(min_size=7, max_size=7))
def test_any_bytes_of_a_tool(data):
    for profile in PROFILES:
        try:
            measure = read(tell(profile.values[0], data), profile)
        except (ProtocolError, DeviceError):
            continue
        assert measure is None or abs(measure.value) <= 1 << 31

"""A literal block of the kernel's sources (drm_edid_load.c, 1024x768); then what damage may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.edid import Monitor, parse
from iot_agent.errors import ProtocolError

XGA = bytes.fromhex(
    "00ffffffffffff0031d8000000000000051601036d231a78ea5ec0a4594a9825205054000800614001010101010101010101010101016419"
    "004041002630089036006 30a11000018000000ff004c696e7578202330 0a20202020000000fd003b3d2f3107000a20202020202000"
    "0000fc004c696e7578205847410a2020200055".replace(" ", "")
)


def sealed(block):
    return block[:127] + bytes((-sum(block[:127]) % 256,))


def test_parse():
    assert len(XGA) == 128
    assert parse(XGA) == Monitor("LNX", 0, "Linux XGA", "Linux #0")
    assert parse(XGA + bytes(128)) == parse(XGA)


def test_a_number_where_there_is_no_text():
    plain = sealed(XGA[:12] + (77).to_bytes(4, "little") + XGA[16:72] + bytes(18) + XGA[90:])

    assert parse(plain).serial == "77"


def test_no_serial_number_at_all():
    assert parse(sealed(XGA[:72] + bytes(18) + XGA[90:])).serial == ""


@pytest.mark.parametrize("data", [b"", XGA[:127], bytes(128), XGA[1:] + b"\0", XGA[:127] + b"\x56"])
def test_what_is_none(data):
    with pytest.raises(ProtocolError):
        parse(data)


@given(st.integers(0, 127), st.integers(1, 255))
def test_any_damaged_byte_is_found(at, by):
    with pytest.raises(ProtocolError):
        parse(XGA[:at] + bytes(((XGA[at] + by) % 256,)) + XGA[at + 1 :])


@given(st.binary(min_size=119, max_size=119))
def test_names_are_plain(rest):
    monitor = parse(sealed(XGA[:8] + rest + b"\0"))

    assert (monitor.name + monitor.serial).isprintable() or not monitor.name + monitor.serial
    assert len(monitor.maker) == 3

"""The simulated serial scanner: literal bytes, and its port."""

import os

import pytest

from iot_agent.simulators.serial_scanner import Served, sent


@pytest.mark.parametrize(
    ("end", "data"), [("crlf", b"12\r\n"), ("cr", b"12\r"), ("lf", b"12\n"), ("tab", b"12\t"), ("none", b"12")]
)
def test_one_scan(end, data):
    assert sent("12", end=end) == data


def test_in_other_letters():
    assert sent("ß", charset="cp1252", start=b"\x02", end="etx") == b"\x02\xdf\x03"


def test_on_its_port(tmp_path):
    served = Served()
    path = served.start(tmp_path / "scanner")
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)

    served.scan("4006381333931")

    assert os.read(port, 100) == b"4006381333931\r\n"
    served.stop()
    served.stop()
    served.send(b"lost")
    os.close(port)
    assert not (tmp_path / "scanner").exists()

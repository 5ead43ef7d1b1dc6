import re

import pytest

from iot_agent.host import facts

ROUTES = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"


@pytest.fixture
def root(tmp_path):
    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", "-")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def test_the_serial_number_of_a_board(root):
    assert facts.serial_number(root(proc__device_tree__serial_number="10000000ab12cd34\x00")) == "10000000ab12cd34"


def test_a_start_of_the_machine_has_a_name(tmp_path):
    assert facts.boot(tmp_path) == ""
    place = tmp_path / "proc/sys/kernel/random/boot_id"
    place.parent.mkdir(parents=True)
    place.write_text("f19ee7fd-cad1\n")
    assert facts.boot(tmp_path) == "f19ee7fd-cad1"


def test_the_serial_number_of_an_old_board(root):
    assert facts.serial_number(root(proc__cpuinfo="Hardware\t: BCM2835\nSerial\t\t: 00000000deadbeef\n")) == (
        "00000000deadbeef"
    )


def test_another_machine_has_a_name_of_its_own_that_stays(root):
    first = facts.serial_number(root(etc__machine_id="aaaa\n"))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first == facts.serial_number(root())
    assert first != facts.serial_number(root(etc__machine_id="bbbb\n"))
    assert "aaaa" not in first


def test_a_machine_without_anything_has_a_name_too(tmp_path):
    assert facts.serial_number(tmp_path)


def test_a_default_route_is_a_way_out(root):
    away = "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\n"
    near = "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n"
    assert not facts.has_internet(root())
    assert not facts.has_internet(root(proc__net__route=ROUTES + near))
    assert facts.has_internet(root(proc__net__route=ROUTES + near + away))


def test_addresses_are_those_of_real_cards():
    found = facts.lan_addresses()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+\.\d+", address) for address in found)
    assert not any(address.startswith("127.") for address in found)

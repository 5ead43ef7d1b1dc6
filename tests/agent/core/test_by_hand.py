"""Printers typed by hand: which addresses are taken, how they are kept, and whose they are."""

import json

import pytest

from iot_agent import wire
from iot_agent.core.by_hand import ByHand
from iot_agent.core.store import Store
from iot_agent.wire import Code, NetworkPrinter, Protocol, WireError

RAW, IPP = Protocol.RAW, Protocol.IPP


def by_hand(folder):
    return ByHand(Store(folder), ("escpos", "zpl", "ipp"))


@pytest.mark.parametrize(
    ("typed", "protocol", "identifier", "address"),
    [
        ("10.0.0.7", RAW, "net-10.0.0.7-9100", "10.0.0.7:9100"),
        (" 10.0.0.7:9101 ", RAW, "net-10.0.0.7-9101", "10.0.0.7:9101"),
        ("socket://10.0.0.7", RAW, "net-10.0.0.7-9100", "10.0.0.7:9100"),
        ("Kitchen.lan", RAW, "net-kitchen.lan-9100", "kitchen.lan:9100"),
        ("[fd00::7]:9100", RAW, "net-fd00_7-9100", "[fd00::7]:9100"),
        ("10.0.0.7", IPP, "net-10.0.0.7-631", "ipp://10.0.0.7:631/ipp/print"),
        ("ipp://10.0.0.7:8631/ipp/two", IPP, "net-10.0.0.7-8631_ipp_two", "ipp://10.0.0.7:8631/ipp/two"),
        ("10.0.0.7", Protocol.IPPS, "net-10.0.0.7-631", "ipps://10.0.0.7:631/ipp/print"),
    ],
)
def test_an_address_is_taken_as_people_type_it(tmp_path, typed, protocol, identifier, address):
    device = by_hand(tmp_path).check(NetworkPrinter(address=typed, protocol=protocol))

    assert (device.identifier, device.address) == (identifier, address)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "8.8.8.8",
        "224.0.0.251",
        "0.0.0.0",
        "10.0.0.7:0",
        "10.0.0.7:99999",
        "10.0.0.7:x",
        "10.0.0.7/x",
        "999.1.1.1",
        "http://10.0.0.7",
        "ipp://10.0.0.7",
        "user@10.0.0.7",
        "a b",
        "-x",
        "10.0.0.7\n",
        "[::1",
        "file:///etc/passwd",
        "x" * 64 + ".lan",
        "10.0.0.7?x",
        "10.0.0.7:٣",
    ],
)
def test_what_is_no_address_of_a_printer_is_refused(tmp_path, typed):
    if typed == "10.0.0.7\n":
        assert by_hand(tmp_path).check(NetworkPrinter(address=typed)).address == "10.0.0.7:9100"
        return
    with pytest.raises(WireError) as refused:
        by_hand(tmp_path).check(NetworkPrinter(address=typed))

    assert refused.value.code is Code.BAD_PARAMS


def test_a_driver_there_is_none_of_is_refused(tmp_path):
    with pytest.raises(WireError) as refused:
        by_hand(tmp_path).add(NetworkPrinter(address="10.0.0.7", driver="magic"))

    assert refused.value.code is Code.NOT_SUPPORTED


def test_what_was_typed_outlasts_a_restart_until_it_is_removed(tmp_path):
    identifier = by_hand(tmp_path).add(NetworkPrinter(address="10.0.0.7", name="Bar"))
    by_hand(tmp_path).add(NetworkPrinter(address="10.0.0.7", name="Kitchen", driver="zpl"))
    by_hand(tmp_path).add(NetworkPrinter(address="10.0.0.8"))

    kept = by_hand(tmp_path)
    assert [(one.identifier, one.name, one.driver) for one in kept.devices()] == [
        ("net-10.0.0.7-9100", "Kitchen", "zpl"),
        ("net-10.0.0.8-9100", "Printer at 10.0.0.8", "escpos"),
    ]
    kept.remove(identifier)
    kept.remove(identifier)
    assert [one.identifier for one in by_hand(tmp_path).devices()] == ["net-10.0.0.8-9100"]


def test_the_latest_list_of_odoo_holds_and_goes_with_its_database(tmp_path):
    at = by_hand(tmp_path)
    at.add(NetworkPrinter(address="10.0.0.7"))
    at.order([NetworkPrinter(address="10.0.0.8"), NetworkPrinter(address="8.8.8.8")], 2.0)
    at.order([], 1.0)
    assert [one.identifier for one in by_hand(tmp_path).devices()] == ["net-10.0.0.7-9100", "net-10.0.0.8-9100"]
    assert [one.identifier for one in at.homepage()] == ["net-10.0.0.7-9100"]

    at.leave()

    assert [one.identifier for one in by_hand(tmp_path).devices()] == ["net-10.0.0.7-9100"]
    at.order([NetworkPrinter(address="10.0.0.9")], 1.0)
    assert len(by_hand(tmp_path).devices()) == 2


def test_there_is_an_end_to_typing(tmp_path):
    at = by_hand(tmp_path)
    for number in range(32):
        at.add(NetworkPrinter(address=f"10.0.0.{number}"))

    with pytest.raises(WireError) as refused:
        at.add(NetworkPrinter(address="10.0.1.1"))

    assert refused.value.code is Code.TOO_MANY


def test_what_another_version_wrote_is_left_out(tmp_path):
    row = wire.to_json(NetworkPrinter(address="10.0.0.7"))
    rows = [row, {**row, "protocol": "pigeon"}, {**row, "address": "8.8.8.8"}, 7]
    (tmp_path / "typed.json").write_text(json.dumps({"homepage": rows, "odoo": None, "issued": "x"}))

    assert [one.identifier for one in by_hand(tmp_path).devices()] == ["net-10.0.0.7-9100"]

"""Printers and cameras typed by hand: which addresses are taken, how they are kept, and whose they are."""

import json

import pytest

from iot_agent import wire
from iot_agent.core.by_hand import ByHand
from iot_agent.core.store import Store
from iot_agent.wire import Code, NetworkCamera, NetworkPrinter, Protocol, WireError

RAW, IPP = Protocol.RAW, Protocol.IPP


def by_hand(folder):
    return ByHand(Store(folder), ("escpos", "zpl", "ipp", "http_camera", "rtsp"))


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


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("http://10.0.0.7", "cam-10.0.0.7-80"),
        (" https://admin:s3cret@10.0.0.7/ ", "cam-10.0.0.7-443"),
        ("HTTP://admin:a@b@Door.lan:8080/snap.jpg?channel=2", "cam-door.lan-8080-"),
        ("http://[fd00::7]/video", "cam-fd00_7-80-"),
        ("http://192.168.1.60?usr=admin&pwd=s3cret", "cam-192.168.1.60-80-"),
    ],
)
def test_a_camera_is_taken_with_its_login(tmp_path, typed, identifier):
    device = by_hand(tmp_path).check(NetworkCamera(address=typed))

    assert device.identifier.startswith(identifier)
    assert (device.bus, device.driver, device.address) == ("http", "http_camera", typed.strip())


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("rtsp://10.0.0.7", "cam-10.0.0.7-554"),
        (" RTSP://admin:s3cret@Door.lan:8554/Streaming/Channels/101 ", "cam-door.lan-8554-"),
    ],
)
def test_a_camera_that_streams_has_a_driver_of_its_own(tmp_path, typed, identifier):
    device = by_hand(tmp_path).check(NetworkCamera(address=typed))

    assert device.identifier.startswith(identifier)
    assert (device.bus, device.driver, device.address) == ("rtsp", "rtsp", typed.strip())


def test_a_camera_is_known_by_its_place_and_not_by_its_secrets(tmp_path):
    def identifier(typed):
        return by_hand(tmp_path).check(NetworkCamera(address=typed)).identifier

    assert identifier("http://a:b@10.0.0.7/x?pwd=1") == identifier("http://c:d@10.0.0.7/x?pwd=2")
    assert len({identifier(f"http://10.0.0.7/snap?channel={channel}") for channel in range(9)}) == 9


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "10.0.0.7",
        "http://",
        "http:///snap.jpg",
        "ftp://10.0.0.7/x",
        "file:///etc/passwd",
        "gopher://10.0.0.7",
        "http://localhost/",
        "http://LOCALHOST.:631/",
        "http://printers.localhost/",
        "http://127.0.0.1:8069/status",
        "rtsp://127.0.0.1:8069/",
        "rtsps://10.0.0.7/",
        "rtsp://8.8.8.8/",
        "rtsp://10.0.0.7:99999/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://fd00::7/",
        "http://[fe8ipp]/",
        "http://[fd00::7]80/",
        "http://at@100::8",
        "http://8.8.8.8/",
        "http://224.0.0.1/",
        "http://10.0.0.7#@8.8.8.8/",
        "http://8.8.8.8/@10.0.0.7",
        "http://10.0.0.7/a b",
        "http://10.0.0.7\\@8.8.8.8/",
        "http://10.0.0.7:99999/",
        "http://***@10.0.0.7/",
        "http://a:pass/word@10.0.0.7/",
    ],
)
def test_what_no_camera_may_be_is_refused(tmp_path, typed):
    with pytest.raises(WireError) as refused:
        by_hand(tmp_path).check(NetworkCamera(address=typed))

    assert (refused.value.code, refused.value.detail) == (Code.BAD_PARAMS, "address")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("http://10.0.0.7/snap.jpg", "http://10.0.0.7/snap.jpg"),
        ("http://admin:s3cret@10.0.0.7", "http://***@10.0.0.7"),
        ("http://admin:a@b@10.0.0.7/x?channel=2", "http://***@10.0.0.7/x?channel=2"),
        ("http://10.0.0.7?usr=me&loginpas=s3cret&pwd=s3cret", "http://10.0.0.7?usr=me&loginpas=***&pwd=***"),
        ("10.0.0.7:9100", "10.0.0.7:9100"),
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
    ],
)
def test_what_is_shown_of_an_address_is_no_secret(typed, told):
    assert wire.shown(typed) == told


def test_printers_and_cameras_are_kept_together(tmp_path):
    at = by_hand(tmp_path)
    at.add(NetworkCamera(address="http://admin:s3cret@10.0.0.9/", name="Door"))
    at.add(NetworkPrinter(address="10.0.0.7"))
    at.order([NetworkPrinter(address="10.0.0.8"), NetworkCamera(address="http://10.0.0.5/")], 1.0)

    kept = by_hand(tmp_path)
    assert kept.typed == at.typed
    assert [one.name for one in kept.devices()] == [
        "Door",
        "Printer at 10.0.0.7",
        "Printer at 10.0.0.8",
        "Camera at 10.0.0.5",
    ]
    assert (tmp_path / "typed.json").stat().st_mode & 0o077 == 0
    kept.remove("cam-10.0.0.9-80")
    assert [one.identifier for one in by_hand(tmp_path).homepage()] == ["net-10.0.0.7-9100"]


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

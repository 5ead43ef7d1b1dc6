import re

import pytest

from iot_agent.errors import SettingsError
from iot_agent.settings import FILE, DeviceSetting, Listen, Settings, default_state, load, server_address

FULL = """
listen = "127.0.0.1:8070"
advertise = ["http://127.0.0.1:8070/", "https://box.example.com"]
name = "Front desk"
identifier = "box-1.A"
scan = 0.5
server = "http://localhost:8069/"
database = "shop"
log = "Debug"
status_ticket = false
browser = "chromium --incognito"

[[device]]
identifier = "sim-printer"
bus = "tcp"
address = "127.0.0.1:9100"
name = "EPSON TM-T20II"
manufacturer = "EPSON"
driver = "escpos"
options = { width = "384" }

[[device]]
identifier = "port-1"
driver = "toledo_8217"
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        (tmp_path / FILE).write_text(text)
        return tmp_path / FILE

    return write


def read(path, **environ):
    return load(path, environ={"IOT_AGENT_STATE": str(path.parent), **environ})


def mistakes(path, **environ):
    with pytest.raises(SettingsError) as wrong:
        read(path, **environ)
    return str(wrong.value).splitlines()


def test_nothing_set_is_fine(tmp_path):
    assert load(environ={"IOT_AGENT_STATE": str(tmp_path)}) == Settings(state=tmp_path)


def test_everything_set(file, tmp_path):
    assert read(file(FULL)) == Settings(
        state=tmp_path,
        listen=Listen("127.0.0.1", 8070),
        advertise=("http://127.0.0.1:8070", "https://box.example.com"),
        name="Front desk",
        identifier="box-1.A",
        scan=0.5,
        server="http://localhost:8069",
        database="shop",
        log="debug",
        status_ticket=False,
        browser="chromium --incognito",
        devices=(
            DeviceSetting(
                "sim-printer", "tcp", "127.0.0.1:9100", "EPSON TM-T20II", "EPSON", "escpos", {"width": "384"}
            ),
            DeviceSetting("port-1", driver="toledo_8217"),
        ),
    )


def test_a_device_without_a_place_only_pins(file):
    typed, pin = read(file(FULL)).devices
    assert (typed.pins_only, pin.pins_only) == (False, True)


def test_the_file_of_the_state_folder_is_read_by_itself(file, tmp_path):
    file('name = "mine"')
    assert load(environ={"IOT_AGENT_STATE": str(tmp_path)}).name == "mine"


def test_the_environment_overrules_the_file_and_the_command_line_both(file, tmp_path):
    path = file('name = "file"\ndatabase = "file"\nserver = "http://file"')
    environ = {"IOT_AGENT_STATE": str(tmp_path), "IOT_AGENT_NAME": "environment", "IOT_AGENT_DATABASE": "environment"}
    settings = load(path, overrides={"name": "typed", "listen": ""}, environ=environ)
    assert (settings.name, settings.database, settings.server) == ("typed", "environment", "http://file")


def test_lists_and_numbers_in_the_environment(file):
    settings = read(file(""), IOT_AGENT_ADVERTISE="http://a, http://b:1", IOT_AGENT_SCAN="2")
    assert settings.advertise == ("http://a", "http://b:1")
    assert settings.scan == 2.0


def test_a_switch_is_true_or_false(file):
    for text, environ, on in (("", {}, True), ("status_ticket = true", {"IOT_AGENT_STATUS_TICKET": "False"}, False)):
        assert read(file(text), **environ).status_ticket is on
    assert mistakes(file("status_ticket = 1")) == ["status_ticket: must be true or false"]


def test_every_mistake_is_told_at_once(file):
    path = file(
        """
        listen = "here"
        advertise = "ftp://x"
        identifier = "not allowed"
        name = 7
        scan = 0
        server = "odoo"
        log = "loud"
        colour = "red"
        [[device]]
        bus = "tcp"
        address = "x"
        [[device]]
        identifier = "a"
        bus = "carrier pigeon"
        address = "x"
        size = 3
        [[device]]
        identifier = "b"
        bus = "tcp"
        name = 3
        options = 3
        [[device]]
        identifier = "c"
        [[device]]
        identifier = "c"
        """
    )
    told = mistakes(path)
    for name in ("listen", "advertise", "identifier", "name", "scan", "server", "log", "colour"):
        assert any(line.startswith(f"{name}: ") for line in told), name
    assert "device 1: identifier: must be given" in told
    assert "device a: size: no such setting" in told
    assert (
        "device a: bus: must be one of tcp, serial, usb, file, hid, hidraw, cups, ipp, v4l2, http, rtsp, ble, hdmi"
        in told
    )
    assert "device b: name: must be text" in told
    assert "device b: options: must be a table of texts" in told
    assert any(line.startswith("device b: bus and address") for line in told)
    assert "device c: typed twice" in told
    assert len(told) == len(set(told)) == 15


@pytest.mark.parametrize("text", ["device = 3", "device = [3]"])
def test_devices_are_tables(file, text):
    assert mistakes(file(text)) == ["device: must be [[device]] tables"]


def test_a_file_that_is_no_toml(file):
    assert FILE in mistakes(file("listen ="))[0]


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path / "nowhere.toml", environ={"IOT_AGENT_STATE": str(tmp_path)})


@pytest.mark.parametrize(
    ("text", "listen"),
    [
        ("0.0.0.0:8069", Listen("0.0.0.0", 8069)),
        (":8070", Listen("0.0.0.0", 8070)),
        ("8071", Listen("0.0.0.0", 8071)),
        ("[::1]:0", Listen("::1", 0)),
        ("box.local:1", Listen("box.local", 1)),
    ],
)
def test_where_it_listens(file, text, listen):
    assert read(file(f'listen = "{text}"')).listen == listen


def test_an_address_is_written_as_it_is_typed():
    assert str(Listen("::1", 80)) == "[::1]:80"
    assert str(Listen("127.0.0.1", 80)) == "127.0.0.1:80"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "odoo",
        "http://",
        "http:///x",
        "http://a b",
        "http://u@h",
        "http://h?x",
        "ftp://h",
        "http://[x]",
        "http://h:x",
        "http://[",
        3,
    ],
)
def test_what_is_no_server(text):
    with pytest.raises(ValueError, match="must be an address"):
        server_address(text)


def test_the_state_folder_of_root_and_of_others(monkeypatch):
    monkeypatch.setattr("iot_agent.settings.os.geteuid", lambda: 0)
    assert str(default_state()) == "/var/lib/iot-agent"
    monkeypatch.setattr("iot_agent.settings.os.geteuid", lambda: 1000)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert re.search(r"/\.local/state/iot-agent$", str(default_state()))
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere")
    assert str(default_state()) == "/somewhere/iot-agent"

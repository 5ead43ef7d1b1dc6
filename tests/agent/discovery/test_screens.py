"""Screens among the connectors of a machine."""

from iot_agent.discovery.screens import Kiosk, Screens
from iot_agent.settings import DeviceSetting
from tests.agent.codecs.test_edid import XGA, sealed
from tests.support.loop import in_loop


def plug(root, connector, status="connected", edid=b""):
    at = root / "class/drm" / connector
    at.mkdir(parents=True, exist_ok=True)
    (at / "status").write_text(f"{status}\n")
    (at / "edid").write_bytes(edid)


def looker(folder, *typed):
    return Screens(Kiosk(folder / "profiles", lambda: "http://127.0.0.1:8069/screen", "chromium"), typed, folder)


@in_loop
async def test_what_is_plugged_in(tmp_path):
    plug(tmp_path, "card1-HDMI-A-1", edid=XGA)
    plug(tmp_path, "card1-HDMI-A-2")
    plug(tmp_path, "card1-DP-1", status="disconnected", edid=XGA)
    plug(tmp_path, "card1-Writeback-1", status="unknown")
    (tmp_path / "class/drm/card1").mkdir()

    first, second = await looker(tmp_path).scan()

    assert (first.identifier, first.name, first.address) == ("screen-LNX-0000-Linux_0", "Linux XGA", "HDMI-A-1")
    assert (first.manufacturer, first.bus, first.driver) == ("LNX", "hdmi", "screen")
    assert (second.identifier, second.name, second.address) == ("screen-HDMI-A-2", "Screen HDMI-A-2", "HDMI-A-2")
    assert first.hints["home"] == "http://127.0.0.1:8069/screen"
    assert first.hints["profile"] == str(tmp_path / "profiles/screen-LNX-0000-Linux_0")
    assert first.hints["profile"] != second.hints["profile"]


@in_loop
async def test_another_connector_same_screen(tmp_path):
    plug(tmp_path, "card1-HDMI-A-1", edid=XGA)
    [before] = await looker(tmp_path).scan()
    plug(tmp_path, "card1-HDMI-A-1", status="disconnected")
    plug(tmp_path, "card1-HDMI-A-2", edid=XGA)
    [after] = await looker(tmp_path).scan()

    assert before.identifier == after.identifier
    assert after.address == "HDMI-A-2"


@in_loop
async def test_two_screens_of_one_serial_number_are_two(tmp_path):
    plug(tmp_path, "card1-HDMI-A-1", edid=XGA)
    plug(tmp_path, "card1-HDMI-A-2", edid=XGA)

    assert len({seen.identifier for seen in await looker(tmp_path).scan()}) == 2


@in_loop
async def test_a_screen_without_a_serial_number_is_its_connector(tmp_path):
    plug(tmp_path, "card1-HDMI-A-1", edid=sealed(XGA[:72] + bytes(18) + XGA[90:]))
    [seen] = await looker(tmp_path).scan()

    assert (seen.identifier, seen.name) == ("screen-LNX-HDMI-A-1", "Linux XGA")


@in_loop
async def test_typed(tmp_path):
    plug(tmp_path, "card1-HDMI-A-1", edid=XGA)
    typed = DeviceSetting("wall", "hdmi", "HDMI-A-1", name="Wall")
    [seen] = await looker(tmp_path, typed, DeviceSetting("p", "tcp", "1.2.3.4")).scan()

    assert (seen.identifier, seen.name, seen.hints["browser"]) == ("wall", "Wall", "chromium")


@in_loop
async def test_no_graphics_at_all(tmp_path):
    assert await looker(tmp_path).scan() == []

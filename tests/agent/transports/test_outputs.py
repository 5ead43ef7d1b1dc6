"""Where a desktop puts its screens: a listing as xrandr prints it."""

import pytest

from iot_agent.errors import MissingLibrary, TransportError
from iot_agent.transports import outputs
from tests.support.loop import in_loop

LISTING = """Screen 0: minimum 320 x 200, current 3840 x 1080, maximum 7680 x 7680
HDMI-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 527mm x 296mm
   1920x1080     60.00*+  50.00
HDMI-2 connected 1920x1080+1920+0 (normal left inverted right x axis y axis) 527mm x 296mm
DP-1 disconnected (normal left inverted right x axis y axis)
"""


@pytest.mark.parametrize(
    ("connector", "place"),
    [("HDMI-A-1", (0, 0)), ("HDMI-A-2", (1920, 0)), ("HDMI-2", (1920, 0)), ("DP-1", (0, 0)), ("eDP-1", (0, 0))],
)
def test_placed(connector, place):
    assert outputs.placed(connector, LISTING) == place


@pytest.mark.parametrize(
    ("environ", "session"),
    [({}, ""), ({"DISPLAY": ":0"}, "x11"), ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland")],
)
def test_session(environ, session):
    assert outputs.session(environ) == session


@pytest.fixture
def desktop(monkeypatch, tmp_path):
    """A desktop whose programs write down how they were called."""

    def log_in(program="", script="", **environ):
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"PATH": str(tmp_path), **environ}.items():
            monkeypatch.setenv(name, value)
        if program:
            (tmp_path / program).write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n{script}')
            (tmp_path / program).chmod(0o755)
        return tmp_path / "asked"

    return log_in


@in_loop
async def test_turn_under_x(desktop):
    asked = desktop("xrandr", DISPLAY=":0")
    await outputs.turn("HDMI-A-1", 90)

    assert asked.read_text() == "--output HDMI-1 --rotate right\n"


@in_loop
async def test_turn_under_wayland(desktop):
    asked = desktop("wlr-randr", DISPLAY=":0", WAYLAND_DISPLAY="wayland-0")
    await outputs.turn("HDMI-A-1", 90)

    assert asked.read_text() == "--output HDMI-A-1 --transform 270\n"


@in_loop
async def test_a_missing_program_is_named(desktop):
    desktop(DISPLAY=":0")
    with pytest.raises(MissingLibrary, match="apt install x11-xserver-utils"):
        await outputs.turn("HDMI-A-1", 0)
    assert await outputs.place("HDMI-A-1") == (0, 0)


@in_loop
async def test_a_program_that_fails_or_hangs(desktop, monkeypatch):
    monkeypatch.setattr(outputs, "PATIENCE", 0.1)
    desktop("xrandr", "exit 1", DISPLAY=":0")
    with pytest.raises(TransportError):
        await outputs.turn("HDMI-A-1", 90)
    desktop("xrandr", "while :; do :; done", DISPLAY=":0")
    with pytest.raises(TransportError):
        await outputs.turn("HDMI-A-1", 90)


@in_loop
async def test_without_a_desktop_nothing_turns(desktop):
    desktop()
    await outputs.turn("HDMI-A-1", 90)

    assert await outputs.place("HDMI-A-1") == (0, 0)

"""Devices typed by hand, and what they keep other sources from."""

from dataclasses import dataclass, field

import pytest

from iot_agent.core.by_hand import ByHand
from iot_agent.core.match import Candidate
from iot_agent.core.store import Store
from iot_agent.discovery import Untyped, discovery
from iot_agent.discovery.static import Static
from iot_agent.settings import DeviceSetting, Settings
from tests.support.loop import in_loop


class Nothing:
    """Nobody typed anything since."""

    def devices(self):
        return []


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        (
            DeviceSetting("bar", "tcp", "10.0.0.7:9100", name="Bar", manufacturer="EPSON", driver="escpos"),
            Candidate(
                "bar",
                "tcp",
                "10.0.0.7:9100",
                "Bar",
                "EPSON",
                hints={"typed": "yes", "port": "9100"},
                driver="escpos",
                marks=frozenset({"to:tcp/10.0.0.7:9100", "at:10.0.0.7"}),
            ),
        ),
        (
            DeviceSetting("scale", "serial", "/dev/ttyS1"),
            Candidate("scale", "serial", "/dev/ttyS1", hints={"typed": "yes"}),
        ),
        (
            DeviceSetting("bar", "tcp", "[bar]:9100"),
            Candidate("bar", "tcp", "[bar]:9100", hints={"typed": "yes", "port": "9100"}),
        ),
    ],
)
@in_loop
async def test_what_was_typed_is_always_there(typed, seen):
    assert await Static([typed], Nothing()).scan() == [seen]


@in_loop
async def test_a_row_that_only_pins_is_no_device():
    assert await Static([DeviceSetting("usb-04b8-0202-1", driver="escpos")], Nothing()).scan() == []


@dataclass
class Found:
    seen: list[Candidate]
    name: str = field(default="found")

    async def scan(self):
        return self.seen


@in_loop
async def test_a_port_that_was_typed_has_no_second_owner(tmp_path):
    (tmp_path / "ttyUSB0").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "ttyUSB0")
    same = Candidate("a", "serial", str(tmp_path / "by-id"))
    other = Candidate("b", "serial", str(tmp_path / "ttyUSB1"))

    source = Untyped(Found([same, other]), [str(tmp_path / "ttyUSB0"), "10.0.0.7:9100"])

    assert await source.scan() == [other]


@in_loop
async def test_every_source_scans_this_machine_without_a_word(tmp_path):
    settings = Settings(tmp_path, devices=(DeviceSetting("bar", "tcp", "10.0.0.7"),))
    store = Store(tmp_path)
    found = discovery(settings, {}, ByHand(store, ()), store).sources

    names = ["settings", "printers", "serial", "input", "hidraw", "video", "bluetooth", "screens"]
    assert [source.name for source in found] == names
    for source in found:
        identifiers = [seen.identifier for seen in await source.scan()]
        assert len(identifiers) == len(set(identifiers))

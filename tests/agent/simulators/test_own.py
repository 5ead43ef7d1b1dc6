"""Somebody else's machine among the devices of the kit."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.simulators import kit
from iot_agent.simulators.own import Own
from iot_agent.transports import open_transport
from tests.support.bundles import put
from tests.support.loop import in_loop

METER = """
class Meter:
    def __init__(self):
        self.value, self.off, self.unit, self._asked = 1.5, False, "%", 0

    def receive(self, data):
        return b"" if self.off else self.press()

    def press(self):
        return f"{self.value}{self.unit};".encode()
"""
LAMP = """
from .line import REACTION

class Lamp:
    def receive(self, data):
        return data
"""


def file(folder, text):
    return put(folder, {"simulators/meter.py": text}) / "simulators/meter.py"


@in_loop
async def test_it_answers_on_its_port_and_speaks_when_it_is_told_something(tmp_path):
    device = Own(file(tmp_path, METER), tmp_path / "port")
    await device.plug()
    wire = await open_transport(Candidate("m", device.bus, device.address), "9600 8N1")
    await wire.write(b"?")
    assert await whole(wire) == b"1.5%;"
    device.change(value=2, unit="mm")
    assert await whole(wire) == b"2.0mm;"
    assert device.state() == {"value": 2.0, "off": False, "unit": "mm", "button": True}
    await wire.close()
    await device.unplug()


async def whole(wire):
    got = b""
    while not got.endswith(b";"):
        got += await wire.read()
    return got


def test_it_is_named_by_its_file_and_its_class_and_no_driver_is(tmp_path):
    devices = kit.build([str(file(tmp_path, LAMP))], tmp_path)
    assert devices.keys() == {"meter"}
    assert devices["meter"].state() == {"button": False}
    assert 'name = "Lamp"' in kit.settings(devices)
    assert 'driver = ""' in kit.settings(devices)


def test_what_it_has_not_cannot_be_changed(tmp_path):
    device = Own(file(tmp_path, METER), tmp_path / "port")
    with pytest.raises(ValueError, match="Meter has no colour; it has: value, off, unit"):
        device.change(colour="red")
    with pytest.raises(ValueError, match="could not convert"):
        device.change(value="much")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def", "does not load: SyntaxError"),
        ("", "has 0 classes with a method receive"),
        (METER + METER.replace("Meter", "Other"), "has 2 classes"),
        (METER.replace("(self):", "(self, size):", 1), "missing 1 required positional argument: 'size'.*begin with"),
    ],
)
def test_what_is_no_machine_is_said(tmp_path, text, why):
    with pytest.raises(ValueError, match=why):
        kit.build([str(file(tmp_path, text))], tmp_path)

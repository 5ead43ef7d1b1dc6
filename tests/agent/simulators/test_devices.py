"""The devices of the kit: what each can be told."""

import pytest

from iot_agent.drivers import table
from iot_agent.simulators.devices import KINDS
from tests.support.loop import in_loop


@pytest.mark.parametrize("kind", KINDS)
def test_each_names_a_driver_there_is(kind, tmp_path):
    device = KINDS[kind](tmp_path, "one")
    assert device.driver in table()
    assert device.kind
    assert device.title
    assert isinstance(device.state(), dict)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wish_that_makes_no_sense_is_refused(kind, tmp_path):
    with pytest.raises((TypeError, ValueError, KeyError)):
        KINDS[kind](tmp_path, "one").change(nonsense=True)


def test_a_scale_shows_what_lies_on_it(tmp_path):
    scale = KINDS["scale"](tmp_path, "scale")
    scale.change(kg=1.5)
    scale.change(moving=True)
    assert (scale.state()["kg"], scale.state()["moving"]) == (1.5, True)


def test_a_scanner_keeps_the_last_code(tmp_path):
    scanner = KINDS["scanner"](tmp_path, "scanner")
    scanner.change(code="5901234123457")
    assert scanner.state() == {"last": "5901234123457", "seen": 0}
    with pytest.raises(KeyError):
        scanner.change(code="1", end="nowhere")
    with pytest.raises(KeyError):
        scanner.change(code="1", layout="nowhere")


def test_a_pedal_keeps_the_last_key(tmp_path):
    pedal = KINDS["pedal"](tmp_path, "pedal")
    pedal.change(key="F13")
    assert pedal.state() == {"last": "F13", "seen": 0}
    with pytest.raises(KeyError):
        pedal.change(key="Nonsense")


@in_loop
async def test_a_display_shows_its_lines_and_is_dark_without_power(tmp_path):
    display = KINDS["display"](tmp_path, "display")
    await display.plug()
    display.machine.receive(b"Total")
    assert display.state() == {"lines": ["Total".ljust(20), " " * 20]}

    await display.unplug()
    assert display.state() == {"lines": [" " * 20] * 2}

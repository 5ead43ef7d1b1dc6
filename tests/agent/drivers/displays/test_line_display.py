"""The drivers of line displays against the simulated ones, over every cable and on a pseudo terminal."""

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.displays.line_display import LineDisplay
from iot_agent.errors import DeviceError, TransportError
from iot_agent.simulators.line import Served
from iot_agent.simulators.line_display import LineDisplay as Machine
from iot_agent.transports import open_transport
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, NoisyForth
from tests.support.codes import raises
from tests.support.displays import shakes_noise_off
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("display", "serial", "somewhere")


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_text(cable):
    machine = Machine()
    display = LineDisplay(cable(machine.receive), SEEN, {})
    machine.receive(b"what stood there")
    await display.probe()
    assert machine.lines == [" " * 20] * 2

    await display.text(("Coffee", "2,50 €"))

    assert machine.lines == ["Coffee".ljust(20), "2,50 €".ljust(20)]
    assert not machine.unknown


@in_loop
async def test_what_it_showed_is_there_again_once_its_wire_is():
    memory = {}
    for lines in (("Coffee", "2,50"), ()):
        machine = Machine()
        display = LineDisplay(Cable(machine.receive), SEEN, {})
        display.memory = memory
        await display.probe()
        if lines:
            await display.text(lines)

        assert machine.lines == ["Coffee".ljust(20), "2,50".ljust(20)]


@pytest.mark.parametrize("after", [0, 1, 2, 8, 40])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    display = LineDisplay(Cut(Machine().receive, after), SEEN, {})

    async def use():
        await display.probe()
        for _ in range(2):
            await display.text(("a", "b"))

    with pytest.raises(TransportError):
        await use()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_what_noise_left_is_gone_two_texts_later(seed):
    machine = Machine()
    wire = NoisyForth(machine.receive, seed)

    await shakes_noise_off(LineDisplay(wire, SEEN, {}), wire)

    assert machine.lines == ["Tea".ljust(20), "1,20".ljust(20)]


@in_loop
async def test_it_shows_no_pages():
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await LineDisplay(Cable(), SEEN, {}).show("http://example.com")


@in_loop
async def test_on_a_serial_line():
    served = Served(machine := Machine())
    wire = await open_transport(Candidate("display", "serial", served.start()), LineDisplay.baud)
    display = LineDisplay(wire, SEEN, {})
    await display.probe()

    await display.text(("one", "two"))
    await until(lambda: machine.lines == ["one".ljust(20), "two".ljust(20)])

    served.stop()
    with pytest.raises(TransportError):
        await display.text(("three",))
    await wire.close()


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (Candidate("a", "serial", "/dev/ttyUSB0", name="USB Customer Display"), "line_display"),
        (Candidate("b", "serial", "/dev/ttyUSB0", name="CD5220"), "cd5220"),
        (Candidate("c", "serial", "/dev/ttyUSB0", name="USB Serial", driver="cd5220"), "cd5220"),
        (Candidate("d", "serial", "/dev/ttyUSB0", name="USB Serial"), None),
    ],
)
def test_claims(seen, name):
    assert best_driver(seen, table()).driver == name

"""The CD5220 driver against the simulated display, over every cable."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.displays.cd5220 import Cd5220
from iot_agent.errors import TransportError
from iot_agent.simulators.cd5220 import Cd5220 as Machine
from tests.support.cables import GOOD, Cut, NoisyForth
from tests.support.displays import shakes_noise_off
from tests.support.loop import in_loop

SEEN = Candidate("display", "serial", "somewhere")


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_text(cable):
    machine = Machine()
    display = Cd5220(cable(machine.receive), SEEN, {})
    await display.probe()

    await display.text(("Coffee", "2,50"))
    await display.text(("Tea",))

    assert machine.lines == ["Tea".ljust(20), " " * 20]
    assert not machine.unknown


@pytest.mark.parametrize("after", [0, 2, 8, 40])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    display = Cd5220(Cut(Machine().receive, after), SEEN, {})

    async def use():
        for _ in range(4):
            await display.text(("a", "b"))

    with pytest.raises(TransportError):
        await use()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_what_noise_left_is_gone_two_texts_later(seed):
    machine = Machine()
    wire = NoisyForth(machine.receive, seed)

    await shakes_noise_off(Cd5220(wire, SEEN, {}), wire)

    assert machine.lines == ["Tea".ljust(20), "1,20".ljust(20)]

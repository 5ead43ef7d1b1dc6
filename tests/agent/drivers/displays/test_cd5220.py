"""The CD5220 driver against the simulated display, over every cable."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.displays.cd5220 import Cd5220
from iot_agent.simulators.cd5220 import Cd5220 as Machine
from tests.support.cables import ALL, Cut
from tests.support.loop import in_loop


@pytest.mark.parametrize("cable", [cable for cable in ALL if cable is not Cut])
@in_loop
async def test_text(cable):
    machine = Machine()
    display = Cd5220(cable(machine.receive), Candidate("display", "serial", "somewhere"), {})
    await display.probe()

    await display.text(("Coffee", "2,50"))
    await display.text(("Tea",))

    assert machine.lines == ["Tea".ljust(20), " " * 20]
    assert not machine.unknown

"""The driver of the example addon, as its author would test it: over every cable, without Odoo."""

from pathlib import Path

import pytest

from iot_agent.bundle.edition import Edition
from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop

HANDLERS = Edition(Path(__file__).parent / "iot_example/iot_handlers")
DRIVER = HANDLERS.driver(Path("drivers/scales/seesaw.py"))
MACHINE = HANDLERS.module(Path("simulators/seesaw.py")).Seesaw
SEEN = Candidate("scale", "serial", "somewhere", "Seesaw 3000", hints={"typed": "yes"})


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [({"kg": 1.234}, Weight(Balance.STABLE, 1.234)), ({"kg": 1.234, "moving": True}, Weight(Balance.MOVING))],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = DRIVER(cable(MACHINE(**state).receive), SEEN, {})
    await scale.probe()
    assert await scale.weigh() == weight


def test_literals():
    codec = HANDLERS.module(Path("codecs/seesaw.py"))
    assert codec.parse(b"=0.500 kg\n") == Weight(Balance.STABLE, 0.5)
    with pytest.raises(ProtocolError):
        codec.parse(b"=0.5 kg\n")


@in_loop
async def test_a_cut_cable_is_a_transport_error():
    with pytest.raises(TransportError):
        await DRIVER(Cut(MACHINE(1.0).receive, 3), SEEN, {}).weigh()


def test_claims_what_calls_itself_so():
    assert best_driver(SEEN, {**table(), "seesaw": DRIVER.matches}).driver == "seesaw"

"""The Avery Berkel driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.berkel import Berkel
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.simulators.berkel import Berkel as Machine
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import answering, believes_no_noise, over, readings_per_second


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.235}, Weight(Balance.STABLE, 1.235)),
        ({"kg": 0.0}, Weight(Balance.STABLE, 0.0)),
        ({"kg": 1.235, "moving": True}, Weight(Balance.MOVING)),
        ({"kg": 15.1}, Weight(Balance.OVER)),
        ({"kg": -0.2}, Weight(Balance.UNDER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Berkel, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_tare_and_zero(cable):
    machine = Machine()
    scale = over(Berkel, machine, cable)

    await scale.tare()
    await scale.zero()

    assert machine.orders == b"NZ"


@pytest.mark.parametrize(
    "answers", [(b"\x15",), (b"\x06", b"\x02\x2901235\x1c\x03", b"\x06"), (b"\x06", b"\x02\x2901235\x1d\x03")]
)
@in_loop
async def test_what_is_not_confirmed_is_a_protocol_error(answers):
    scale = over(Berkel, Machine())
    scale.wire.far = answering(*answers)

    with pytest.raises(ProtocolError):
        await scale.weigh()


@in_loop
async def test_a_scale_that_has_nothing_to_tell_is_not_at_rest():
    scale = over(Berkel, Machine())
    scale.wire.far = answering(b"\0", b"\0")

    assert await scale.weigh() == Weight(Balance.MOVING)


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(asked, "ANSWER", 0.05)

    with pytest.raises(TransportError):
        await over(Berkel, Machine(silent=True)).probe()


@pytest.mark.parametrize("after", [0, 1, 2, 9, 14])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Berkel, Machine(), Cut, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(asked, "ANSWER", 0.01)
    machine = Machine(kg=12.345)

    await believes_no_noise(over(Berkel, machine), machine, Weight(Balance.STABLE, 12.345), seed)


@in_loop
async def test_its_line_of_2400_baud_bears_seven_readings_a_second():
    """22 characters and three times to think: 107 ms."""
    assert await readings_per_second(Berkel, Machine(kg=1.5), 2400) > 7

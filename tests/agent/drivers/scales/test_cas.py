"""The CAS driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.cas import Cas
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.simulators.cas import Cas as Machine
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import answering, believes_no_noise, over, readings_per_second


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.5}, Weight(Balance.STABLE, 1.5)),
        ({"kg": 0.0}, Weight(Balance.STABLE, 0.0)),
        ({"kg": 1.5, "moving": True}, Weight(Balance.MOVING, 1.5)),
        ({"over": True}, Weight(Balance.OVER)),
        ({"kg": -0.2}, Weight(Balance.UNDER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Cas, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight


@in_loop
async def test_whatever_else_is_there_is_only_called(monkeypatch):
    monkeypatch.setattr(asked, "ANSWER", 0.05)
    scale = over(Cas, Machine(silent=True))

    with pytest.raises(TransportError):
        await scale.probe()
    assert scale.wire.written == b"\x05"


@pytest.mark.parametrize("answers", [(b"\x15",), (b"OK\r\n",), (b"\x06", b"\x15\x15\x03\x04")])
@in_loop
async def test_another_device_is_a_protocol_error(answers):
    scale = over(Cas, Machine())
    scale.wire.far = answering(*answers)

    with pytest.raises(ProtocolError):
        await scale.probe()


@pytest.mark.parametrize("after", [0, 1, 2, 9])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Cas, Machine(), Cut, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(asked, "ANSWER", 0.01)
    machine = Machine(kg=12.345)

    await believes_no_noise(over(Cas, machine), machine, Weight(Balance.STABLE, 12.345), seed)


@in_loop
async def test_more_than_ten_readings_a_second():
    assert await readings_per_second(Cas, Machine(kg=1.5), 9600) > 10

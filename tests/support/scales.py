"""What the tests of serial scales share: a driver over a cable, and what noise must never do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from iot_agent.core.kinds import Scale
from iot_agent.core.match import Candidate
from iot_agent.drivers.scales import asked
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.line import Served
from iot_agent.transports import open_transport
from iot_agent.values import Balance, Weight

from .cables import Cable, Noisy

S = TypeVar("S", bound=Scale)
SEEN = Candidate("scale", "serial", "somewhere")


class Machine(Protocol):
    def receive(self, data: bytes) -> bytes: ...


def over(
    scale: type[S], machine: Machine, cable: type[Cable] = Cable, options: Mapping[str, str] | None = None, **how: Any
) -> S:
    """The driver, with the machine at the other end of the cable."""
    return scale(cable(machine.receive, **how), SEEN, options or {})


async def settled(scale: Scale) -> Weight:
    """What it says once its line is trusted and the platform is at rest."""
    for _ in range(asked.DOUBT + 1):
        weight = await scale.weigh()
    return weight


async def believes_no_noise(
    scale: Scale, machine: Machine, right: Weight, seed: int, share: float = 0.03, readings: int = 60
) -> None:
    """Errors are fine, wrong numbers that are said to be at rest are not. The line was good to begin with."""
    scale.wire = Cable(machine.receive)
    await scale.probe()
    scale.wire = Noisy(machine.receive, seed, share)
    good = errors = 0
    for _ in range(readings):
        try:
            weight = await scale.weigh()
        except (ProtocolError, TransportError, DeviceError):
            errors += 1
            continue
        assert weight == right or weight.balance is not Balance.STABLE
        good += weight == right
    assert good
    assert errors


async def readings_per_second(
    scale: type[Scale], machine: Machine, baud: int, options: Mapping[str, str] | None = None, seconds: float = 1.0
) -> float:
    """On a pseudo terminal as slow as the scale's line."""
    served = Served(machine, baud=baud)
    wire = await open_transport(Candidate("scale", "serial", served.start()), scale.baud)
    try:
        driver = scale(wire, SEEN, options or {})
        await settled(driver)
        clock = asyncio.get_running_loop().time
        start, count = clock(), 0
        while clock() - start < seconds:
            assert (await driver.weigh()).balance is Balance.STABLE
            count += 1
        return count / (clock() - start)
    finally:
        await wire.close()
        served.stop()


def answering(*answers: bytes) -> Callable[[bytes], bytes]:
    """The far end of a cable that gives these answers in turn, whatever it is asked."""
    waiting = iter(answers)
    return lambda _: next(waiting, b"")

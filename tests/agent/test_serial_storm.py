"""Whatever comes out of a serial port, and however often it is pulled: no device dies, and nothing is left behind.

`SERIAL_STORMS=10000 pytest tests/agent/test_serial_storm.py` goes the long way, the suite a short one.
"""

import asyncio
import importlib
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from iot_agent import drivers
from iot_agent.core import worker as module
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.kinds import Scale
from iot_agent.core.match import Candidate
from iot_agent.core.worker import Worker
from iot_agent.drivers.scales import adam, asked, generic_scale
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.line import Served
from iot_agent.transports import open_transport
from iot_agent.wire import Health
from tests.support.cables import Cable
from tests.support.loop import in_loop
from tests.support.scales import SEEN
from tests.support.waiting import until

STORMS = int(os.environ.get("SERIAL_STORMS", "400"))
REPLUGS = max(3, STORMS // 100)
MACHINES = {
    "toledo_8217": "Toledo8217",
    "sics": "Sics",
    "cas": "Cas",
    "berkel": "Berkel",
    "dibal": "Dibal",
    "dialog06": "Dialog06",
    "adam": "Adam",
    "generic_scale": "GenericScale",
}
OPTIONS = {"generic_scale": {"ask": r"R\r\n"}}
LETTERS = b"\x00\x02\x03\x04\x05\x06\x11\x15\x18\x1b\r\n ?.+-,0123456789SDUFTINkgWE"

each = pytest.mark.parametrize("name", sorted(MACHINES))


def machine(name):
    """The simulated scale, with a kilogram on it where it has one."""
    made = getattr(importlib.import_module(f"iot_agent.simulators.{name}"), MACHINES[name])()
    if hasattr(made, "kg"):
        made.kg = 1.0
    return made


def test_every_serial_scale_is_in_the_storm():
    loaded = {name: drivers.load(name) for name in drivers.BUILT_IN}
    scales = {name for name, one in loaded.items() if issubclass(one, Scale)}
    assert {name for name in scales if any(match.bus == "serial" for match in loaded[name].matches)} == MACHINES.keys()


@pytest.fixture
def impatient(monkeypatch):
    for place in (asked, adam, generic_scale):
        monkeypatch.setattr(place, "ANSWER", 0.001)
    monkeypatch.setattr(generic_scale.generic_scale, "PAUSE", 0.001)


@each
@pytest.mark.usefixtures("impatient")
def test_no_stream_is_more_than_an_error(name):
    """Bytes come unasked and as answers; afterwards the scale itself is read as if nothing had been."""
    asyncio.run(_storm(name, random.Random(name), STORMS // len(MACHINES)))


async def _storm(name, chance, streams):
    real = machine(name)
    scale = drivers.load(name)(Cable(), SEEN, OPTIONS.get(name, {}))
    for _ in range(streams):
        scale.wire.far = lambda _: _stream(chance)
        scale.wire.arrive(_stream(chance))
        with suppress(ProtocolError, TransportError, DeviceError):
            await scale.weigh()
    fresh = drivers.load(name)(Cable(real.receive), SEEN, OPTIONS.get(name, {}))
    await fresh.probe()
    await fresh.weigh()


def _stream(chance):
    letters = LETTERS if chance.random() < 0.7 else bytes(range(256))
    return bytes(chance.choice(letters) for _ in range(chance.randrange(40)))


def _held():
    """Threads and descriptors of this process."""
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


@each
def test_pulled_and_plugged_a_device_is_back_each_time_and_leaves_nothing(monkeypatch, tmp_path, name):
    for what in ("FIRST_RETRY", "LAST_RETRY", "UNKNOWN_RETRY"):
        monkeypatch.setattr(module, what, 0.005)
    in_loop(_replugs, seconds=20 + REPLUGS)(tmp_path, name)


async def _replugs(folder, name):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))  # a pool of more fills up in its own time
    served = Served(machine(name), baud=0)
    link = folder / "port"
    async with Journal(folder / "j") as journal:
        events = Events(lambda: 0.0)
        seen = Candidate("s1", "serial", str(link), driver=name)
        worker = Worker(
            seen,
            (name,),
            load=drivers.load,
            open_wire=open_transport,
            options=OPTIONS.get(name, {}),
            jobs=Jobs(journal, Clock()),
            events=events,
            changed=lambda: None,
        )
        life = asyncio.create_task(worker.run())
        held, before = None, _ports()
        for _ in range(REPLUGS):
            served.start(link)
            worker.appear(seen)
            await until(lambda: worker.presence.health is Health.CONNECTED)
            worker.vanish()
            served.stop()
            await until(lambda: worker.presence.health is not Health.CONNECTED)
            await until(lambda: not _ports() - before)
            held = held or _held()
        assert _held() == held
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)


def _ports():
    """The pseudo terminals that are open in this process."""
    there = {os.path.realpath(one) for one in Path("/proc/self/fd").iterdir() if int(one.name) > 2}
    return {one for one in there if one.startswith("/dev/pts/")}

"""A keyboard nobody has given a use: listed, never opened, and not one key of it leaves the box."""

import asyncio
from contextlib import aclosing

import pytest

from iot_agent import drivers
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate
from iot_agent.core.options import Options
from iot_agent.core.store import Store
from iot_agent.drivers.pedals.plain_keyboard import PlainKeyboard
from iot_agent.errors import TransportError
from iot_agent.settings import Settings
from iot_agent.simulators.hid_keyboard import Served, typed
from iot_agent.supervisor import Supervisor
from iot_agent.transports import open_transport
from iot_agent.wire import DeviceOptions, Health, Kind
from tests.support.cables import GOOD, Cable
from tests.support.devices import Places, Plugs
from tests.support.loop import in_loop
from tests.support.waiting import until

SECRET = "hunter2"


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_keys_that_came_all_the_same_are_kept_from_everybody(cable):
    """Even over a wire that somebody opened."""
    wire = cable()
    async with aclosing(PlainKeyboard(wire, Candidate("x", "hid", "x"), {}).keys()) as keys:
        first = asyncio.ensure_future(anext(keys))
        wire.arrive(typed(SECRET, at=1.0))
        await until(lambda: not wire._arrived)
        wire.pull()
        with pytest.raises(TransportError):
            await first


@in_loop
async def test_a_plain_cable_is_all_it_needs():
    await PlainKeyboard(Cable(), Candidate("x", "hid", "x"), {}).probe()


class Box:
    """A supervisor with the real drivers and transports, and one keyboard on a socket."""

    def __init__(self, journal, folder, keyboard):
        self.plugs, self.clock = Plugs(), Clock()
        self.events, self.told = Events(self.clock.now), Options(Store(folder))
        self.heard = []
        self.issued = 0.0
        self.supervisor = Supervisor(
            Settings(state=folder, scan=3600.0),
            [Places(keyboard)],
            drivers.table(),
            hotplug=self.plugs,
            load=drivers.load,
            open_wire=open_transport,
            jobs=Jobs(journal, self.clock),
            events=self.events,
            told=self.told,
        )

    async def listen(self):
        with self.events.subscribe(["*"]) as subscription:
            while True:
                event = await subscription.next()
                if event.name != "state":
                    self.heard.append((event.name, dict(event.value)))

    def settle(self, identifier, **options):
        self.issued += 1
        self.told.order([DeviceOptions(identifier=identifier, options=options)], self.issued)

    async def becomes(self, kind, driver):
        await until(
            lambda: (
                [(d.kind, d.driver, d.health) for d in self.supervisor.devices()] == [(kind, driver, Health.CONNECTED)]
            )
        )


@in_loop
async def test_its_user_says_what_it_is_and_takes_it_back(tmp_path):
    """Whatever is typed before and after is nobody's business, also while it is settled anew."""
    served = Served()
    keyboard = Candidate("kbd", "hid", await served.start(tmp_path / "kbd"), "Some USB Keyboard", vendor=0x046D)
    async with Journal(tmp_path / "j") as journal:
        box = Box(journal, tmp_path, keyboard)
        tasks = [asyncio.ensure_future(each) for each in (box.supervisor.run(), box.listen())]
        await box.becomes(Kind.PEDAL, "plain_keyboard")
        assert served.scan(SECRET) == 0, "nobody has opened it"

        box.settle("kbd", use="scanner")
        await box.becomes(Kind.SCANNER, "hid_keyboard")
        await until(lambda: served.scan("4006381333931") == 1)
        await until(lambda: box.heard == [("scan", {"text": "4006381333931"})])

        box.settle("kbd", use="pedal")
        await box.becomes(Kind.PEDAL, "hid_pedal")
        await until(lambda: len(served._holders) == 1)
        served.send(typed("b", end=0))
        await until(lambda: box.heard[1:] == [("key", {"name": "B"})])

        box.settle("kbd")
        await box.becomes(Kind.PEDAL, "plain_keyboard")
        await until(lambda: not served._holders)
        assert served.scan(SECRET) == 0
        assert len(box.heard) == 2

        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await served.stop()

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from iot_agent import supervisor as module
from iot_agent import wire
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate, Match
from iot_agent.core.options import Options
from iot_agent.core.store import Store
from iot_agent.settings import DeviceSetting, Settings
from iot_agent.supervisor import Supervisor
from iot_agent.wire import Code, Health, Kind, Path, State, WireError
from tests.support.devices import PRINTER, SCALE, SCANNER, Places, Plugs, World
from tests.support.loop import in_loop
from tests.support.waiting import until


class Bench:
    def __init__(self, journal, folder, *places, devices=()):
        self.world = World()
        self.plugs = Plugs()
        self.clock = Clock()
        self.events = Events(self.clock.now)
        self.jobs = Jobs(journal, self.clock)
        self.told = Options(Store(folder))
        self.claims = self.world.table()
        self.supervisor = Supervisor(
            Settings(state=folder, scan=3600.0, devices=devices),
            places,
            self.claims,
            voices=[self.plugs],
            load=self.world.load,
            open_wire=self.world.open_wire,
            jobs=self.jobs,
            events=self.events,
            told=self.told,
        )

    def devices(self):
        return {device.identifier: device.health for device in self.supervisor.devices()}

    async def ready(self, count):
        await until(lambda: list(self.devices().values()) == [Health.CONNECTED] * count)

    async def submit(self, device, action, key="k1", life=20.0):
        now = self.clock.now()
        asked = wire.Job(key=key, box="b", device=device, action=action, deadline=now + life, issued=now)
        return await self.jobs.submit(asked, None, Path.RELAY)


@asynccontextmanager
async def bench(tmp_path, *places, devices=()):
    async with Journal(tmp_path / "j") as journal:
        made = Bench(journal, tmp_path, *places, devices=devices)
        task = asyncio.ensure_future(made.supervisor.run())
        try:
            yield made
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@in_loop
async def test_serves_what_its_sources_see(tmp_path):
    async with bench(tmp_path, Places(PRINTER, SCALE), Places(SCANNER, name="more")) as at:
        await at.ready(3)
        assert list(at.devices()) == ["p1", "s1", "c1"]
        assert at.supervisor.settled.is_set()
        assert at.supervisor.changed.is_set()


@in_loop
async def test_what_is_plugged_in_or_out_is_noticed_at_once(tmp_path):
    places = Places(PRINTER)
    async with bench(tmp_path, places) as at:
        await at.ready(1)
        places.there.append(SCANNER)
        at.plugs.move()
        await at.ready(2)
        places.there.remove(PRINTER)
        at.plugs.move()
        await until(lambda: at.devices()["p1"] is Health.LOST)
        places.there.append(PRINTER)
        at.plugs.move()
        await at.ready(2)


@in_loop
async def test_what_no_driver_claims_is_left_alone_and_said_once(tmp_path, caplog):
    caplog.set_level("INFO")
    places = Places(Candidate("x1", "bluetooth", "aa:bb", "A toy"))
    async with bench(tmp_path, places) as at:
        await at.supervisor.settled.wait()
        at.plugs.move()
        at.plugs.move()
        await asyncio.sleep(0)
        assert at.devices() == {}
    assert caplog.text.count("no driver claims it") == 1


@in_loop
async def test_a_port_that_nobody_claims_is_listed_until_it_is_unplugged_or_claimed(tmp_path):
    port = Candidate("port", "serial", "/dev/ttyS5", "ttyS5", driver="gone")
    places = Places(port)
    async with bench(tmp_path, places) as at:
        await until(lambda: at.devices() == {"port": Health.LOST})
        (device,) = at.supervisor.devices()
        assert (device.kind, device.code, device.driver) == (Kind.SCALE, "unrecognised", "")
        places.there.clear()
        at.plugs.move()
        await until(lambda: at.devices() == {})
        places.there.append(port)
        at.plugs.move()
        await until(lambda: at.devices() == {"port": Health.LOST})
        at.told.order([wire.DeviceOptions(identifier="port", driver="scale")], 1.0)
        await at.ready(1)
        assert [one.driver for one in at.supervisor.devices()] == ["scale"]


@in_loop
async def test_any_driver_may_ask_where_its_user_lets_it(tmp_path):
    port = Candidate("port", "serial", "/dev/ttyS5", "ttyS5")
    table = {"typed": (Match("serial", hints={"typed": "yes"}, turn=1),)}
    async with bench(tmp_path, Places(port)) as at:
        at.supervisor._table = table
        at.supervisor._load = lambda _: at.world.scale()
        at.told.order([wire.DeviceOptions(identifier="port", driver=wire.ANY_DRIVER)], 1.0)
        await until(lambda: [one.driver for one in at.supervisor.devices()] == ["typed"])


@pytest.mark.parametrize("said", ["scale", wire.ANY_DRIVER])
@in_loop
async def test_a_port_of_which_nothing_is_said_any_more_is_as_it_was(tmp_path, said):
    port = Candidate("port", "serial", "/dev/ttyS5", "ttyS5")
    async with bench(tmp_path, Places(port)) as at:
        at.claims["scale"] = (Match("serial", hints={"typed": "yes"}, turn=1),)
        await until(lambda: at.devices() == {"port": Health.LOST})
        for moment in (1.0, 3.0):
            at.told.order([wire.DeviceOptions(identifier="port", driver=said)], moment)
            await at.ready(1)
            at.told.order([], moment + 1)
            await until(lambda: [one.code for one in at.supervisor.devices()] == ["unrecognised"])
            assert [one.driver for one in at.supervisor.devices()] == [""]
            assert at.world.closed == at.world.opened


async def unsaid_in_the_middle(at):
    """The port carries a printer, and does not any more while the printer's drawer hangs."""
    del at.claims["scale"]
    at.told.order([wire.DeviceOptions(identifier="port", driver="printer")], 1.0)
    await at.ready(1)
    at.world.hung.add("drawer")
    await at.submit("port", "drawer", "hung", life=0.5)
    await until(lambda: not at.supervisor._workers["port"].idle.is_set())
    at.told.order([], 2.0)


@in_loop
async def test_a_job_under_way_ends_before_its_port_is_as_it_was(tmp_path):
    port = Candidate("port", "serial", "/dev/ttyS5", "ttyS5")
    async with bench(tmp_path, Places(port)) as at:
        await unsaid_in_the_middle(at)
        await until(lambda: [one.code for one in at.supervisor.devices()] == ["unrecognised"])
        assert (await at.jobs.outcome("hung")).state.ended


@in_loop
async def test_a_port_that_is_unplugged_as_it_is_unsaid_is_gone(tmp_path):
    places = Places(Candidate("port", "serial", "/dev/ttyS5", "ttyS5"))
    async with bench(tmp_path, places) as at:
        await unsaid_in_the_middle(at)
        await until(lambda: not at.supervisor._workers["port"].seen.driver)
        places.there.clear()
        at.plugs.move()
        await until(lambda: at.devices() == {})


@in_loop
async def test_a_pin_names_the_driver_of_what_is_found(tmp_path):
    found = replace(SCALE, driver="", identifier="port")
    pin = DeviceSetting("port", driver="printer", name="The odd one")
    async with bench(tmp_path, Places(found), devices=(pin,)) as at:
        await at.ready(1)
        (device,) = at.supervisor.devices()
        assert (device.kind, device.name) == (Kind.PRINTER, "The odd one")


@in_loop
async def test_odoo_may_choose_another_driver_and_take_it_back(tmp_path):
    found = replace(SCALE, driver="", identifier="port")
    async with bench(tmp_path, Places(found)) as at:
        await at.ready(1)
        for number, (driver, kind) in enumerate((("printer", Kind.PRINTER), ("magic", Kind.SCALE)), 1):
            at.told.order([wire.DeviceOptions(identifier="port", driver=driver)], float(number))
            await until(lambda kind=kind: [one.kind for one in at.supervisor.devices()] == [kind])
            await at.ready(1)


@in_loop
async def test_odoo_chooses_for_a_device_of_the_settings_that_names_no_driver(tmp_path):
    typed = DeviceSetting("s1", bus="serial", address="/dev/ttyS1")
    async with bench(tmp_path, Places(replace(SCALE, driver="")), devices=(typed,)) as at:
        at.told.order([wire.DeviceOptions(identifier="s1", driver="printer")], 1.0)
        await until(lambda: [one.kind for one in at.supervisor.devices()] == [Kind.PRINTER])


@in_loop
async def test_other_options_open_the_device_afresh(tmp_path):
    async with bench(tmp_path, Places(SCALE)) as at:
        await at.ready(1)
        at.told.order([wire.DeviceOptions(identifier="s1", options={"baud": "4800 7E1"})], 1.0)
        await until(lambda: at.world.bauds == ["9600 8N1", "4800 7E1"])
        await at.ready(1)
        at.told.order([wire.DeviceOptions(identifier="s1", options={"baud": "4800 7E1"})], 2.0)
        at.told.order([], 3.0)
        await until(lambda: at.world.bauds == ["9600 8N1", "4800 7E1", "9600 8N1"])


@in_loop
async def test_the_owner_of_the_machine_has_the_last_word(tmp_path):
    pin = DeviceSetting("s1", driver="scale", options={"baud": "1200 8N1"})
    async with bench(tmp_path, Places(replace(SCALE, driver="")), devices=(pin,)) as at:
        at.told.order([wire.DeviceOptions(identifier="s1", driver="printer", options={"baud": "4800 7E1"})], 1.0)
        await at.ready(1)
        assert [one.kind for one in at.supervisor.devices()] == [Kind.SCALE]
        assert at.world.bauds == ["1200 8N1"]


@in_loop
async def test_another_driver_is_taken_when_the_job_under_way_has_ended(tmp_path):
    async with bench(tmp_path, Places(PRINTER, SCALE)) as at:
        await at.ready(2)
        assert at.supervisor.serving() == {"p1", "s1"}
        at.world.hung.add("drawer")
        await at.submit("p1", "drawer", "hung", life=0.5)
        await until(lambda: not at.supervisor._workers["p1"].idle.is_set())
        opened = at.world.opened
        at.supervisor.renew({"printer", "scanner"})
        assert at.supervisor.serving() == {"s1"}
        assert at.world.opened == opened, "what is not changed is left alone, and what works is not torn away"
        assert await at.supervisor.awaited(["p1", "s1", "unknown"], 5.0) == []
        assert (await at.jobs.outcome("hung")).state.ended
        assert at.supervisor.serving() == {"p1", "s1"}
        assert at.world.opened == opened + 1


@in_loop
async def test_who_does_not_come_back_is_named_and_who_is_unplugged_is_not(tmp_path):
    places = Places(PRINTER, SCALE, SCANNER)
    async with bench(tmp_path, places) as at:
        await at.ready(3)
        at.world.hung.add("probe")
        places.there.remove(SCANNER)
        at.plugs.move()
        await until(lambda: at.devices()["c1"] is Health.LOST)
        at.supervisor.renew({"printer", "scale", "scanner"})
        assert await at.supervisor.awaited(["p1", "s1", "c1"], 0.05) == ["p1", "s1"]


@in_loop
async def test_a_driver_that_comes_later_takes_what_nobody_claimed(tmp_path):
    odd = Candidate("x1", "bluetooth", "aa:bb", "A toy")
    async with bench(tmp_path, Places(odd)) as at:
        await at.supervisor.settled.wait()
        assert at.devices() == {}
        at.claims["scale"] = (Match("bluetooth"),)
        at.supervisor.renew({"scale"})
        await at.ready(1)


@in_loop
async def test_a_source_that_fails_does_not_stop_the_others(tmp_path, caplog):
    class Broken:
        name = "broken"

        async def scan(self):
            raise ZeroDivisionError("mistake")

    places = Places(PRINTER)
    async with bench(tmp_path, Broken(), places) as at:
        await at.ready(1)
        places.there.append(SCANNER)
        at.plugs.move()
        await at.ready(2)
    assert caplog.text.count("looking for devices at broken failed") == 1


@in_loop
async def test_a_source_that_hangs_does_not_hold_up_the_start(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SETTLED", 0.05)

    class Hung:
        name = "hung"

        async def scan(self):
            await asyncio.Event().wait()

    async with bench(tmp_path, Hung(), Places(PRINTER)) as at:
        await asyncio.wait_for(at.supervisor.settled.wait(), 5)
        await at.ready(1)


@in_loop
async def test_a_hung_device_delays_nobody(tmp_path):
    async with bench(tmp_path, Places(PRINTER, SCANNER)) as at:
        await at.ready(2)
        at.world.hung.add("drawer")
        await at.submit("p1", "drawer", "hung")
        with at.events.subscribe(("c1",)) as heard:
            for number in range(20):
                at.world.scans.put_nowait(str(number))
                await asyncio.wait_for(heard.next(), 1)
        await at.submit("c1", "beep", "beep")
        assert (await at.jobs.outcome("beep", 5)).state is State.DONE
        assert (await at.jobs.outcome("hung")).state is State.QUEUED


@in_loop
async def test_jobs_wait_for_devices_that_are_still_looked_for(tmp_path):
    places = Places()
    async with Journal(tmp_path / "j") as journal:
        at = Bench(journal, tmp_path, places)
        await at.submit("p1", "drawer")
        places.there.append(PRINTER)
        task = asyncio.ensure_future(at.supervisor.run())
        assert (await at.jobs.outcome("k1", 5)).state is State.SENT
        with pytest.raises(WireError) as refused:
            await at.submit("nobody", "drawer", "k2")
        assert refused.value.code is Code.UNKNOWN_DEVICE
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@in_loop
async def test_why_jobs_wait(tmp_path):
    async with bench(tmp_path, Places(PRINTER)) as at:
        await at.ready(1)
        assert at.jobs.why_waiting("p1") is Code.BUSY
        assert at.jobs.why_waiting("nobody") is Code.UNKNOWN_DEVICE


@in_loop
async def test_running_jobs_end_before_the_agent_does(tmp_path):
    async with bench(tmp_path, Places(PRINTER)) as at:
        await at.ready(1)
        at.world.hung.add("drawer")
        await at.submit("p1", "drawer", "k1")
        await at.submit("p1", "drawer", "k2")
        await until(lambda: not at.supervisor._workers["p1"].idle.is_set())
        draining = asyncio.ensure_future(at.supervisor.drain(5.0))
        await asyncio.sleep(0)
        assert not draining.done()
        at.world.hung.clear()
        at.supervisor._workers["p1"].vanish()
        await draining
        assert (await at.jobs.outcome("k1")).state.ended
        assert (await at.jobs.outcome("k2")).state is State.QUEUED


@in_loop
async def test_a_hung_job_does_not_keep_the_agent_from_ending(tmp_path):
    async with bench(tmp_path, Places(PRINTER)) as at:
        await at.ready(1)
        at.world.hung.add("drawer")
        await at.submit("p1", "drawer")
        await until(lambda: not at.supervisor._workers["p1"].idle.is_set())
        await at.supervisor.drain(0.05)


@in_loop
async def test_all_look_around_at_the_same_moment(tmp_path, monkeypatch):
    """Whenever each was done with its last look: a box at rest wakes once for all."""
    due = {}

    async def within(seconds, event):
        due[event] = asyncio.get_running_loop().time() + seconds
        return await event.wait()

    monkeypatch.setattr(module, "within", within)
    async with bench(tmp_path, Places(PRINTER), Places(SCALE, name="more")) as at:
        await until(lambda: len(due) == 3)
        del due[at.supervisor.settled]
        assert [moment for moment in due.values() if abs(moment - round(moment / 3600) * 3600) > 1] == []


@in_loop
async def test_looks_around_ever_less_until_something_moves(tmp_path, monkeypatch):
    """Rounds of an hour: five of them are one after a quiet day, and it is an hour again once something moved."""
    rounds = []

    async def within(seconds, event):
        rounds.append(seconds)
        return await event.wait()

    monkeypatch.setattr(module, "within", within)
    async with bench(tmp_path, Places(PRINTER)) as at:
        await at.ready(1)
        at.supervisor._calm._stirred -= 86400
        rounds.clear()
        at.supervisor._moved[0].set()
        await until(lambda: rounds)
        quiet = rounds.pop()
        at.plugs.move()
        await until(lambda: rounds)
        now = module.time.monotonic()
        assert rounds == [pytest.approx(3600 - now % 3600, abs=5)]
        assert quiet == pytest.approx(5 * 3600 - now % (5 * 3600), abs=5)

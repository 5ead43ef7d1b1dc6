import asyncio
import zlib
from contextlib import asynccontextmanager
from dataclasses import replace
from unittest.mock import AsyncMock

import pytest

from iot_agent import wire
from iot_agent.core import looks
from iot_agent.core import worker as module
from iot_agent.core.clock import Clock
from iot_agent.core.entry import Sheet
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.turns import Turns
from iot_agent.core.worker import Worker
from iot_agent.errors import DeviceError, MissingLibrary, ProtocolError, StorageError, TransportError
from iot_agent.values import Balance, Confirmation, Paper, PrinterState, Weight
from iot_agent.wire import Code, Format, Health, Kind, Path, Quality, State
from tests.support.devices import PRINTER, SCALE, SCANNER, SILENT, Wire, World
from tests.support.loop import in_loop
from tests.support.pdf import pdf, text
from tests.support.waiting import until

SHEET = Sheet(Format.RASTER, 8, 2, zlib.compress(b"ab"))


class Bench:
    """One worker over a fake device."""

    def __init__(self, journal, seen=PRINTER):
        self.world = World()
        self.clock = Clock()
        self.events = Events(self.clock.now)
        self.jobs = Jobs(journal, self.clock)
        self.changes = 0
        self.worker = Worker(
            seen,
            (seen.driver,),
            load=self.world.load,
            open_wire=self.world.open_wire,
            options={},
            jobs=self.jobs,
            events=self.events,
            changed=self._changed,
        )
        self.jobs.kind_of = lambda _device: self.worker.kind
        self.jobs.on_queued = self.events.on_interest = lambda _device: self.worker.wake()
        self.seen = seen

    def _changed(self):
        self.changes += 1

    @property
    def health(self):
        return self.worker.presence.health

    async def submit(self, action="print", key="k1", life=20.0, sheet=SHEET):
        now = self.clock.now()
        asked = wire.Job(key=key, box="b", device=self.seen.identifier, action=action, deadline=now + life, issued=now)
        await self.jobs.submit(asked, sheet if action == "print" else None, Path.RELAY)

    async def end(self, key="k1"):
        entry = await self.jobs.outcome(key, 10)
        return entry.state, entry.code

    async def do(self, action="print", key="k1", life=20.0):
        await self.submit(action, key, life)
        return await self.end(key)


@asynccontextmanager
async def bench(tmp_path, seen=PRINTER, *, start=True):
    async with Journal(tmp_path / "j") as journal:
        made = Bench(journal, seen)
        await made.jobs.recover()
        task = asyncio.ensure_future(made.worker.run())
        try:
            if start:
                await until(lambda: made.health is Health.CONNECTED)
            yield made
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Seconds of patience become hundredths."""
    for name in ("FIRST_RETRY", "LAST_RETRY", "UNKNOWN_RETRY"):
        monkeypatch.setattr(module, name, 0.01)
    for name in ("PRINTER_LOOK", "SCALE_LOOK", "LOOK"):
        monkeypatch.setattr(looks, name, 0.05)
    monkeypatch.setattr(module, "OPEN", 0.05)


# --- life


@in_loop
async def test_opens_probes_and_shows_the_device(tmp_path):
    async with bench(tmp_path) as at:
        device = at.worker.device()
        assert (device.identifier, device.kind, device.name) == ("p1", Kind.PRINTER, "A printer")
        assert (device.connection, device.subtype, device.driver) == ("tcp", "receipt", "printer")
        assert (device.health, device.state["paper"]) == (Health.CONNECTED, "ok")


@pytest.mark.parametrize(("quality", "verified"), [("simulated", False), ("manual", False), ("reported", True)])
@in_loop
async def test_says_how_far_its_driver_was_tried(tmp_path, monkeypatch, quality, verified):
    async with bench(tmp_path) as at:
        monkeypatch.setattr(at.worker._type, "quality", Quality(quality), raising=False)
        device = at.worker.device()
        assert (device.quality, device.verified) == (quality, verified)


@pytest.mark.parametrize(("options", "baud"), [({}, "9600 8N1"), ({"baud": "115200 8N1"}, "115200 8N1")])
@in_loop
async def test_the_line_is_set_as_the_driver_or_the_owner_says(tmp_path, options, baud):
    async with bench(tmp_path, start=False) as at:
        at.worker._options = options
        await until(lambda: at.health is Health.CONNECTED)
        assert at.world.bauds == [baud]


@in_loop
async def test_closes_what_it_opened(tmp_path):
    async with bench(tmp_path) as at:
        pass
    assert (at.world.opened, at.world.closed) == (1, 1)


@in_loop
async def test_tries_again_until_the_device_is_there(tmp_path):
    async with bench(tmp_path, start=False) as at:
        at.world.unreachable = True
        await until(lambda: at.health is Health.LOST)
        at.world.unreachable = False
        await until(lambda: at.health is Health.CONNECTED)


@in_loop
async def test_a_candidate_shows_only_once_it_proved_itself(tmp_path):
    async with bench(tmp_path, replace(SCALE, bus="hid", driver=""), start=False) as at:
        at.worker._load = lambda _: at.world.scale()
        at.world.trouble["probe"] = ProtocolError("something else")
        await until(lambda: at.world.opened > 2)
        assert not at.worker.presence.shown
        at.world.trouble.clear()
        await until(lambda: at.worker.presence.shown)


class Port:
    """A serial port that several drivers ask in turn; the one named `answers` finds its scale."""

    def __init__(self, at, drivers, answers):
        self.at = at
        self.asked = []
        self.answers = answers
        at.worker._turns = Turns(drivers)
        at.worker._load = self.load

    def load(self, name):
        async def probe(_scale):
            self.asked.append(name)
            await asyncio.sleep(0)
            if name != self.answers:
                raise TransportError("no answer")

        return type(name, (self.at.world.scale(),), {"probe": probe})


@asynccontextmanager
async def shared(tmp_path, *drivers, answers=""):
    """A worker at such a port, once somebody was answered."""
    async with bench(tmp_path, replace(SCALE, driver=""), start=False) as at:
        port = Port(at, drivers, answers)
        if answers:
            await until(lambda: at.health is Health.CONNECTED)
        yield at, port


@in_loop
async def test_drivers_ask_in_turn_until_one_is_answered(tmp_path):
    async with shared(tmp_path, "first", "second", "third", answers="second") as (at, port):
        assert port.asked == ["first", "second"]
        assert (at.worker.driver, at.worker.device().driver) == ("second", "second")
        assert at.world.opened == at.world.closed + 1


@in_loop
async def test_who_was_answered_asks_first_when_the_device_is_back(tmp_path):
    async with shared(tmp_path, "first", "second", "third", answers="second") as (at, port):
        port.asked.clear()
        at.worker.vanish()
        await until(lambda: at.health is Health.LOST)
        at.worker.appear(at.worker.seen)
        await until(lambda: at.health is Health.CONNECTED)
        assert port.asked == ["second"]


@in_loop
async def test_another_device_at_the_same_port_is_found(tmp_path):
    async with shared(tmp_path, "first", "second", "third", answers="second") as (at, port):
        port.answers = "first"
        at.world.trouble["weigh"] = TransportError("switched off")
        await at.do("weigh", life=0.05)
        at.world.trouble.clear()
        await until(lambda: (at.worker.driver, at.health) == ("first", Health.CONNECTED))


@in_loop
async def test_a_device_that_hung_at_a_shared_port_is_well_once_it_answers(tmp_path):
    async with shared(tmp_path, "first", "second", answers="second") as (at, _):
        at.world.hung.add("weigh")
        await until(lambda: at.health is Health.FAULT)
        at.world.hung.clear()
        await until(lambda: at.health is Health.CONNECTED)


@in_loop
async def test_a_port_at_which_nothing_answers_may_be_told_what_it_is(tmp_path):
    async with shared(tmp_path, "first", "second") as (at, port):
        await until(lambda: at.worker.presence.shown)
        device = at.worker.device()
        assert (device.kind, device.health, device.code) == (Kind.SCALE, Health.LOST, "unrecognised")
        port.answers = "third"
        at.worker.appear(replace(at.worker.seen, driver="third"), ("third",))
        await until(lambda: at.health is Health.CONNECTED)
        assert at.worker.device().driver == "third"


@pytest.mark.parametrize("drivers", [("first", "second"), ("only",)])
@in_loop
async def test_a_port_that_is_not_recognised_stays_so_however_often_it_is_asked(tmp_path, drivers, caplog):
    async with bench(tmp_path, replace(SCALE, driver=""), start=False) as at:
        port = Port(at, drivers, answers="")
        await until(lambda: at.worker.presence.shown)
        seen = []
        at.worker.presence._changed = lambda: seen.append(at.worker.device().code)
        for _ in range(3):
            asked = len(port.asked)
            at.worker.wake()
            await until(lambda asked=asked: len(port.asked) >= asked + len(drivers))
        assert (at.worker.device().code, seen) == ("unrecognised", [])
        at.worker.vanish()
        await until(lambda: at.worker.device().code == "offline")
        at.worker.appear(at.worker.seen)
        await until(lambda: at.worker.device().code == "unrecognised")
    assert "lost: unplugged" in caplog.text


@in_loop
async def test_a_port_of_which_somebody_said_what_it_is_is_lost_when_that_does_not_answer(tmp_path):
    async with bench(tmp_path, replace(SCALE, driver=""), start=False) as at:
        Port(at, ("first", "second"), answers="")
        await until(lambda: at.worker.presence.shown)
        at.worker.appear(replace(at.worker.seen, driver="third"), ("third",))
        await until(lambda: at.worker.device().code == "offline")


@in_loop
async def test_what_a_device_said_that_nobody_understood_is_told(tmp_path):
    async with bench(tmp_path, SCALE) as at:
        real = at.world.scale()

        async def weigh(scale):
            await scale.wire.read()
            if at.world.weighed > 1:
                raise ProtocolError("what?")
            return await real.weigh(scale)

        at.worker._load = lambda _: type("Odd", (real,), {"weigh": weigh, "probe": weigh})
        at.worker.settle({"baud": "1200 8N1"})
        await until(lambda: at.worker.presence.state.get("heard"))
        assert at.worker.presence.code == "unreadable"


@in_loop
async def test_a_scale_that_bears_few_questions_is_asked_when_somebody_wants_to_know(tmp_path):
    async with bench(tmp_path, SCALE, start=False) as at:
        slow = type("Slow", (at.world.scale(),), {"pace": 0.05})
        at.worker._load = lambda _: slow
        await until(lambda: at.health is Health.CONNECTED)
        await asyncio.sleep(0.2)
        assert at.world.weighed == 0
        with at.events.subscribe(("s1",)):
            await until(lambda: at.world.weighed > 2)


@in_loop
async def test_what_a_scale_can_be_told_is_known(tmp_path):
    async with bench(tmp_path, SCALE) as at:
        assert "can" not in at.worker.device().state
        telling = type("Telling", (at.world.scale(),), {"tare": at.world.scale().weigh})
        at.worker._load = lambda _: telling
        at.worker.settle({"baud": "1200 8N1"})
        await until(lambda: at.worker.device().state.get("can") == ["tare"])


@in_loop
async def test_a_device_lost_while_idle_is_opened_again(tmp_path):
    async with bench(tmp_path) as at:
        at.world.trouble["status"] = TransportError("switched off")
        await until(lambda: at.health is Health.LOST)
        at.world.trouble.clear()
        await until(lambda: at.health is Health.CONNECTED)
        assert at.world.opened == at.world.closed + 1


@in_loop
async def test_unplugged_waits_and_plugged_in_works(tmp_path):
    async with bench(tmp_path) as at:
        at.worker.vanish()
        await until(lambda: at.health is Health.LOST)
        await until(lambda: at.world.closed == 1)
        for _ in range(20):
            await asyncio.sleep(0)
        assert at.world.opened == 1
        at.worker.appear(replace(PRINTER, address="elsewhere:2"))
        await until(lambda: at.health is Health.CONNECTED)
        assert at.worker.seen.address == "elsewhere:2"


@in_loop
async def test_whatever_is_wrong_with_it_unplugged_it_is_gone(tmp_path):
    async with bench(tmp_path) as at:
        at.world.trouble["status"] = ProtocolError("nonsense")
        await until(lambda: at.health is Health.FAULT)
        at.worker.vanish()
        await until(lambda: at.health is Health.LOST)
        at.world.trouble.clear()
        at.worker.appear(PRINTER)
        await until(lambda: at.health is Health.CONNECTED)


@in_loop
async def test_a_better_way_is_taken_once_the_job_under_way_has_ended(tmp_path):
    async with bench(tmp_path) as at:
        await until(lambda: at.health is Health.CONNECTED)
        at.world.hung.add("drawer")
        await at.submit("drawer")
        await until(lambda: not at.worker.idle.is_set())
        at.worker.appear(replace(PRINTER, bus="usb", address="1:4"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert (at.world.opened, at.world.closed) == (1, 0)

        at.worker.vanish()
        at.world.hung.clear()
        at.worker.appear(replace(PRINTER, bus="usb", address="1:4"))

        await until(lambda: at.world.opened == 2)
        await until(lambda: at.health is Health.CONNECTED)


@in_loop
async def test_an_idle_device_turns_to_its_other_way_at_once(tmp_path):
    async with bench(tmp_path) as at:
        await until(lambda: at.health is Health.CONNECTED)
        at.worker.appear(replace(PRINTER, address="elsewhere:2"))
        await until(lambda: (at.world.opened, at.world.closed) == (2, 1))
        await until(lambda: at.health is Health.CONNECTED)
        at.worker.appear(at.worker.seen)
        for _ in range(20):
            await asyncio.sleep(0)
        assert at.world.opened == 2


@in_loop
async def test_a_device_at_rest_is_lost_as_soon_as_it_hangs_up(tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "PRINTER_LOOK", 3600.0)
    ended = asyncio.Event()
    monkeypatch.setattr(Wire, "ended", ended, raising=False)
    async with bench(tmp_path) as at:
        at.world.trouble["status"] = TransportError("the other end closed the connection")
        ended.set()
        await until(lambda: at.health is Health.LOST)


@in_loop
async def test_a_missing_library_is_told_and_costs_nothing_else(tmp_path, caplog):
    async with bench(tmp_path, start=False) as at:

        def missing(_name):
            raise MissingLibrary("pip install 'iot-agent[usb]'")

        at.worker._load = missing
        await until(lambda: at.worker.presence.code == "missing_library")
        assert caplog.text.count("pip install") == 1


@in_loop
async def test_a_mistake_in_a_driver_is_logged_and_survived(tmp_path, caplog):
    async with bench(tmp_path) as at:
        at.world.trouble["status"] = ZeroDivisionError("mistake")
        await until(lambda: at.worker.presence.code == "internal")
        at.world.trouble.clear()
        await until(lambda: at.health is Health.CONNECTED)
        assert "ZeroDivisionError" in caplog.text


# --- jobs


@in_loop
async def test_prints(tmp_path):
    async with bench(tmp_path) as at:
        assert await at.do() == (State.DONE, "")
        assert len(at.world.pages) == 1
        assert (await at.jobs.outcome("k1")).attempts == 1


@in_loop
async def test_a_device_that_cannot_says_why(tmp_path):
    async with bench(tmp_path) as at:
        at.world.trouble["drawer"] = DeviceError(Code.NOT_SUPPORTED)
        assert await at.do("drawer") == (State.FAILED, "not_supported")
        assert at.health is Health.CONNECTED


@in_loop
async def test_an_action_of_another_kind_fails(tmp_path):
    async with bench(tmp_path) as at:
        at.jobs.kind_of = lambda _device: None
        assert await at.do("weigh") == (State.FAILED, "unknown_action")


@in_loop
async def test_before_it_began_it_is_tried_again(tmp_path):
    async with bench(tmp_path) as at:
        at.world.unreachable = True
        at.world.trouble["status"] = TransportError("broken")
        await at.submit()
        await until(lambda: at.health is Health.LOST)
        at.world.unreachable = False
        at.world.trouble.clear()
        assert await at.end() == (State.DONE, "")
        assert len(at.world.pages) == 1


@in_loop
async def test_once_it_began_it_is_never_tried_again(tmp_path):
    async with bench(tmp_path) as at:
        at.world.trouble["print after"] = TransportError("broken")
        assert await at.do() == (State.UNKNOWN, "interrupted")
        at.world.trouble.clear()
        assert await at.do("drawer", "k2") == (State.SENT, "")
        assert len(at.world.pages) == 1


@in_loop
async def test_it_is_marked_as_started_before_the_first_byte(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("print")
        await at.submit()
        find = "SELECT started FROM job WHERE key = 'k1'"
        await until(lambda: at.jobs._journal._database.execute(find).fetchone()[0] == 1)
        assert at.world.pages == []


@in_loop
async def test_a_job_that_cannot_be_marked_as_started_waits_until_it_can(tmp_path, monkeypatch):
    """The disk is full: nothing is printed that might be printed again after a power cut."""
    async with bench(tmp_path) as at:
        refusing = AsyncMock(side_effect=StorageError("no room"))
        with monkeypatch.context() as full:
            full.setattr(at.jobs, "begin", refusing)
            await at.submit()
            await until(lambda: refusing.await_count > 1)
            await until(lambda: at.worker.device().code == Code.STORAGE.value)
            assert at.world.pages == []

        assert await at.end() == (State.DONE, "")
        assert len(at.world.pages) == 1


@in_loop
async def test_a_spooled_page_that_is_taken_back_at_its_deadline_has_expired(tmp_path):
    async with bench(tmp_path) as at:
        at.world.spools = at.world.withdraws = True
        at.world.hung.add("print")

        assert await at.do(life=0.3) == (State.EXPIRED, Code.OFFLINE.value)


@in_loop
async def test_pages_of_which_the_last_was_taken_back_are_of_unknown_fate(tmp_path):
    """The printer gets the document page by page: those before may have come out."""
    async with bench(tmp_path) as at:
        at.world.spools = at.world.withdraws = True
        at.world.hung.add("print")
        await at.submit(life=2.0, sheet=Sheet(Format.PDF, 0, 0, pdf(text("one"), text("two"))))

        assert await at.end() == (State.UNKNOWN, Code.NO_ANSWER.value)


@in_loop
async def test_a_spooled_page_that_has_expired_says_what_it_waited_for(tmp_path):
    async with bench(tmp_path) as at:
        at.world.spools = at.world.withdraws = True
        at.world.state = PrinterState(online=False, paused=True)
        at.world.hung.add("print after")

        assert await at.do(life=0.3) == (State.EXPIRED, Code.PAUSED.value)


@pytest.mark.parametrize(("ends", "state"), [(Confirmation.PRINTED, State.DONE), (Confirmation.TAKEN, State.SENT)])
@in_loop
async def test_a_spooled_page_whose_printing_has_begun_is_waited_for(tmp_path, ends, state):
    async with bench(tmp_path) as at:
        at.world.spools = True
        at.world.outlasts = ends
        at.world.hung.add("print")

        assert await at.do(life=0.3) == (state, "")


@in_loop
async def test_a_spooled_page_that_cannot_be_taken_back_may_have_come_out(tmp_path):
    async with bench(tmp_path) as at:
        at.world.spools = True
        at.world.hung.add("print")

        assert await at.do(life=0.3) == (State.UNKNOWN, Code.NO_ANSWER.value)


@pytest.mark.parametrize(("spools", "state"), [(True, State.DONE), (False, State.UNKNOWN)])
@in_loop
async def test_a_spooled_page_has_the_time_that_its_user_gives_it(tmp_path, monkeypatch, spools, state):
    """A document of many sheets takes longer than any action may take on a wire."""
    action = replace(wire.ACTIONS[Kind.PRINTER]["print"], deadline=0.2)
    monkeypatch.setitem(wire.ACTIONS[Kind.PRINTER], "print", action)
    async with bench(tmp_path) as at:
        at.world.spools = spools
        at.world.takes = 0.4

        assert (await at.do())[0] is state


@in_loop
async def test_shows_how_a_printer_is_while_it_prints(tmp_path):
    async with bench(tmp_path) as at:
        at.world.spools = True
        await until(lambda: at.health is Health.CONNECTED)
        at.world.state = PrinterState(online=True, paper=Paper.OUT)
        at.world.hung.add("print after")
        await at.submit()

        await until(lambda: at.worker.device().code == Code.PAPER_OUT.value)

        assert at.worker.device().state["paper"] == "out"


@in_loop
async def test_a_hung_page_ends_at_its_deadline(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("write")
        assert await at.do(life=0.2) == (State.FAILED, "no_answer")
        at.world.hung.clear()
        assert await at.do(key="k2") == (State.DONE, "")


@in_loop
async def test_a_page_that_may_be_out_when_time_is_up_is_unknown(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("print after")
        assert await at.do(life=0.2) == (State.UNKNOWN, "no_answer")


@in_loop
async def test_a_printer_that_fell_silent_is_opened_anew_before_a_page(tmp_path):
    async with bench(tmp_path) as at:
        at.world.state = SILENT
        opened = at.world.opened
        assert await at.do() == (State.FAILED, "no_answer")
        assert at.world.opened > opened
        assert at.world.pages == []
        assert at.worker.presence.code == "no_answer"


@in_loop
async def test_noise_in_an_answer_fails_the_job_and_not_the_device(tmp_path):
    async with bench(tmp_path, SCALE) as at:
        at.world.trouble["weigh"] = ProtocolError("noise")
        assert await at.do("weigh") == (State.FAILED, "device_error")


@in_loop
async def test_a_mistake_in_a_driver_ends_the_job(tmp_path):
    async with bench(tmp_path) as at:
        at.world.trouble["drawer"] = ZeroDivisionError("mistake")
        assert await at.do("drawer") == (State.UNKNOWN, "internal")


@in_loop
async def test_unplugged_while_it_prints_is_unknown(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("print after")
        await at.submit()
        await until(lambda: at.world.pages)
        at.worker.vanish()
        assert await at.end() == (State.UNKNOWN, "interrupted")


@in_loop
async def test_what_waited_long_for_a_device_that_was_away_is_held(tmp_path):
    async with bench(tmp_path) as at:
        at.worker.vanish()
        await until(lambda: at.health is Health.LOST)
        await at.submit(key="k1", life=3600)
        at.clock.learn(at.clock.now() + 400)
        at.worker.appear(at.seen)
        await until(lambda: at.health is Health.CONNECTED)
        assert (await at.jobs.outcome("k1")).held
        assert await at.do(key="k2") == (State.DONE, "")
        await at.jobs.release("k1")
        assert (await at.end("k1"))[0] is State.DONE


@in_loop
async def test_what_waits_behind_a_slow_page_is_not_held(tmp_path):
    async with bench(tmp_path) as at:
        await at.do(key="k0")
        at.jobs.stop()
        await at.submit(key="k1", life=3600)
        at.clock.learn(at.clock.now() + 400)
        at.worker.vanish()
        await until(lambda: at.health is Health.LOST)
        at.worker.appear(at.seen)
        await until(lambda: at.health is Health.CONNECTED)
        assert not (await at.jobs.outcome("k1")).held


@in_loop
async def test_what_an_earlier_run_left_long_ago_is_held(tmp_path):
    async with bench(tmp_path, start=False) as at:
        at.world.unreachable = True
        await at.submit(key="k1", life=3600)
    async with bench(tmp_path, start=False) as at:
        at.clock.learn(at.clock.now() + 400)
        await until(lambda: at.health is Health.CONNECTED)
        assert (await at.jobs.outcome("k1")).held
        assert not at.world.pages


@in_loop
async def test_what_an_interrupted_page_left_is_cut_off_before_the_next_one(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("print after")
        assert await at.do(life=0.2) == (State.UNKNOWN, "no_answer")
        assert at.world.severed == 0
        at.world.hung.clear()
    async with bench(tmp_path) as at:
        assert await at.do("drawer", "k2") == (State.SENT, "")
        assert at.world.severed == 0
        for key in ("k3", "k4"):
            assert await at.do(key=key) == (State.DONE, "")
            assert at.world.severed == 1
    async with bench(tmp_path) as at:
        assert await at.do(key="k5") == (State.DONE, "")
        assert at.world.severed == 0


@in_loop
async def test_a_job_wakes_a_device_that_waits_to_be_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "UNKNOWN_RETRY", 3600.0)
    monkeypatch.setattr(module, "FIRST_RETRY", 3600.0)
    async with bench(tmp_path, start=False) as at:
        at.world.unreachable = True
        await until(lambda: at.health is Health.LOST)
        at.world.unreachable = False
        assert await at.do() == (State.DONE, "")


@in_loop
async def test_idle_says_whether_a_job_runs(tmp_path):
    async with bench(tmp_path) as at:
        at.world.hung.add("print after")
        await at.submit()
        await until(lambda: at.world.pages)
        assert not at.worker.idle.is_set()


# --- streams


@in_loop
async def test_scans_are_published(tmp_path):
    async with bench(tmp_path, SCANNER) as at:
        with at.events.subscribe(("c1",)) as heard:
            at.world.scans.put_nowait("4006381333931")
            event = await heard.next()
            while event.name != "scan":
                event = await heard.next()
            assert event.value == {"text": "4006381333931"}


@in_loop
async def test_a_scanner_beeps_while_it_listens(tmp_path):
    async with bench(tmp_path, SCANNER) as at:
        assert await at.do("beep") == (State.DONE, "")
        assert at.world.beeps == 1


@in_loop
async def test_a_scale_is_read_slowly_until_somebody_looks(tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "SCALE_LOOK", 3600.0)
    async with bench(tmp_path, SCALE) as at:
        for _ in range(50):
            await asyncio.sleep(0)
        assert at.world.weighed == 1
        with at.events.subscribe(("s1",)) as heard:
            await until(lambda: at.world.weighed > 5)
            at.world.weight = Weight(Balance.STABLE, 2.5)
            await until(lambda: at.events.latest("s1", "weight").value["value"] == 2.5)
            assert heard.hears("s1")
        weighed = at.world.weighed
        for _ in range(50):
            await asyncio.sleep(0)
        assert at.world.weighed <= weighed + 2


@in_loop
async def test_a_job_is_served_between_two_readings(tmp_path):
    async with bench(tmp_path, SCALE) as at:
        with at.events.subscribe(("s1",)):
            await until(lambda: at.world.weighed > 3)
            assert await at.do("weigh") == (State.DONE, "")


@in_loop
async def test_some_noise_is_noise_and_much_is_another_device(tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "SCALE_LOOK", 0.0)
    async with bench(tmp_path, SCALE) as at:
        at.world.trouble["weigh"] = ProtocolError("noise")
        await until(lambda: at.worker.presence.code == "unreadable")
        at.world.trouble.clear()
        await until(lambda: at.health is Health.CONNECTED)


@in_loop
async def test_a_hung_scale_is_noticed(tmp_path):
    async with bench(tmp_path, SCALE) as at:
        at.world.hung.add("weigh")
        await until(lambda: at.worker.presence.code == "no_answer")
        at.world.hung.clear()
        await until(lambda: at.health is Health.CONNECTED)


def test_why_a_queue_does_not_move():
    waiting = Worker(
        PRINTER,
        "printer",
        load=World().printer,
        open_wire=World().open_wire,
        options={"width": "384"},
        jobs=None,
        events=Events(lambda: 0.0),
        changed=lambda: None,
    )
    assert waiting.why_waiting is Code.OFFLINE
    waiting.presence.health = Health.CONNECTED
    assert waiting.why_waiting is Code.BUSY
    assert waiting.presence.state == {"width": 384}

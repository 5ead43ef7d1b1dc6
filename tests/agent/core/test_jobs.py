import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent import wire
from iot_agent.core import jobs as module
from iot_agent.core.clock import Clock
from iot_agent.core.entry import Sheet
from iot_agent.core.jobs import LATEST, Jobs
from iot_agent.core.journal import Journal
from iot_agent.wire import Code, Format, Kind, Path, State, WireError
from tests.support.devices import recorder
from tests.support.loop import in_loop
from tests.support.waiting import until

SHEET = Sheet(Format.TEXT, 0, 0, b"hello")


@asynccontextmanager
async def opened(tmp_path, boot=""):
    async with Journal(tmp_path / "j") as journal:
        jobs = Jobs(journal, Clock())
        jobs.kind_of = lambda _device: Kind.PRINTER
        await jobs.recover(boot)
        yield jobs


def job(key="k1", *, action="drawer", life=60.0, device="p1", **values):
    now = Clock().now()
    return wire.Job(key=key, box="b", device=device, action=action, deadline=now + life, issued=now, **values)


async def submit(jobs, given=None, sheet=None, path=Path.RELAY):
    return await jobs.submit(given or job(), sheet, path)


@in_loop
async def test_goes_to_its_device_in_order(tmp_path):
    async with opened(tmp_path) as jobs:
        jobs.on_queued, queued = recorder()
        for key in ("k1", "k2"):
            await submit(jobs, job(key))
        await submit(jobs, job("k3", device="p2"))
        assert queued == ["p1", "p1", "p2"]
        assert [jobs.take("p1").key, jobs.take("p1").key, jobs.take("p1")] == ["k1", "k2", None]
        assert jobs.take("p2").key == "k3"


@in_loop
async def test_who_goes_away_while_it_is_written_leaves_the_job_in_its_queue(tmp_path):
    async with opened(tmp_path) as jobs:
        asking = asyncio.ensure_future(submit(jobs))
        written, accept = asyncio.Event(), jobs._journal.accept

        async def slowly(*given):
            found = await accept(*given)
            written.set()
            await asyncio.sleep(0)
            return found

        jobs._journal.accept = slowly
        await written.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        taken = await until(lambda: jobs.take("p1"))
        assert taken.key == "k1"


@in_loop
async def test_parameters_are_completed(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, job(params={"pin": 5}))
        assert jobs.take("p1").params == {"pin": 5, "pulse": 120}


@pytest.mark.parametrize(
    ("given", "sheet", "code"),
    [
        (job(key=""), None, Code.BAD_MESSAGE),
        (job(action="dance"), None, Code.UNKNOWN_ACTION),
        (job(action="weigh"), None, Code.UNKNOWN_ACTION),
        (job(action="print"), None, Code.BAD_DOCUMENT),
        (job(), SHEET, Code.BAD_DOCUMENT),
        (job(params={"pin": "2"}), None, Code.BAD_PARAMS),
        (job(life=-1), None, Code.EXPIRED),
    ],
)
@in_loop
async def test_what_is_no_job_is_refused(tmp_path, given, sheet, code):
    async with opened(tmp_path) as jobs:
        with pytest.raises(WireError) as refused:
            await submit(jobs, given, sheet)
        assert refused.value.code is code
        assert jobs.take("p1") is None


@in_loop
async def test_an_unknown_device_is_refused_once_devices_are_known(tmp_path):
    def unknown(_device):
        raise WireError(Code.UNKNOWN_DEVICE)

    async with opened(tmp_path) as jobs:
        jobs.kind_of = lambda _device: None
        assert (await submit(jobs)).state is State.QUEUED
        jobs.kind_of = unknown
        with pytest.raises(WireError):
            await submit(jobs, job("k2"))
        assert (await submit(jobs)).state is State.QUEUED


@in_loop
async def test_a_full_queue_is_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_QUEUE", 2)
    async with opened(tmp_path) as jobs:
        await submit(jobs, job("k1"))
        await submit(jobs, job("k2"))
        with pytest.raises(WireError) as refused:
            await submit(jobs, job("k3"))
        assert refused.value.code is Code.BUSY


@in_loop
async def test_the_same_key_is_one_job_whatever_the_path(tmp_path):
    async with opened(tmp_path) as jobs:
        await asyncio.gather(submit(jobs), submit(jobs, path=Path.DIRECT), submit(jobs))
        assert jobs.take("p1").key == "k1"
        assert jobs.take("p1") is None
        with pytest.raises(WireError) as refused:
            await submit(jobs, job(params={"pin": 5}), path=Path.DIRECT)
        assert refused.value.code is Code.KEY_CONFLICT


@in_loop
async def test_a_repeat_after_the_end_gives_the_outcome_even_past_its_deadline(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        await jobs.end(jobs.take("p1"), State.DONE, None, {"a": 1})
        again = await submit(jobs, job(life=-100))
        assert (again.state, again.value) == (State.DONE, {"a": 1})
        assert jobs.take("p1") is None


@in_loop
async def test_both_callers_get_the_outcome(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        first = asyncio.ensure_future(jobs.outcome("k1", 5))
        second = asyncio.ensure_future(jobs.outcome("k1", 5))
        await jobs.outcome("k1")
        await jobs.end(jobs.take("p1"), State.SENT)
        assert (await first).state is (await second).state is State.SENT
        assert not jobs._waiters


@in_loop
async def test_waiting_ends_in_time(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        assert (await jobs.outcome("k1", 0.01)).state is State.QUEUED
        assert await jobs.outcome("nobody's", 0.01) is None
        assert not jobs._waiters


@in_loop
async def test_an_end_is_durable_before_it_is_told(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        waiting = asyncio.ensure_future(jobs.outcome("k1", 5))
        await jobs.end(jobs.take("p1"), State.FAILED, Code.PAPER_OUT)
        await waiting
        assert (await jobs._journal.find("k1")).code == "paper_out"


@in_loop
async def test_odoo_is_told_of_acceptance_and_end(tmp_path):
    async with opened(tmp_path) as jobs:
        jobs.on_due, due = recorder()
        await submit(jobs)
        assert len(due) == 1
        await jobs.end(jobs.take("p1"), State.DONE)
        assert len(due) == 2
        assert await jobs.known("k1")
        assert len(due) == 3
        assert not await jobs.known("k2")


@in_loop
async def test_a_job_of_odoo_that_cannot_be_done_is_answered(tmp_path):
    async with opened(tmp_path) as jobs:
        await jobs.refuse(job(action="dance"), Code.UNKNOWN_ACTION)
        await jobs.refuse(job("k2", life=-1), Code.EXPIRED)
        told = (await jobs._journal.unreported(0.0)).outcomes
        assert [(o.key, o.state, o.code) for o in told] == [
            ("k1", State.FAILED, "unknown_action"),
            ("k2", State.EXPIRED, "expired"),
        ]


@in_loop
async def test_refusing_does_not_overwrite_an_outcome(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        await jobs.refuse(job(params={"pin": 5}), Code.KEY_CONFLICT)
        assert (await jobs.outcome("k1")).state is State.QUEUED


@in_loop
async def test_a_queued_job_can_be_cancelled_and_a_running_one_runs_on(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, job("k1"))
        await submit(jobs, job("k2"))
        running = jobs.take("p1")
        await jobs.cancel("k1")
        await jobs.cancel("k2")
        await jobs.cancel("k3")
        assert (await jobs.outcome("k1")).state is State.QUEUED
        assert (await jobs.outcome("k2")).state is State.CANCELLED
        assert jobs.take("p1") is None
        await jobs.end(running, State.DONE)


@in_loop
async def test_deadlines_end_what_waits(tmp_path):
    async with opened(tmp_path) as jobs:
        jobs.why_waiting = lambda _device: Code.OFFLINE
        living = asyncio.ensure_future(jobs.run())
        await submit(jobs, job("late", life=60))
        await submit(jobs, job("soon", life=0.05))
        ended = await jobs.outcome("soon", 5)
        assert (ended.state, ended.code) == (State.EXPIRED, "offline")
        assert jobs.take("p1").key == "late"
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)


@in_loop
async def test_a_deadline_is_bounded(tmp_path):
    async with opened(tmp_path) as jobs:
        assert (await submit(jobs, job(life=10**8))).deadline < Clock().now() + LATEST + 1


@in_loop
async def test_put_back_is_next_again(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, job("k1"))
        await submit(jobs, job("k2"))
        jobs.put_back(jobs.take("p1"))
        assert jobs.take("p1").key == "k1"


@in_loop
async def test_what_waited_waits_again_after_a_start(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, job("k1"))
        await submit(jobs, job("k2"))
        await jobs.begin(jobs.take("p1"))
    async with opened(tmp_path) as jobs:
        assert jobs.take("p1").key == "k2"
        assert (await jobs.outcome("k1")).state is State.UNKNOWN


@in_loop
async def test_nothing_is_begun_once_stopped(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        jobs.stop()
        assert jobs.take("p1") is None


@in_loop
async def test_the_box_changes_hands(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        await jobs.clear()
        assert jobs.take("p1") is None
        assert await jobs.outcome("k1") is None


@in_loop
async def test_an_end_that_the_disk_refuses_is_written_and_told_as_soon_as_it_takes_it(tmp_path, monkeypatch):
    """Nobody hears of it before, or a power cut would make another end of it."""
    monkeypatch.setattr(module, "AGAIN", 0.01)
    async with opened(tmp_path) as jobs:
        await submit(jobs)
        entry = jobs.take("p1")
        await jobs.begin(entry)
        running = asyncio.create_task(jobs.run())
        jobs._journal._database.execute("PRAGMA query_only = ON")
        await jobs.end(entry, State.DONE)
        assert (await jobs.outcome("k1", 0.1)).state is State.QUEUED
        asked = asyncio.create_task(jobs.outcome("k1", 5.0))
        await asyncio.sleep(0)

        jobs._journal._database.execute("PRAGMA query_only = OFF")

        assert (await asked).state is State.DONE
        assert (await jobs._journal.find("k1")).state is State.DONE
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@in_loop
async def test_a_deadline_that_the_disk_refuses_is_kept_later(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "AGAIN", 0.01)
    async with opened(tmp_path) as jobs:
        await submit(jobs, job(life=0.05))
        jobs._journal._database.execute("PRAGMA query_only = ON")
        running = asyncio.create_task(jobs.run())
        await until(lambda: jobs._unwritten)

        jobs._journal._database.execute("PRAGMA query_only = OFF")

        assert (await jobs.outcome("k1", 5.0)).state is State.EXPIRED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


# --- after an outage


def page(key="k1", **values):
    return job(key, action="print", life=3600.0, **values)


async def held(jobs, *keys, **values):
    """These pages waited for a device that was away for long."""
    for key in keys:
        await submit(jobs, page(key, **values), SHEET)
    jobs._clock.learn(jobs.now() + 400)
    await jobs.hold("p1", 0.0)


@in_loop
async def test_after_a_long_outage_pages_wait_for_a_word(tmp_path):
    async with opened(tmp_path) as jobs:
        jobs.on_due, due = recorder()
        await held(jobs, "k1", "k2")
        assert jobs.take("p1") is None
        assert due
        assert ((await jobs.outcome("k1")).state, (await jobs.outcome("k1")).code) == (State.QUEUED, "held")
        await submit(jobs, page("k3"), SHEET)
        assert jobs.take("p1").key == "k3", "what is asked for afterwards goes on"
        jobs.on_queued, queued = recorder()
        await jobs.release("k2")
        assert queued == ["p1"]
        assert jobs.take("p1").key == "k2"
        assert jobs.take("p1") is None


@in_loop
async def test_after_a_short_outage_pages_go_on(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, page(), SHEET)
        jobs._clock.learn(jobs.now() + 400)
        await jobs.hold("p1", jobs.now() - 200)
        assert jobs.take("p1").key == "k1"


@in_loop
async def test_another_device_is_not_concerned(tmp_path):
    async with opened(tmp_path) as jobs:
        await submit(jobs, page("k0", device="p2"), SHEET)
        await held(jobs, "k1")
        assert jobs.take("p2").key == "k0"


@in_loop
async def test_what_is_held_is_held_after_a_start_too(tmp_path):
    async with opened(tmp_path) as jobs:
        await held(jobs, "k1")
    async with opened(tmp_path) as jobs:
        assert jobs.take("p1") is None
        await jobs.release("k1")
        assert (await jobs.sheet(jobs.take("p1"))) == SHEET


@in_loop
async def test_what_is_released_may_be_held_again(tmp_path):
    async with opened(tmp_path) as jobs:
        await held(jobs, "k1")
        await jobs.release("k1")
        await jobs.hold("p1", 0.0)
        jobs._clock.learn(jobs.now() + 400)
        await jobs.hold("p1", 0.0)
        assert (await jobs.outcome("k1")).code == "held"


@in_loop
async def test_what_is_held_is_cancelled(tmp_path):
    async with opened(tmp_path) as jobs:
        await held(jobs, "k1")
        await jobs.cancel("k1")
        await jobs.release("k1")
        assert (await jobs.outcome("k1")).state is State.CANCELLED
        assert jobs.take("p1") is None


@in_loop
async def test_what_nobody_released_expires_and_says_so(tmp_path):
    async with opened(tmp_path) as jobs:
        await held(jobs, "k1")
        jobs._clock.learn(jobs.now() + 3600)
        await jobs._expire()
        ended = await jobs.outcome("k1")
        assert (ended.state, ended.code) == (State.EXPIRED, "held")


@pytest.mark.parametrize(("away", "printed"), [(60, True), (400, False)])
@in_loop
async def test_after_a_power_cut_pages_wait_until_the_box_knows_the_time(tmp_path, monkeypatch, away, printed):
    monkeypatch.setattr(module, "AGAIN", 0.01)
    async with opened(tmp_path) as jobs:
        await jobs.recover("first boot")
        await submit(jobs, page(), SHEET)
    async with opened(tmp_path, boot="second boot") as jobs:
        jobs.on_queued, queued = recorder()
        running = asyncio.ensure_future(jobs.run())
        await jobs.hold("p1", 0.0)
        assert jobs.take("p1") is None
        await submit(jobs, page("k2"), SHEET)
        assert jobs.take("p1").key == "k2", "what is asked for after the start is not concerned"
        jobs._clock.learn(jobs.now() + away)
        await until(lambda: queued.count("p1") == 2)
        running.cancel()
        assert (jobs.take("p1") is not None) is printed
        assert (await jobs.outcome("k1")).held is not printed


@in_loop
async def test_a_start_without_a_power_cut_prints_on(tmp_path):
    async with opened(tmp_path, boot="a boot") as jobs:
        await submit(jobs, page(), SHEET)
    async with opened(tmp_path, boot="a boot") as jobs:
        assert jobs.take("p1").key == "k1"

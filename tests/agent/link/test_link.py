import asyncio
import time
from dataclasses import replace

import pytest

from iot_agent import seal, wire
from iot_agent.core.store import Announced, Store
from iot_agent.link import farewell, http, session, websocket
from iot_agent.link import link as module
from iot_agent.wire import Code, State, WireError
from tests.support.box import PRINTER, SCANNER, running
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo, states
from tests.support.waiting import until


async def connect(box, odoo):
    await box.link.pair(odoo.token())
    await until(lambda: odoo.sockets and box.link.online)


def drawer(odoo, **values):
    return odoo.job("p1", "drawer", **values)


# --- pairing


@in_loop
async def test_pairs_with_a_token_and_stays_paired(tmp_path):
    async with FakeOdoo() as odoo:
        async with running(tmp_path) as box:
            await connect(box, odoo)
            assert odoo.box.devices == (PRINTER,)
            assert box.link.pairing.server == odoo.url
        async with running(tmp_path) as box:
            await until(lambda: box.link.online)
            assert len(odoo.boxes) == 1


@in_loop
async def test_what_the_free_box_did_is_not_the_database_s_business(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        turns = []
        box.link.on_turn = lambda: turns.append(box.link.pairing is not None)
        box.store.welcome({"usb-1": "k1"})
        now = box.clock.now()
        for key in ("k1", "k2"):
            job = wire.Job(key=key, box="", device="p1", action="drawer", deadline=now + 60, issued=now)
            await box.jobs.submit(job, None, wire.Path.DIRECT)
        await box.jobs.end(box.jobs.take("p1"), State.DONE)
        await connect(box, odoo)
        assert box.jobs.take("p1") is None
        assert await box.jobs.outcome("k1") is None
        await box.link.disconnect()
        assert turns == [True, False]
        assert box.store.welcomed() == {}, "each printer tells the next one who sets the box up"


@in_loop
async def test_a_paired_box_is_not_paired_again(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        with pytest.raises(WireError) as refused:
            await box.link.pair(odoo.token())
        assert refused.value.code is Code.ALREADY_PAIRED


@in_loop
async def test_the_code_typed_at_the_server_pairs_the_box(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        box.link.know(odoo.url, "shop")
        await until(lambda: odoo.announced)
        odoo.typed.append(box.code.text)
        await until(lambda: box.link.online)


@in_loop
async def test_the_server_of_the_settings_is_announced_to(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, server=Announced(odoo.url, "shop")):
        await until(lambda: odoo.announced)


@in_loop
async def test_a_server_that_does_not_know_the_code_gets_nothing(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        odoo.typed.append("WRONGONE")
        box.link.know(odoo.url, "shop")
        await until(lambda: odoo.calls.count("announce") > 1)
        assert box.link.pairing is None


@in_loop
async def test_a_box_whose_clock_is_far_off_is_announced_too(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        odoo.offset = 10**6
        box.link.know(odoo.url, "shop")
        await until(lambda: odoo.announced)
        assert abs(box.clock.now() - odoo.now()) < 2


# --- jobs


@in_loop
async def test_a_job_comes_by_the_bell_and_its_outcome_goes_back(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        started = time.monotonic()
        key = await odoo.post(drawer(odoo))
        assert (await odoo.outcome(key)).state is State.SENT
        assert time.monotonic() - started < 2


@in_loop
async def test_a_job_the_bus_repeats_is_not_carried_out_but_asked_about(tmp_path):
    """Odoo's bus repeats what it rang before the box listened; the job may be cancelled by then."""
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        asked = odoo.calls.count("ask")
        old = drawer(odoo, issued=odoo.now() - 30)
        await odoo.ring(old)
        await until(lambda: odoo.calls.count("ask") > asked)
        key = await odoo.post(drawer(odoo))
        assert (await odoo.outcome(key)).state is State.SENT
        assert old.key not in odoo.outcomes


@in_loop
async def test_acceptance_is_told_while_the_device_is_busy(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        key = await odoo.post(drawer(odoo))
        await until(lambda: odoo.outcomes.get(key))
        assert states(odoo.outcomes[key]) == [State.QUEUED]


@in_loop
async def test_a_lost_bell_does_no_harm(tmp_path):
    async with FakeOdoo(poll=1.0) as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        odoo.faults.silent_bus = True
        key = await odoo.post(drawer(odoo))
        assert (await odoo.outcome(key)).state is State.SENT


@in_loop
async def test_a_large_order_is_asked_for(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        job = drawer(odoo, user="x")
        odoo.jobs[job.key] = job
        await odoo.notify("iot.look", {})
        assert (await odoo.outcome(job.key)).state is State.SENT


@in_loop
async def test_more_jobs_than_one_answer_holds(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await box.link.pair(odoo.token())
        jobs = [await odoo.post(drawer(odoo), ring=False) for _ in range(55)]
        for key in jobs:
            assert (await odoo.outcome(key)).state is State.SENT


@in_loop
async def test_what_waited_while_the_box_was_away_comes_at_hello(tmp_path):
    async with FakeOdoo() as odoo:
        async with running(tmp_path) as box:
            await connect(box, odoo)
        key = await odoo.post(drawer(odoo), ring=False)
        async with running(tmp_path, serve=True):
            assert (await odoo.outcome(key)).state is State.SENT


@in_loop
async def test_the_same_order_twice_is_one_job(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        job = drawer(odoo)
        await odoo.post(job)
        await odoo.outcome(job.key)
        told = len(odoo.outcomes[job.key])
        await odoo.ring(job)
        await until(lambda: len(odoo.outcomes[job.key]) > told)
        assert odoo.outcomes[job.key][-1].attempts == 0
        assert states(odoo.outcomes[job.key])[-1] is State.SENT


@in_loop
async def test_a_job_that_is_none_is_answered_with_why(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        key = await odoo.post(odoo.job("p1", "dance"))
        outcome = await odoo.outcome(key)
        assert (outcome.state, outcome.code) == (State.FAILED, "unknown_action")


@in_loop
async def test_outcomes_are_told_until_they_are_taken(tmp_path, monkeypatch):
    monkeypatch.setattr("iot_agent.link.outbox.AGAIN", 0.05)
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        odoo.faults.deaf = True
        key = await odoo.post(drawer(odoo))
        await until(lambda: odoo.calls.count("report") > 3)
        odoo.faults.deaf = False
        assert (await odoo.outcome(key)).state is State.SENT


# --- faults


@in_loop
async def test_a_server_that_goes_and_comes_is_found_again(tmp_path, caplog):
    caplog.set_level("INFO")
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        await odoo.stop()
        await until(lambda: not box.link.online)
        await odoo.start()
        started = time.monotonic()
        await until(lambda: box.link.online and odoo.sockets, 10)
        assert time.monotonic() - started < 8
        key = await odoo.post(drawer(odoo))
        assert (await odoo.outcome(key)).state is State.SENT
    assert caplog.text.count("no connection to") == 1
    assert caplog.text.count("connected to") == 2


@pytest.mark.parametrize("status", [500, 502, 404])
@in_loop
async def test_a_server_in_trouble_is_asked_again(tmp_path, status):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        odoo.faults.status = status
        await odoo.notify("iot.look", {})
        await until(lambda: not box.link.online)
        odoo.faults.status = 0
        await until(lambda: box.link.online)


@in_loop
async def test_a_hung_server_is_given_up_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setattr("iot_agent.link.http.CONNECT", 0.5)
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        box.http._patience = 0.5
        await connect(box, odoo)
        box.http._patience = 0.5
        odoo.faults.hang = True
        await odoo.notify("iot.look", {})
        await until(lambda: not box.link.online)
        odoo.faults.hang = False
        await until(lambda: box.link.online)


@in_loop
async def test_a_socket_that_breaks_is_opened_again(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        for socket in list(odoo.sockets.values()):
            await socket.close()
        await until(lambda: odoo.connections == 2 and odoo.sockets)
        assert box.link.online


@in_loop
async def test_an_expired_session_is_replaced(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        first = box.http.session
        for socket in list(odoo.sockets.values()):
            await socket.close(code=websocket.SESSION_EXPIRED)
        await until(lambda: odoo.connections == 2 and odoo.sockets)
        assert box.http.session not in ("", first)


@in_loop
async def test_a_clock_that_is_off_is_corrected(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        odoo.offset = -(10**6)
        await connect(box, odoo)
        assert abs(box.clock.now() - odoo.now()) < 2


@in_loop
async def test_a_mistake_of_ours_does_not_end_the_line(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(module, "LAST_RETRY", 0.05)
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)

        def mistake(*_args, **_options):
            raise ZeroDivisionError("mistake")

        with monkeypatch.context() as patch:
            patch.setattr(box.events, "subscribe", mistake)
            box.link._changed.set()
            await until(lambda: "starts afresh" in caplog.text)
        await until(lambda: box.link.online)


# --- what else Odoo orders


@in_loop
async def test_deleted_in_odoo_frees_the_box(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        await odoo.post(drawer(odoo))
        code = box.code.text
        await odoo.ring(wire.Forget(box=odoo.box.reference, issued=odoo.now()))
        await until(lambda: box.link.pairing is None)
        assert Store(tmp_path).pairing() is None
        assert box.jobs.take("p1") is None
        assert await box.journal.unreported(0.0) == wire.Report()
        assert box.code.text != code


@in_loop
async def test_deleted_while_the_box_was_away_frees_it_at_hello(tmp_path):
    async with FakeOdoo() as odoo:
        async with running(tmp_path) as box:
            await connect(box, odoo)
        odoo.boxes.clear()
        async with running(tmp_path) as box:
            await until(lambda: box.link.pairing is None)


@in_loop
async def test_a_stranger_cannot_free_the_box(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        odoo.boxes.clear()
        odoo.seed = seal.new_seed()
        await odoo.notify("iot.look", {})
        await until(lambda: not box.link.online)
        assert box.link.pairing


@in_loop
async def test_a_free_box_can_be_paired_again(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        await odoo.ring(wire.Forget(box=odoo.box.reference, issued=odoo.now()))
        await until(lambda: box.link.pairing is None)
        odoo.boxes.clear()
        await connect(box, odoo)
        key = await odoo.post(drawer(odoo))
        assert (await odoo.outcome(key)).state is State.SENT


@in_loop
async def test_cancel_and_restart(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        key = await odoo.post(drawer(odoo))
        await until(lambda: odoo.outcomes.get(key))
        await odoo.ring(wire.Cancel(key=key, box=odoo.box.reference))
        assert (await odoo.outcome(key)).state is State.CANCELLED
        order = wire.Restart(key="r1", box=odoo.box.reference, deadline=odoo.now() + 60)
        odoo.orders.append(order)
        await odoo.ring(order)
        await until(lambda: box.restarts)
        asked = odoo.calls.count("ask")
        await odoo.notify("iot.look", {})
        await until(lambda: odoo.calls.count("ask") > asked)
        assert box.restarts == 1


@in_loop
async def test_devices_are_told_when_they_change(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        box.change_devices(PRINTER, SCANNER)
        await until(lambda: odoo.box.devices == (PRINTER, SCANNER))


@in_loop
async def test_another_address_is_told(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        box.identity = replace(box.identity, addresses=("http://10.0.0.7:8069",))
        await odoo.notify("iot.look", {})
        await until(lambda: odoo.box.box.addresses)


@in_loop
async def test_hello_waits_until_the_devices_are_known(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        box.settled.clear()
        await box.link.pair(odoo.token())
        for _ in range(50):
            await asyncio.sleep(0)
        assert "hello" not in odoo.calls
        box.settled.set()
        await until(lambda: box.link.online)


# --- events


@in_loop
async def test_every_scan_is_told(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        for number in range(50):
            box.events.publish("c1", "scan", {"text": str(number)})
            await asyncio.sleep(0)
        await until(lambda: len(odoo.events) == 50)
        assert [event.value["text"] for event in odoo.events] == [str(number) for number in range(50)]


@in_loop
async def test_weights_are_told_only_while_somebody_looks(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        box.events.publish("s1", "weight", {"value": 1})
        box.events.publish("c1", "scan", {"text": "1"})
        await until(lambda: odoo.events)
        assert [event.name for event in odoo.events] == ["scan"]
        await odoo.ring(wire.Watch(box=odoo.box.reference, device="s1", until=odoo.now() + 60))
        await until(lambda: len(odoo.events) == 2)
        assert odoo.events[1].value == {"value": 1}
        box.events.publish("s1", "weight", {"value": 2})
        await until(lambda: odoo.events[-1].value == {"value": 2})


@in_loop
async def test_scans_of_a_short_absence_are_told_and_so_are_outcomes(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path, serve=True) as box:
        await connect(box, odoo)
        job = drawer(odoo)
        await odoo.stop()
        await until(lambda: not box.link.online)
        box.events.publish("c1", "scan", {"text": "meanwhile"})
        await box.jobs.submit(job, None, wire.Path.DIRECT)
        await odoo.start()
        outcome = await odoo.outcome(job.key)
        assert (outcome.state, outcome.path, outcome.user) == (State.SENT, wire.Path.DIRECT, "2")
        await until(lambda: odoo.events)


# --- going


@in_loop
async def test_disconnecting_tells_odoo(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        await box.link.disconnect()
        assert odoo.goodbyes == [wire.Goodbye(leave=True)]
        assert box.link.pairing is None
        with pytest.raises(WireError) as refused:
            await box.link.disconnect()
        assert refused.value.code is Code.NOT_PAIRED


@in_loop
async def test_a_database_that_was_away_is_told_later(tmp_path, monkeypatch):
    monkeypatch.setattr(farewell, "FIRST_RETRY", 0.05)
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        await odoo.stop()
        await box.link.disconnect()
        assert box.link.pairing is None
        await odoo.start()
        await until(lambda: odoo.goodbyes)
        await until(lambda: box.store.farewell() is None)


@in_loop
async def test_a_restarting_agent_says_so(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        await box.link.leave()
        assert odoo.goodbyes == [wire.Goodbye(leave=False)]
        assert box.link.pairing


@in_loop
async def test_an_agent_that_stops_does_not_wait_for_a_server_that_is_away(tmp_path, monkeypatch):
    monkeypatch.setattr(farewell, "PATIENCE", 0.05)
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await connect(box, odoo)
        odoo.faults.hang = True
        await asyncio.wait_for(box.link.leave(), 2)


def test_promises():
    """A fault that clears is noticed within ten seconds: by the kernel, or by the next try on a line that connects."""
    assert websocket.QUIET + websocket.PROBES <= 6.0
    assert session.Session.poll >= websocket.PING * 1.5
    assert session.LAST_RETRY + http.CONNECT < 10.0
    assert session.LAST_RETRY + websocket.HANDSHAKE < 10.0

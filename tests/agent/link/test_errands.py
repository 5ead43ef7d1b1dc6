import base64
import errno
import hashlib

import pytest

from iot_agent import seal, wire
from iot_agent.core import store
from iot_agent.wire import Format, State
from tests.support.box import running
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo
from tests.support.waiting import until

TEXT = b"Thank you"


def document(data=TEXT, *, inline=False):
    return wire.Document(
        format=Format.TEXT,
        data=base64.b64encode(data).decode() if inline else "",
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


async def paired(box, odoo):
    await box.link.pair(odoo.token())
    await until(lambda: odoo.sockets and box.link.online)


@pytest.mark.parametrize("inline", [True, False])
@in_loop
async def test_a_document_comes_with_its_job_or_is_fetched(tmp_path, inline):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        odoo.documents[hashlib.sha256(TEXT).hexdigest()] = TEXT
        await odoo.post(odoo.job("p1", "print", document=document(inline=inline)))
        entry = await until(lambda: box.jobs.take("p1"))
        assert (await box.jobs.sheet(entry)).data == TEXT
        assert odoo.calls.count("document") == (0 if inline else 1)


@in_loop
async def test_a_document_is_fetched_before_the_job_is_accepted(tmp_path):
    async with FakeOdoo(poll=1.0) as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        odoo.faults.status = 500
        key = await odoo.post(odoo.job("p1", "print", document=document()))
        await until(lambda: not box.link.online)
        assert not await box.jobs.known(key)
        odoo.documents[hashlib.sha256(TEXT).hexdigest()] = TEXT
        odoo.faults.status = 0
        await until(lambda: box.jobs.take("p1"))


@in_loop
async def test_a_document_that_is_gone_or_another_one(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        gone = await odoo.post(odoo.job("p1", "print", document=document(b"gone")))
        assert (await odoo.outcome(gone)).code == "bad_document"
        odoo.documents[hashlib.sha256(TEXT).hexdigest()] = b"another"
        other = await odoo.post(odoo.job("p1", "print", document=document()))
        assert (await odoo.outcome(other)).code == "bad_document"


@in_loop
async def test_a_document_larger_than_any_is_answered_and_not_fetched_again(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        odoo.documents[hashlib.sha256(TEXT).hexdigest()] = bytes(wire.MAX_DOCUMENT + 1)
        large = await odoo.post(odoo.job("p1", "print", document=document()))
        assert (await odoo.outcome(large)).code == "too_large"
        assert odoo.calls.count("document") == 1
        assert box.link.online


@in_loop
async def test_a_late_job_is_answered(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        late = odoo.job("p1", "drawer", deadline=-5)
        await odoo.ring(late)
        outcome = await odoo.outcome(late.key)
        assert (outcome.state, outcome.code) == (State.EXPIRED, "expired")


@in_loop
async def test_orders_of_strangers_are_not_obeyed(tmp_path, caplog):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        stranger = seal.new_seed()
        orders = [
            odoo.job("p1", "drawer"),
            wire.Restart(key="r", box=odoo.box.reference, deadline=odoo.now() + 60),
            wire.Forget(box=odoo.box.reference, issued=odoo.now()),
        ]
        for order in orders:
            await odoo.notify("iot.order", {"sealed": wire.to_json(seal.seal(stranger, order))})
        await odoo.notify("iot.order", "nonsense")
        await odoo.notify("iot.order", {"sealed": 7})
        key = await odoo.post(odoo.job("p1", "drawer"))
        assert (await until(lambda: box.jobs.take("p1"))).key == key
        assert box.link.pairing
        assert box.restarts == 0
        assert caplog.text.count("refused an order") == 3


@in_loop
async def test_a_restart_is_obeyed_once_even_over_a_restart(tmp_path):
    async with FakeOdoo() as odoo:
        async with running(tmp_path) as box:
            await paired(box, odoo)
            odoo.orders.append(wire.Restart(key="r1", box=odoo.box.reference, deadline=odoo.now() + 60))
            await odoo.notify("iot.look", {})
            await until(lambda: box.restarts == 1)
        async with running(tmp_path) as box:
            await until(lambda: box.link.online)
            asked = odoo.calls.count("ask")
            await until(lambda: odoo.sockets)
            await odoo.notify("iot.look", {})
            await until(lambda: odoo.calls.count("ask") > asked)
            assert box.restarts == 0


@in_loop
async def test_drivers_are_updated_once_by_an_order(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        odoo.orders.append(wire.UpdateDrivers(key="u1", box=odoo.box.reference, deadline=odoo.now() + 60))
        await odoo.notify("iot.look", {})
        await until(lambda: "forced" in box.renewal.told)
        asked = odoo.calls.count("ask")
        await odoo.notify("iot.look", {})
        await until(lambda: odoo.calls.count("ask") > asked)
        assert box.renewal.told.count("forced") == 1
        await box.link.disconnect()
        assert box.renewal.told[-1] == "leave"


@in_loop
async def test_a_job_that_cannot_be_written_down_stays_with_odoo(tmp_path, caplog):
    """The box stays connected, and takes the job when there is room."""
    async with FakeOdoo(poll=1.0) as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        box.journal._database.execute("PRAGMA query_only = ON")
        key = await odoo.post(odoo.job("p1", "drawer"))
        await until(lambda: key in caplog.text)
        assert box.link.online

        box.journal._database.execute("PRAGMA query_only = OFF")

        assert (await until(lambda: box.jobs.take("p1"))).key == key


@in_loop
async def test_a_full_disk_does_not_end_the_connection_over_an_order(tmp_path, caplog):
    """Odoo says it again, and it is done when there is room."""
    async with FakeOdoo(poll=1.0) as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        box.journal._database.execute("PRAGMA query_only = ON")
        odoo.orders.append(wire.Restart(key="r1", box=odoo.box.reference, deadline=odoo.now() + 60))
        asked = odoo.calls.count("ask")
        await odoo.notify("iot.look", {})
        await until(lambda: odoo.calls.count("ask") > asked + 1)
        assert "the link failed" not in caplog.text
        assert box.restarts == 0

        box.journal._database.execute("PRAGMA query_only = OFF")

        await until(lambda: box.restarts == 1)


@in_loop
async def test_what_is_typed_in_odoo_is_kept_and_that_is_said(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await box.link.pair(odoo.token())
        await until(lambda: box.link.online and odoo.sockets)
        printer = wire.NetworkPrinter(address="10.0.0.7", name="Kitchen")
        camera = wire.NetworkCamera(address="http://10.0.0.9/", name="Door")
        typed = {"printers": (printer,), "cameras": (camera,)}
        await odoo.ring(wire.NetworkPrinters(box=odoo.box.reference, issued=odoo.now(), **typed))

        await until(lambda: odoo.printers_taken)
        assert [device.name for device in box.by_hand.devices()] == ["Kitchen", "Door"]

        await box.link.disconnect()
        assert box.by_hand.devices() == []


@in_loop
async def test_the_options_settled_in_odoo_are_kept_and_that_is_said(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await box.link.pair(odoo.token())
        await until(lambda: box.link.online and odoo.sockets)
        one = wire.DeviceOptions(identifier="c1", driver="hid_keyboard", options={"layout": "fr"})
        await odoo.ring(wire.AllOptions(box=odoo.box.reference, devices=(one,), issued=odoo.now()))

        await until(lambda: odoo.options_taken)
        assert (box.options.driver("c1"), box.options.of("c1")) == ("hid_keyboard", {"layout": "fr"})

        await box.link.disconnect()
        assert (box.options.driver("c1"), box.options.of("c1")) == ("", {})


@in_loop
async def test_what_a_full_disk_cannot_keep_is_not_said_to_be_kept(tmp_path, monkeypatch, caplog):
    """And the connection goes on: Odoo sends it again."""
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        with monkeypatch.context() as full:
            full.setattr(store, "write", _no_space)
            one = wire.DeviceOptions(identifier="c1", driver="hid_keyboard")
            await odoo.ring(wire.AllOptions(box=odoo.box.reference, devices=(one,), issued=odoo.now()))
            await until(lambda: "options.json cannot be written" in caplog.text)
            await odoo.ring(wire.NetworkPrinters(box=odoo.box.reference, printers=(), issued=odoo.now()))
            await until(lambda: "typed.json cannot be written" in caplog.text)
        assert not odoo.options_taken
        assert not odoo.printers_taken
        assert "the link failed" not in caplog.text

        await odoo.ring(wire.AllOptions(box=odoo.box.reference, devices=(one,), issued=odoo.now()))

        await until(lambda: odoo.options_taken)
        assert box.options.driver("c1") == "hid_keyboard"


def _no_space(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@in_loop
async def test_a_page_that_was_held_back_is_told_and_released(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await paired(box, odoo)
        job = odoo.job("p1", "print", document=document(inline=True), ask_after=1e-6)
        await odoo.post(job)
        await until(lambda: odoo.outcomes.get(job.key))
        await box.jobs.hold("p1", 0.0)
        told = await until(lambda: odoo.outcomes[job.key][1:])
        assert [(outcome.state, outcome.code) for outcome in told] == [(State.QUEUED, "held")]
        assert box.jobs.take("p1") is None
        await odoo.ring(wire.Release(key=job.key, box=odoo.box.reference))
        assert (await until(lambda: box.jobs.take("p1"))).key == job.key
        told = await until(lambda: odoo.outcomes[job.key][2:])
        assert [(outcome.state, outcome.code) for outcome in told] == [(State.QUEUED, "")]

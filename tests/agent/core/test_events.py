import asyncio

import pytest

from iot_agent.core.events import BACKLOG, LEASE_LIMIT, Events, Lagging
from tests.support.devices import recorder
from tests.support.loop import in_loop


class Now:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def events(now):
    return Events(now)


async def take(subscription, count):
    return [(event.device, event.name, event.value) for event in [await subscription.next() for _ in range(count)]]


@in_loop
async def test_each_scan_in_order(events):
    with events.subscribe(("c1",)) as subscription:
        for text in ("1", "2", "3"):
            events.publish("c1", "scan", {"text": text})
        assert [value["text"] for _, _, value in await take(subscription, 3)] == ["1", "2", "3"]


@in_loop
async def test_of_a_stream_only_the_latest(events):
    with events.subscribe(("s1", "s2")) as subscription:
        for value in range(1000):
            events.publish("s1", "weight", {"value": value})
        events.publish("s2", "weight", {"value": 7})
        assert await take(subscription, 2) == [("s1", "weight", {"value": 999}), ("s2", "weight", {"value": 7})]


@in_loop
async def test_only_what_was_asked_for(events):
    with events.subscribe(("c1",)) as one, events.subscribe(("*",)) as every:
        events.publish("c2", "scan", {"text": "2"})
        events.publish("c1", "scan", {"text": "1"})
        assert await take(one, 1) == [("c1", "scan", {"text": "1"})]
        assert len(await take(every, 2)) == 2


@in_loop
async def test_waits_until_something_happens(events):
    with events.subscribe(("c1",)) as subscription:
        waiting = asyncio.ensure_future(subscription.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        events.publish("c1", "scan", {"text": "1"})
        assert (await waiting).value == {"text": "1"}


@in_loop
async def test_a_slow_listener_is_cut_off_and_costs_the_others_nothing(events):
    with events.subscribe(("c1",)) as slow, events.subscribe(("c1",)) as quick:
        for number in range(BACKLOG + 10):
            events.publish("c1", "scan", {"text": str(number)})
            await quick.next()
        assert len(slow._waiting) == 0
        with pytest.raises(Lagging):
            await slow.next()


@in_loop
async def test_who_begins_to_look_sees_the_latest_value(events):
    events.publish("s1", "weight", {"value": 1})
    events.publish("c1", "scan", {"text": "old"})
    with events.subscribe(("*",)) as subscription:
        assert await take(subscription, 1) == [("s1", "weight", {"value": 1})]
        assert not subscription._waiting


@in_loop
async def test_a_reading_of_a_lost_device_is_not_shown_again(events):
    events.publish("s1", "weight", {"value": 1})
    events.forget("s1")
    assert events.latest("s1", "weight") is None


def test_looking_makes_a_stream_wanted(events):
    assert not events.wanted("s1")
    with events.subscribe(("s1",)):
        assert events.wanted("s1")
        assert not events.wanted("s2")
        assert not events.watched("s1")
    assert not events.wanted("s1")


def test_hearing_without_looking_wants_nothing(events):
    with events.subscribe(("*",), looks=False):
        assert not events.wanted("s1")


def test_a_lease_of_odoo_ends(events, now):
    events.watch("s1", now() + 60)
    assert events.watched("s1")
    assert events.wanted("s1")
    now.seconds += 61
    assert not events.wanted("s1")


def test_a_lease_is_bounded(events, now):
    events.watch("s1", now() + 10**6)
    now.seconds += LEASE_LIMIT + 1
    assert not events.watched("s1")


def test_the_device_hears_that_somebody_looks(events):
    events.on_interest, calls = recorder()
    events.watch("s1", 2000.0)
    with events.subscribe(("s1", "s2")), events.subscribe(("*",), looks=False):
        pass
    assert calls == ["s1", "s1", "s2"]


def test_events_are_told_apart_and_dated(events, now):
    with events.subscribe(("c1",)) as subscription:
        events.publish("c1", "scan", {"text": "1"})
        events.publish("c1", "scan", {"text": "1"})
        first, second = subscription._waiting.values()
    assert first.id != second.id
    assert first.at == now()


def test_whether_a_device_has_done_something_is_known_until_it_is_gone(events):
    events.publish("c1", "state", {"paper": "ok"})
    assert not events.heard("c1")
    events.publish("c1", "scan", {"code": "1"})
    assert events.heard("c1")
    events.forget("c1")
    assert not events.heard("c1")

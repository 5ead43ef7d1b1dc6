"""One printer is one device: whichever ways it is seen, and whichever of them it loses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.core.match import Candidate
from iot_agent.discovery.once import learn, once, way_of

SERIAL, UUID = "serial:J5ZF000001", "uuid:12ab"
USB = Candidate("usb-04b8-0202-J5ZF000001", "usb", "1:4", marks=frozenset({SERIAL, "model:tm-u220"}))
RAW = Candidate("cups-J5ZF000001", "cups", "Bar", hints={"raw": "yes"}, marks=frozenset({SERIAL}))
DRIVEN = replace(RAW, hints={"raw": "no"})
IPP = Candidate("ipp-12ab", "ipp", "ipp://10.0.0.7/ipp/print", marks=frozenset({UUID, "instance:x", "at:10.0.0.7"}))
PORT = Candidate("tcp-12ab", "tcp", "10.0.0.7:9100", marks=frozenset({UUID, "instance:x", "at:10.0.0.7"}))
TYPED = Candidate("bar", "tcp", "10.0.0.7:9100", hints={"typed": "yes"}, marks=frozenset({"at:10.0.0.7"}))


def always(_seen):
    return True


def never(_seen):
    return False


def served(*seen, memory=None, drives=always):
    return [(d.identifier, d.bus) for one in once(seen, memory or {}, drives) for d in one.devices]


def remembered(*seen, memory=None):
    return learn(once(seen, memory or {}, always), memory or {})


@pytest.mark.parametrize(
    ("seen", "best"),
    [
        ([USB, RAW], ("usb-04b8-0202-J5ZF000001", "usb")),
        ([USB, DRIVEN], ("cups-J5ZF000001", "cups")),
        ([IPP, PORT], ("tcp-12ab", "tcp")),
        ([IPP, PORT, TYPED], ("bar", "tcp")),
        ([replace(USB, marks=USB.marks | {UUID}), IPP, PORT, RAW], ("usb-04b8-0202-J5ZF000001", "usb")),
    ],
)
def test_the_best_way_wins_whatever_the_order(seen, best):
    assert served(*seen) == [best]
    assert served(*reversed(seen)) == [best]


def test_two_queues_with_a_driver_are_their_owners_two_choices():
    other = replace(DRIVEN, identifier="cups-b", address="Draft")

    assert served(DRIVEN, other, USB) == [("cups-J5ZF000001", "cups"), ("cups-b", "cups")]


def test_a_raw_port_of_no_known_language_leaves_its_printer_to_ipp():
    assert served(IPP, PORT, drives=lambda seen: seen.bus == "ipp") == [("ipp-12ab", "ipp")]


def test_a_printer_no_driver_of_the_agent_claims_is_left_to_its_queue():
    assert served(USB, RAW, drives=never) == [("cups-J5ZF000001", "cups")]


def test_a_printer_that_is_unplugged_is_not_left_to_a_queue_that_only_collects():
    memory = remembered(USB, RAW)

    assert served(RAW, memory=memory) == []


def test_a_printer_keeps_its_identifier_over_the_ways_it_is_seen():
    both = replace(USB, marks=USB.marks | {UUID})
    memory = remembered(both, IPP)

    assert served(IPP, memory=memory) == [(USB.identifier, "ipp")]
    moved = replace(IPP, address="ipp://10.0.0.9/ipp/print", marks=frozenset({UUID, "at:10.0.0.9"}))
    assert served(moved, memory=memory) == [(USB.identifier, "ipp")]
    assert served(both, memory=remembered(IPP)) == [("ipp-12ab", "usb")]


def test_an_address_that_another_printer_has_today_is_not_taken_for_the_old_one():
    memory = remembered(IPP)
    other = Candidate("ipp-99", "ipp", "ipp://10.0.0.7/ipp/print", marks=frozenset({"uuid:99", "at:10.0.0.7"}))
    moved = replace(IPP, marks=frozenset({UUID, "at:10.0.0.9"}))

    assert sorted(served(other, moved, memory=memory)) == [("ipp-12ab", "ipp"), ("ipp-99", "ipp")]


def test_several_printers_behind_one_address_stay_apart():
    one = replace(IPP, identifier="ipp-a", marks=frozenset({"instance:a", "at:10.0.0.7"}))
    two = replace(IPP, identifier="ipp-b", marks=frozenset({"instance:b", "at:10.0.0.7"}))

    assert len(served(one, two, TYPED)) == 3


@pytest.mark.parametrize("mark", [SERIAL, "model:tm-u220", UUID])
def test_two_printers_of_one_way_are_two_whatever_their_marks_say(mark):
    one = Candidate("usb-1", "usb", "1:1", marks=frozenset({mark}))
    two = Candidate("usb-2", "usb", "1:2", marks=frozenset({mark}))
    queue = replace(RAW, marks=frozenset({mark}))

    assert served(one, two, queue) == [("usb-1", "usb"), ("usb-2", "usb")]


MARKS = st.frozensets(
    st.builds("{}:{}".format, st.sampled_from(["serial", "uuid", "mac", "instance", "at", "model"]), st.integers(0, 3)),
    max_size=3,
)


@st.composite
def candidates(draw):
    """Whatever may be seen at once: each candidate has its own identifier, marks are anything."""
    buses = draw(st.lists(st.sampled_from(["usb", "tcp", "ipp", "cups"]), max_size=8))
    raw = st.sampled_from(["yes", "no"])
    return [
        Candidate(f"{bus}-{n}", bus, f"a{n}", hints={"raw": draw(raw)} if bus == "cups" else {}, marks=draw(MARKS))
        for n, bus in enumerate(buses)
    ]


@given(candidates(), st.randoms())
def test_every_way_is_one_printers_and_no_printer_has_two_of_one_way(seen, random):
    found = once(seen, {}, always)
    shuffled = list(seen)
    random.shuffle(shuffled)

    assert sorted(way.identifier for one in found for way in one.ways) == sorted(one.identifier for one in seen)
    for printer in found:
        single = [way_of(way) for way in printer.ways if way.bus != "cups"]
        assert len(single) == len(set(single))
        assert len(printer.devices) == 1 or all(way.bus == "cups" for way in printer.devices)
    assert once(shuffled, {}, always) == found


@given(candidates())
def test_no_two_devices_have_one_identifier_and_all_keep_theirs(seen):
    first = once(seen, {}, always)
    memory = learn(first, {})
    again = once(seen, memory, always)

    devices = [device.identifier for one in first for device in one.devices]
    assert len(devices) == len(set(devices))
    assert [one.devices for one in again if one.devices] == [one.devices for one in first if one.devices]


@given(candidates(), st.data())
def test_a_printer_that_loses_a_way_keeps_its_identifier(seen, data):
    first = once(seen, {}, always)
    memory = learn(first, {})
    several = [one for one in first if len(one.ways) > 1 and len(one.devices) == 1]
    if not several:
        return
    printer = data.draw(st.sampled_from(several))
    lost = data.draw(st.sampled_from(printer.ways))
    left = once([way for way in printer.ways if way is not lost], memory, always)
    assert printer.identifier in {one.identifier for one in left} or not any(one.devices for one in left)


@given(st.dictionaries(st.text(max_size=4), MARKS, max_size=20), candidates())
def test_the_memory_is_bounded_and_keeps_what_was_seen_last(memory, seen):
    found = once(seen, memory, always)
    learned = learn(found, memory, most=10)

    assert len(learned) <= 10
    assert {one.identifier for one in found} <= set(learned)

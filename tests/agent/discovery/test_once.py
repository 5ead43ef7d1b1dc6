"""One printer is one device: whichever ways it is seen, and whichever of them it loses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.bonjour import Advert, Service
from iot_agent.core.match import Candidate
from iot_agent.discovery import mdns
from iot_agent.discovery.cups import candidates as queues
from iot_agent.discovery.once import learn, once, way_of
from iot_agent.discovery.static import candidate
from iot_agent.settings import DeviceSetting

SERIAL, UUID = "serial:J5ZF000001", "uuid:12ab"
USB = Candidate("usb-04b8-0202-J5ZF000001", "usb", "1:4", marks=frozenset({SERIAL, "model:tm-u220"}))
RAW = Candidate("cups-J5ZF000001", "cups", "Bar", hints={"raw": "yes"}, marks=frozenset({SERIAL}))
DRIVEN = replace(RAW, hints={"raw": "no"})
IPP = Candidate("ipp-12ab", "ipp", "ipp://10.0.0.7/ipp/print", marks=frozenset({UUID, "instance:x", "at:10.0.0.7"}))
PORT = Candidate("tcp-12ab", "tcp", "10.0.0.7:9100", marks=frozenset({UUID, "instance:x", "at:10.0.0.7"}))
TYPED = Candidate("bar", "tcp", "10.0.0.7:9100", hints={"typed": "yes"}, marks=frozenset({"at:10.0.0.7"}))

TYPED_BY_PORT = candidate(DeviceSetting("bar", "tcp", "10.0.0.7:9100", ""))


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


def test_raw_queues_whose_names_say_how_to_print_are_their_owners_choices():
    """As the documentation has it: a queue for each name that is tried out, and the printer prints as its name says."""
    first = replace(RAW, address="EpsonTMU220B__IMC_LDV__")
    second = replace(RAW, identifier="cups-b", address="EpsonTMU220B__IMC_LDV_SCALE75__")

    assert served(USB, first) == [("cups-J5ZF000001", "cups")]
    assert served(USB, first, second) == [("cups-J5ZF000001", "cups"), ("cups-b", "cups")]
    assert served(USB, first, replace(RAW, identifier="cups-c")) == [("cups-J5ZF000001", "cups")]
    assert served(USB, first, memory=remembered(USB)) == [(USB.identifier, "cups")]


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


def network_queue(name, device, raw="yes"):
    (found,) = queues(
        [
            {
                "printer-name": (name,),
                "printer-uuid": (f"urn:uuid:{name}",),
                "printer-type": (0,),
                "printer-make-and-model": ("Local Raw Printer" if raw == "yes" else "HP LaserJet",),
                "device-uri": (device,),
            }
        ]
    )
    return found


def announced(service, instance="X", port=631, **told):
    return Advert(service, instance, "10.0.0.7", port, **told)


def on_the_network(*adverts):
    return list(mdns.candidates(list(adverts)))


@pytest.mark.parametrize("raw", ["yes", "no"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("socket://10.0.0.7:9100", "socket://10.0.0.7:9101"),
        ("socket://10.0.0.7", "socket://10.0.0.7:9101"),
        ("lpd://10.0.0.7/left", "lpd://10.0.0.7/right"),
        ("ipp://10.0.0.7/printers/bar", "ipp://10.0.0.7/printers/kitchen"),
        ("ipp://10.0.0.7/printers/bar", "ipps://10.0.0.7:443/printers/kitchen"),
    ],
)
def test_two_printers_of_one_print_server_are_two(one, two, raw):
    bar, kitchen = network_queue("bar", one, raw), network_queue("kitchen", two, raw)

    assert len(once([bar, kitchen], {}, always)) == 2
    assert served(bar, kitchen) == [("cups-bar", "cups"), ("cups-kitchen", "cups")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("socket://10.0.0.7:9100", "socket://10.0.0.7"),
        ("socket://10.0.0.7", "lpd://10.0.0.7/raw"),
        ("socket://10.0.0.7", "ipp://10.0.0.7/ipp/print"),
        ("ipp://10.0.0.7/printers/bar", "ipps://10.0.0.7:443/printers/bar/"),
    ],
)
def test_two_raw_queues_that_may_end_at_one_printer_are_one(one, two):
    bar, again = network_queue("bar", one), network_queue("again", two)

    assert len(served(bar, again)) == 1


@pytest.mark.parametrize(
    "device", ["socket://10.0.0.7:9100", "lpd://10.0.0.7/raw", "ipp://10.0.0.7/ipp/print", "ipp://10.0.0.7/ipp"]
)
def test_a_printer_on_the_network_and_its_queue_are_one(device):
    seen = on_the_network(announced(Service.IPP, resource="ipp/print"), announced(Service.RAW, port=9100))

    assert served(*seen, network_queue("bar", device)) == [("tcp-X", "tcp")]


def test_a_queue_to_another_port_of_a_print_server_is_another_printer():
    seen = on_the_network(announced(Service.IPP, resource="ipp/print"), announced(Service.RAW, port=9100))
    bar, kitchen = (network_queue(f"q{port}", f"socket://10.0.0.7:{port}") for port in (9100, 9101))

    assert served(*seen, bar, kitchen) == [("tcp-X", "tcp"), ("cups-q9101", "cups")]
    assert served(TYPED_BY_PORT, kitchen) == [("bar", "tcp"), ("cups-q9101", "cups")]


def test_a_printer_of_another_spooler_and_a_queue_to_its_neighbour_are_two():
    seen = on_the_network(announced(Service.IPP, "Bar @ pc", resource="printers/bar"))

    assert len(served(*seen, network_queue("k", "ipp://10.0.0.7/printers/kitchen"))) == 2
    assert len(served(*seen, network_queue("b", "ipp://10.0.0.7/printers/bar"))) == 1


@pytest.mark.parametrize("service", [Service.IPP, Service.IPPS])
@pytest.mark.parametrize("raw", ["yes", "no"])
def test_the_machines_own_queues_are_not_seen_again_on_the_network(service, raw):
    """Not even two of one printer, whose announcements are two printers to whoever sees nothing else."""
    own = [network_queue(name, "usb://HP/M15?serial=X12345", raw) for name in ("12ab", "34cd")]
    seen = on_the_network(
        *(announced(service, f"{one.address} @ pc", uuid=one.address, resource=f"printers/{one.name}") for one in own)
    )

    assert len(seen) == 2
    assert once([*own, *seen], {}, always) == once(own, {}, always)


def test_a_queue_of_another_machine_is_a_printer():
    seen = on_the_network(announced(Service.IPP, "Bar @ pc", uuid="99", resource="printers/bar"))

    assert served(network_queue("12ab", "usb://HP/M15?serial=X12345"), *seen) == [
        ("ipp-99", "ipp"),
        ("cups-X12345", "cups"),
    ]


@pytest.mark.parametrize("mark", [SERIAL, "model:tm-u220", UUID])
def test_two_printers_of_one_way_are_two_whatever_their_marks_say(mark):
    one = Candidate("usb-1", "usb", "1:1", marks=frozenset({mark}))
    two = Candidate("usb-2", "usb", "1:2", marks=frozenset({mark}))
    queue = replace(RAW, marks=frozenset({mark}))

    assert served(one, two, queue) == [("usb-1", "usb"), ("usb-2", "usb")]


TO = st.builds("to:{}/host{}:{}".format, st.sampled_from(["tcp", "lpd"]), st.integers(0, 1), st.integers(0, 2))
MARKS = st.frozensets(
    TO
    | st.builds(
        "{}:{}".format, st.sampled_from(["serial", "uuid", "mac", "instance", "at", "model"]), st.integers(0, 3)
    ),
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
    if len(left) == 1:  # nothing but the lost way may have told that the others are one
        assert left[0].identifier == printer.identifier or not left[0].devices


@given(st.dictionaries(st.text(max_size=4), MARKS, max_size=20), candidates())
def test_the_memory_is_bounded_and_keeps_what_was_seen_last(memory, seen):
    found = once(seen, memory, always)
    learned = learn(found, memory, most=10)

    assert len(learned) <= 10
    assert {one.identifier for one in found} <= set(learned)

"""Queues of the machine's own spooler: all of them, each printer once, and nothing of them touched."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.discovery.cups import Printers, Queues, candidates, once
from tests.support.cups import needs_cups, sink, spooler
from tests.support.loop import in_loop

RAW = "Local Raw Printer"
PLUGGED = Candidate("usb-04b8-0202-J5ZF000001", "usb", "1:4", "TM-U220", "EPSON")


def queue(name="Bar", device="socket://10.0.0.7:9100", model=RAW, kind=0, uuid="urn:uuid:1-2"):
    return {
        "printer-name": (name,),
        "printer-type": (kind,),
        "printer-uuid": (uuid,),
        "printer-make-and-model": (model,),
        "device-uri": (device,),
    }


def seen(*args, **kwargs):
    (one,) = candidates([queue(*args, **kwargs)])
    return one


@pytest.mark.parametrize(
    ("device", "identifier"),
    [
        ("usb://EPSON/TM-U220?serial=J5ZF000001", "cups-J5ZF000001"),
        ("dnssd://Laser._ipp._tcp.local/?uuid=12ab-34", "cups-12ab-34"),
        ("socket://10.0.0.7:9100", "cups-1-2"),
    ],
)
def test_is_told_by_its_device_or_else_by_its_queue(device, identifier):
    assert seen(device=device).identifier == identifier


def test_two_queues_of_one_printer_are_two_choices():
    device = "usb://HP/LaserJet?serial=X1"
    found = candidates([queue("A", device, uuid="urn:uuid:a"), queue("B", device, uuid="urn:uuid:b")])

    assert [(one.identifier, one.address) for one in found] == [("cups-X1", "A"), ("cups-b", "B")]


def test_names_the_maker_that_its_driver_names():
    one = seen("Laser", model="HP LaserJet 4, driverless")

    assert (one.bus, one.address, one.name, one.manufacturer) == ("cups", "Laser", "Laser", "HP")
    assert seen().manufacturer == ""


@pytest.mark.parametrize("kind", [0x1, 0x40000])
def test_a_class_of_queues_and_a_fax_are_no_printers(kind):
    assert list(candidates([queue(kind=kind)])) == []


def test_the_owners_driver_wins_over_the_cable():
    office = seen(device="usb://EPSON/TM-U220?serial=J5ZF000001", model="EPSON TM-U220")

    assert list(once([PLUGGED], [office], [PLUGGED])) == [office]


def test_a_queue_without_driver_yields_to_the_agents_own_and_stays_away_while_it_is_unplugged():
    raw = seen(device="usb://EPSON/TM-U220?serial=J5ZF000001")

    assert list(once([PLUGGED], [raw], [PLUGGED])) == [PLUGGED]
    assert list(once([], [raw], [PLUGGED])) == []


def test_a_printer_no_driver_of_the_agent_claims_is_left_to_its_queue():
    raw = seen(device="usb://EPSON/TM-U220?serial=J5ZF000001")

    assert list(once([PLUGGED], [raw], [])) == [PLUGGED, raw]


@pytest.mark.parametrize(
    ("device", "same"),
    [
        ("usb://EPSON/TM-U220", True),
        ("usb://EPSON/TM-T20", False),
        ("usb://EPSON/TM-U220?serial=OTHER", False),
        ("socket://10.0.0.7", False),
    ],
)
def test_without_a_serial_number_the_model_tells(device, same):
    raw = seen(device=device)

    assert (raw not in list(once([PLUGGED], [raw], [PLUGGED]))) is same


@needs_cups
@in_loop
async def test_finds_the_queues_of_a_real_spooler_and_leaves_them_as_they_are():
    async with spooler() as running, sink() as printer:
        assert await Queues().scan() == []
        name = "EPSON_TM_U220__IMC_LDV_LDH_SCALE80__"
        await running.queue(name, f"socket://127.0.0.1:{printer.port}")
        before = (running.folder / "root/printers.conf").read_bytes()

        (found,) = await Queues().scan()

        assert (found.address, found.bus, found.hints["raw"]) == (name, "cups", "yes")
        assert (running.folder / "root/printers.conf").read_bytes() == before
        running.kill()
        assert await Queues().scan() == []


@in_loop
async def test_a_spooler_that_is_restarted_has_not_lost_its_queues():
    """A queue that is gone is."""
    async with spooler() as running:
        for name in ("Kept", "Removed"):
            await running.queue(name, "socket://127.0.0.1:9")
        queues = Queues()
        assert [found.address for found in await queues.scan()] == ["Kept", "Removed"]

        running.kill()

        assert [found.address for found in await queues.scan()] == ["Kept", "Removed"]
        await running.start()
        await running.ask("CUPS-Delete-Printer", "Removed")
        assert [found.address for found in await queues.scan()] == ["Kept"]


class Found:
    def __init__(self, *there):
        self.there = there

    async def scan(self):
        return list(self.there)


@in_loop
async def test_remembers_what_it_drove():
    usb, raw = Found(PLUGGED), seen(device="usb://EPSON/TM-U220?serial=J5ZF000001")
    printers = Printers(usb, Found(raw), lambda _seen: True)
    assert await printers.scan() == [PLUGGED]

    usb.there = ()

    assert await printers.scan() == []

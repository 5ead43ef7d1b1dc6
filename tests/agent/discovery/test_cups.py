"""Queues of the machine's own spooler: all of them, and nothing of them touched."""

import pytest

from iot_agent.discovery.cups import Queues, candidates
from tests.support.cups import needs_cups, sink, spooler
from tests.support.loop import in_loop

RAW = "Local Raw Printer"


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


def test_is_called_as_it_is_described_unless_its_name_says_how_to_print():
    described = {"printer-info": ("Kitchen, next to the door",)}

    assert next(candidates([queue() | described])).name == "Kitchen, next to the door"
    assert next(candidates([queue("Kitchen__IMC_XDV__") | described])).name == "Kitchen__IMC_XDV__"


@pytest.mark.parametrize("kind", [0x1, 0x40000])
def test_a_class_of_queues_and_a_fax_are_no_printers(kind):
    assert list(candidates([queue(kind=kind)])) == []


@pytest.mark.parametrize(
    ("device", "marks"),
    [
        ("usb://EPSON/TM-U220?serial=J5ZF000001", {"serial:J5ZF000001"}),
        ("usb://Brother/QL%20700", {"model:ql 700"}),
        ("socket://10.0.0.7:9100", {"at:10.0.0.7", "to:tcp/10.0.0.7:9100"}),
        ("socket://10.0.0.7/?contimeout=30", {"at:10.0.0.7", "to:tcp/10.0.0.7:9100"}),
        ("lpd://10.0.0.7/Left%20one", {"at:10.0.0.7", "to:lpd/10.0.0.7:515/Left one"}),
        ("hp:/net/M15?ip=10.0.0.7", set()),
        ("socket://[10.0.0.7:9100", set()),
        ("socket://10.0.0.7:lots", set()),
        ("dnssd://HP%20M15._ipp._tcp.local/?uuid=12AB-34", {"instance:hp m15", "uuid:12ab-34"}),
        ("ipp://printer.lan/ipp/print", {"at:printer.lan", "to:ipp/printer.lan:631/ipp/print"}),
        ("ipps://printer.lan:443/ipp/print", {"at:printer.lan", "to:ipp/printer.lan:443/ipp/print"}),
        ("cups-pdf:/", set()),
    ],
)
def test_its_device_tells_which_printer_it_leads_to(device, marks):
    assert seen(device=device).marks == marks


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

"""An office printer at its own address: a real one of CUPS's own making, and what goes wrong with it."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent.codecs import driverless, ipp
from iot_agent.codecs.ipp import Group, Tag
from iot_agent.core.match import Candidate
from iot_agent.drivers.printers.ipp import Ipp
from iot_agent.errors import DeviceError, TransportError
from iot_agent.transports import open_transport
from iot_agent.values import Confirmation, Finish, Paper, Pdf, PrinterState, Raster, Raw, Text
from iot_agent.wire import Code
from tests.support.cables import Cable
from tests.support.codes import raises
from tests.support.cups import needs_cups, spooler
from tests.support.loop import in_loop
from tests.support.waiting import until

PDF = Pdf(b"%PDF-1.4\n% two sheets\n%%EOF\n")


@asynccontextmanager
async def office(command="exit 0"):
    async with spooler() as running:
        printer = await running.printer("Laser", command)
        seen = Candidate("net-laser", "ipp", printer.uri)
        wire = await open_transport(seen, "")
        try:
            driver = Ipp(wire, seen, {})
            await driver.probe()
            yield driver, printer
        finally:
            await wire.close()


@needs_cups
@in_loop
async def test_a_document_comes_out_once_with_copies_both_sides_and_tray():
    async with office() as (driver, printer):
        tray = next(iter(sorted(driver._takes.trays)))
        assert await driver.print(PDF, Finish(copies=3, duplex=True, tray=tray)) is Confirmation.PRINTED

        assert printer.pages == [PDF.data]
        assert "IPP_COPIES=3" in printer.options
        assert "IPP_SIDES=two-sided-long-edge" in printer.options
        assert tray in printer.options


@needs_cups
@pytest.mark.parametrize(("label", "said"), [((210, 297), True), ((300, 1000), False)])
@in_loop
async def test_the_size_of_a_label_is_said_to_one_that_has_it(label, said):
    async with office() as (driver, printer):
        assert await driver.print(PDF, Finish(label=label, turn=90)) is Confirmation.PRINTED

        size = f"x-dimension={label[0] * 100} y-dimension={label[1] * 100}"
        asked = next((line for line in printer.options.splitlines() if line.startswith("IPP_MEDIA_COL=")), "")
        assert (size in asked) is said
        assert "IPP_ORIENTATION_REQUESTED=reverse-landscape" in printer.options


@needs_cups
@in_loop
async def test_prints_what_it_says_it_takes_and_tells_how_it_is():
    async with office() as (driver, printer):
        assert set(driver.prints) == {Pdf, Raster, Text, Raw}
        assert driver.subtype == "office"
        assert await driver.status() == PrinterState(
            online=True, cover_open=False, paper=Paper.OK, error=False, paused=False
        )
        for page in (Text(("Zwei Äpfel",)), Raster(9, 1, b"\x80\x80")):
            assert await driver.print(page, Finish()) is Confirmation.PRINTED
        assert printer.pages[0] == "Zwei Äpfel\n".encode()


@needs_cups
@in_loop
async def test_a_tray_that_it_does_not_have_is_refused_before_anything_is_sent():
    async with office() as (driver, printer):
        with raises(DeviceError, Code.NOT_SUPPORTED):
            await driver.print(PDF, Finish(tray="tray-of-dreams"))
        assert printer.begun == 0


@needs_cups
@in_loop
async def test_a_page_that_prints_is_never_taken_back(tmp_path):
    async with office(f"until [ -e {tmp_path}/go ]; do sleep 0.05; done") as (driver, printer):
        printing = asyncio.create_task(driver.print(PDF, Finish()))
        await until(lambda: printer.begun, 15)
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing

        assert not await driver.withdraw()

        (tmp_path / "go").touch()
        await until(lambda: printer.pages == [PDF.data], 15)


@needs_cups
@in_loop
async def test_a_printer_that_is_switched_off_while_it_prints_is_a_transport_error():
    async with office("sleep 20") as (driver, printer):
        printing = asyncio.create_task(driver.print(PDF, Finish()))
        await until(lambda: printer.begun, 15)
        printer.off()
        with pytest.raises(TransportError):
            await printing


class Printer(Cable):
    """Answers every request with these attributes, whatever it is asked, and keeps what it was asked."""

    def __init__(self, group, **attributes):
        super().__init__()
        self.asked = []
        self._answer = {name.replace("_", "-"): value for name, value in attributes.items()}
        self._group = group

    async def write(self, data):
        self.asked.append(int.from_bytes(data[2:4], "big"))
        values = {name: ipp.Attribute(*value) for name, value in self._answer.items()}
        answer = ipp.request(0, int.from_bytes(data[4:8], "big"), (self._group, values))
        self.arrive(answer)


@pytest.mark.parametrize("state", [3, 5, 6])
@pytest.mark.parametrize("printed", [0, 1])
@in_loop
async def test_only_a_job_of_which_nothing_came_out_is_cancelled(state, printed):
    wire = Printer(Group.JOB, job_state=(Tag.ENUM, state), job_impressions_completed=(Tag.INTEGER, printed))
    driver = Ipp(wire, Candidate("x", "ipp", "ipp://x/ipp/print"), {})
    driver._job = 7

    taken_back = await driver.withdraw()

    assert (ipp.Operation.CANCEL_JOB in wire.asked) is taken_back is (state != 5 and not printed)


@pytest.mark.parametrize("page", [PDF, Text(("x",)), Raw(b"x"), Raster(8, 1, b"\0")])
def test_a_format_that_it_does_not_take_is_refused(page):
    with raises(DeviceError, Code.NOT_SUPPORTED):
        driverless.document(page, driverless.takes({"document-format-supported": ("image/urf",)}))

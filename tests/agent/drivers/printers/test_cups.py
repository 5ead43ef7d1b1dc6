"""An office printer behind a real spooler: what comes out, what is told of it, and what is never told."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent.codecs import escpos
from iot_agent.core.match import Candidate
from iot_agent.drivers.printers import cups
from iot_agent.drivers.printers.cups import Cups
from iot_agent.errors import DeviceError, TransportError
from iot_agent.transports import open_transport
from iot_agent.values import Confirmation, Finish, Paper, Pdf, PrinterState, Raster, Raw, Text, Ticket
from iot_agent.wire import Code
from tests.support.codes import raises
from tests.support.cups import guarded, needs_cups, sink, spooler
from tests.support.loop import in_loop
from tests.support.waiting import until

pytestmark = needs_cups
PDF = Pdf(b"%PDF-1.4\n% two sheets\n%%EOF\n")


class Bench:
    """A driver on a queue of a real spooler, and what it told while it printed."""

    def __init__(self, spooler, driver):
        self.spooler = spooler
        self.driver = driver
        self.told = []
        driver.saw = self.told.append

    async def waiting(self, page=PDF, tells=bool):
        """The print of a page that does not end by itself, once what the driver told is as wanted."""
        printing = asyncio.create_task(self.driver.print(page, Finish()))
        await until(lambda: tells(self.told), 20)
        return printing


def paused(told):
    return any(state.paused for state in told)


@asynccontextmanager
async def opened(spooler, queue):
    seen = Candidate(queue, "cups", queue)
    wire = await open_transport(seen, "")
    try:
        driver = Cups(wire, seen, {})
        await driver.probe()
        yield Bench(spooler, driver)
    finally:
        await wire.close()


@asynccontextmanager
async def office(command="exit 0"):
    async with spooler() as running:
        printer = await running.printer("Laser", command)
        await running.queue("Office", printer.uri)
        async with opened(running, "Office") as bench:
            bench.printer = printer
            yield bench


@in_loop
async def test_a_document_comes_out_once_however_many_copies_and_is_confirmed():
    async with office() as bench:
        confirmation = await bench.driver.print(PDF, Finish(copies=3, duplex=True, tray="tray-2"))

        assert confirmation is Confirmation.PRINTED
        assert bench.printer.pages == [PDF.data]
        assert "IPP_COPIES=3" in bench.printer.options
        assert "IPP_SIDES=two-sided-long-edge" in bench.printer.options
        assert "IPP_INPUTSLOT=tray-2" in bench.printer.options


@in_loop
async def test_a_label_for_a_queue_without_a_driver_is_turned_and_made_to_fit():
    """Its size the queue has no way to pass on, and the page comes out nevertheless."""
    async with office() as bench:
        assert await bench.driver.print(PDF, Finish(label=(50, 25), turn=270)) is Confirmation.PRINTED

        assert "IPP_ORIENTATION_REQUESTED=landscape" in bench.printer.options
        assert "IPP_PRINT_SCALING=auto-fit" in bench.printer.options


@in_loop
async def test_prints_text_and_pictures():
    async with office() as bench:
        for page in (Text(("Zwei Äpfel", "3,20 €")), Raster(9, 1, b"\x80\x80")):
            assert await bench.driver.print(page, Finish()) is Confirmation.PRINTED

        text, picture = bench.printer.pages
        assert text == "Zwei Äpfel\n3,20 €\n".encode()
        assert picture[:24] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x09\x00\x00\x00\x01"


@in_loop
async def test_a_language_that_the_printer_does_not_know_is_not_taken_for_printed():
    """CUPS itself calls that job completed; but no page was counted."""
    async with office() as bench:
        assert await bench.driver.print(Raw(b"neither PDF nor PostScript"), Finish()) is Confirmation.TAKEN
        assert bench.printer.pages == []


@in_loop
async def test_tells_what_it_is_and_how_it_is():
    async with office() as bench:
        assert bench.driver.subtype == "office"
        state = await bench.driver.status()
        assert state == PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False, paused=False)


@in_loop
async def test_a_paused_queue_keeps_the_page_says_so_and_prints_it_when_it_goes_on():
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = asyncio.create_task(bench.driver.print(PDF, Finish()))
        await until(lambda: any(state.online is False for state in bench.told))
        assert bench.printer.begun == 0

        await bench.spooler.ask("Resume-Printer", "Office")

        assert await printing is Confirmation.PRINTED
        assert bench.printer.pages == [PDF.data]


@in_loop
async def test_a_page_given_up_in_a_paused_queue_is_taken_back():
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = await bench.waiting()
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing

        assert await bench.driver.withdraw()
        await bench.spooler.ask("Resume-Printer", "Office")
        await bench.driver.print(Pdf(b"%PDF-1.4 the next"), Finish())

        assert bench.printer.pages == [b"%PDF-1.4 the next"]
        assert not await bench.driver.withdraw()


@in_loop
async def test_a_page_that_prints_is_never_taken_back(tmp_path):
    async with office(f"until [ -e {tmp_path}/go ]; do sleep 0.05; done") as bench:
        printing = asyncio.create_task(bench.driver.print(PDF, Finish()))
        await until(lambda: bench.printer.begun, 15)
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing

        assert not await bench.driver.withdraw()

        (tmp_path / "go").touch()
        assert await asyncio.wait_for(bench.driver.outlast(), 25) is Confirmation.PRINTED
        assert bench.printer.pages == [PDF.data]
        with pytest.raises(TimeoutError):
            await bench.driver.outlast()


@in_loop
async def test_a_printer_that_is_gone_gets_its_page_when_it_is_back():
    async with office() as bench:
        bench.printer.off()
        printing = await bench.waiting()

        await bench.printer.on()

        assert await asyncio.wait_for(printing, 25) is Confirmation.PRINTED
        assert bench.printer.pages == [PDF.data]


@in_loop
async def test_a_job_somebody_cancelled_in_the_spooler_has_failed():
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = await bench.waiting()
        await bench.spooler.ask("Cancel-Job", "Office", "ATTR integer job-id 1")

        with raises(DeviceError, Code.CANCELLED):
            await printing


@in_loop
async def test_a_page_that_the_printer_gave_up_was_not_cancelled_by_anybody():
    """CUPS calls it so, by what its backend says (backend(7): 5 = the job is cancelled)."""
    async with spooler() as running:
        running.backend("ipp", "echo 'ERROR: Print job canceled at printer.' >&2; exit 5")
        await running.queue("Office", "ipp://127.0.0.1:9/ipp/print")
        async with opened(running, "Office") as bench:
            with raises(DeviceError, Code.DEVICE_ERROR):
                await bench.driver.print(PDF, Finish())


@in_loop
async def test_the_backend_of_cups_says_that_the_printer_gave_a_page_up():
    """Not of each: a page that is given up the moment it came, before the backend began to watch it, is completed for
    CUPS, as any other. So it gets a few."""
    async with office("exit 1") as bench:
        ends = []
        while Code.DEVICE_ERROR not in ends and len(ends) < 8:
            ends += [await end(bench.driver.print(PDF, Finish()))]

        assert set(ends) <= {Code.DEVICE_ERROR, Confirmation.PRINTED}
        assert Code.DEVICE_ERROR in ends


async def end(printing):
    try:
        return await printing
    except DeviceError as error:
        return error.code


@in_loop
async def test_a_job_somebody_holds_fails_and_does_not_come_out_later():
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = await bench.waiting()
        await bench.spooler.ask("Hold-Job", "Office", "ATTR integer job-id 1")

        with raises(DeviceError, Code.OFFLINE):
            await printing
        assert "job-state (enum) = canceled" in await bench.spooler.ask(
            "Get-Job-Attributes", "Office", "ATTR integer job-id 1"
        )


@in_loop
async def test_a_spooler_that_is_restarted_keeps_its_pages_and_they_are_followed():
    async with office() as bench:
        bench.printer.off()
        printing = await bench.waiting()

        bench.spooler.kill()
        await until(lambda: bench.told[-1] == PrinterState(online=False), 15)
        await bench.printer.on()
        await bench.spooler.start()

        assert await asyncio.wait_for(printing, 25) is Confirmation.PRINTED
        assert bench.printer.pages == [PDF.data]


@in_loop
async def test_a_spooler_that_stays_away_breaks_the_wire(monkeypatch):
    monkeypatch.setattr(cups, "COMEBACK", 0.0)
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = await bench.waiting()

        bench.spooler.kill()

        with pytest.raises(TransportError):
            await printing


@in_loop
async def test_a_job_that_the_spooler_forgets_was_taken():
    """Some keep no job that is done."""
    async with office() as bench:
        await bench.spooler.ask("Pause-Printer", "Office")
        printing = await bench.waiting()

        await bench.spooler.ask("Purge-Jobs", "Office")

        assert await printing is Confirmation.TAKEN


@asynccontextmanager
async def stopping(running, script="[ -e {go} ] || {{ echo 'ERROR: no way through' >&2; exit 1; }}"):
    """A queue that its spooler stops when a page fails in it, until the folder has a file `go`."""
    running.backend("broken", script.format(go=running.folder / "go"))
    await running.queue("Bar", "broken://bar", policy="stop-printer")
    async with opened(running, "Bar") as bench:
        yield bench


@in_loop
async def test_a_queue_that_the_spooler_stopped_goes_on_when_its_cause_is_gone(monkeypatch):
    monkeypatch.setattr(cups, "RESUME", 0.2)
    async with spooler() as running, stopping(running) as bench:
        printing = await bench.waiting(Raw(b"page"), paused)

        (running.folder / "go").touch()

        assert await asyncio.wait_for(printing, 15) is Confirmation.TAKEN


@in_loop
async def test_a_page_that_fails_again_and_again_is_tried_a_few_times_only(monkeypatch):
    """Each time it may come out as far as it did before."""
    monkeypatch.setattr(cups, "RESUME", 0.05)
    monkeypatch.setattr(cups, "LAST_RESUME", 0.05)
    async with spooler() as running, stopping(running, "echo >>{go}; exit 1") as bench:
        printing = asyncio.create_task(bench.driver.print(Raw(b"page"), Finish()))
        tried = running.folder / "go"

        def tries():
            return tried.read_text().count("\n") if tried.exists() else 0

        await until(lambda: tries() > cups.TRIES, 20)
        told = len(bench.told)
        await until(lambda: len(bench.told) > told + 3, 20)
        assert tries() == cups.TRIES + 1
        assert await give_up(printing)


@in_loop
async def test_a_queue_that_its_owner_paused_is_left_alone(monkeypatch):
    """Also while a page prints in it, and after the spooler itself had stopped it."""
    monkeypatch.setattr(cups, "RESUME", 0.05)
    async with spooler() as running, stopping(running) as bench:
        await running.ask("Pause-Printer", "Bar")
        printing = asyncio.create_task(bench.driver.print(Raw(b"page"), Finish()))
        (running.folder / "go").touch()
        await until(lambda: sum(bool(state.paused) for state in bench.told) > 3, 15)
        assert "printer-state (enum) = stopped" in await running.ask("Get-Printer-Attributes", "Bar")
        await running.ask("Resume-Printer", "Bar")
        await asyncio.wait_for(printing, 15)


@pytest.mark.parametrize(("admin", "allowed"), [("@SYSTEM", True), ("nobody-else", False)])
@in_loop
async def test_resumes_only_what_the_spooler_lets_it(monkeypatch, admin, allowed):
    monkeypatch.setattr(cups, "RESUME", 0.05)
    async with spooler(guarded(admin)) as running, stopping(running) as bench:
        printing = await bench.waiting(Raw(b"page"), paused)
        (running.folder / "go").touch()
        if allowed:
            assert await asyncio.wait_for(printing, 15) is Confirmation.TAKEN
        else:
            await until(lambda: sum(bool(state.paused) for state in bench.told) > 3, 15)
            assert bench.told[-1].paused
            assert await give_up(printing)


async def give_up(printing):
    """As the worker does at a deadline."""
    printing.cancel()
    return isinstance((await asyncio.gather(printing, return_exceptions=True))[0], asyncio.CancelledError)


@in_loop
async def test_a_page_that_never_reached_its_printer_is_taken_back():
    """CUPS calls it printing while it tries to get through, and would print it whenever the printer is back."""
    async with office() as bench:
        bench.printer.off()
        printing = asyncio.create_task(bench.driver.print(PDF, Finish()))
        await until(lambda: len(bench.told) > 1, 20)
        assert await give_up(printing)

        assert await bench.driver.withdraw()

        await bench.printer.on()
        after = Pdf(b"%PDF-1.4 the next")
        await bench.driver.print(after, Finish())
        assert bench.printer.pages == [after.data]


@in_loop
async def test_a_queue_that_does_not_exist_is_no_printer():
    async with office() as bench:
        with pytest.raises(TransportError):
            async with opened(bench.spooler, "Elsewhere"):
                pytest.fail("it was opened")


@in_loop
async def test_a_queue_that_takes_nothing_says_so():
    async with office() as bench:
        await bench.spooler.ask("CUPS-Reject-Jobs", "Office")

        with raises(DeviceError, Code.OFFLINE):
            await bench.driver.print(PDF, Finish())
        assert (await bench.driver.status()).online is False


@in_loop
async def test_a_raw_queue_passes_bytes_on():
    async with spooler() as running, sink() as printer:
        await running.queue("Till", f"socket://127.0.0.1:{printer.port}")
        async with opened(running, "Till") as bench:
            assert (bench.driver.subtype, bench.driver.prints) == ("receipt", (Raw, Text, Raster, Ticket))

            assert await bench.driver.print(Raw(bytes(range(256))), Finish()) is Confirmation.TAKEN
            await bench.driver.drawer(pin=2, pulse=120)

            assert printer.pages == [bytes(range(256)), escpos.drawer(2, 120)]
            with pytest.raises(DeviceError):
                await bench.driver.drawer(pin=3, pulse=120)


@in_loop
async def test_an_office_printer_has_no_drawer():
    async with office() as bench:
        with raises(DeviceError, Code.NOT_SUPPORTED):
            await bench.driver.drawer(pin=2, pulse=120)


@in_loop
async def test_a_label_queue_is_known_by_its_name():
    async with spooler() as running, sink() as printer:
        await running.queue("Shelf", f"socket://127.0.0.1:{printer.port}", model="Zebra ZD420")
        async with opened(running, "Shelf") as bench:
            assert bench.driver.subtype == "label"

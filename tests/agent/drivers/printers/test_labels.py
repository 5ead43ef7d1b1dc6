"""What every label printer does alike, whatever its language."""

from dataclasses import dataclass

import pytest

from iot_agent.codecs import epl, label, zpl
from iot_agent.errors import DeviceError
from iot_agent.values import Confirmation, Finish, Fit, Paper, Pdf, Raster
from iot_agent.wire import Code
from tests.support.benches import EplBench, Full, ZplBench, quick
from tests.support.cables import GOOD
from tests.support.loop import in_loop

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)


@dataclass(frozen=True)
class Language:
    """A language: its bench, a page in it, where a page may be torn, what its printer calls a fault of its own, and
    how a page ends that came out."""

    bench: type[ZplBench]
    written: bytes
    torn: tuple[int, ...]
    fault: str
    out: Confirmation


ZPL = Language(ZplBench, zpl.label(ZplBench.page, width=832), (0, 1, 3, 50, 5000), "ribbon_out", Confirmation.PRINTED)
EPL = Language(
    EplBench,
    b"".join(epl.label(EplBench.page, width=832)),
    (0, 1, 3, 12, 16, 30, 5000),
    "jammed",
    Confirmation.TAKEN,
)
LANGUAGES = (ZPL, EPL)
in_each = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.bench.driver_type.__name__)


@in_each
@pytest.mark.parametrize(("width", "height"), [(400, 200), (900, 1500)])
@in_loop
async def test_a_label_says_its_size(language, width, height):
    """That of the label that the form names, whatever the driver would take the paper for."""
    bench = language.bench()
    fit = bench.driver.fit(Fit(width=width, label=height, turn=90))
    assert (fit.label, fit.turn) == (height, 90)
    blank = Raster(width, height, bytes((width + 7) // 8 * height))

    await bench.driver.print(label.placed(blank, fit), Finish(width=fit.width))

    (out,) = bench.pictures
    assert (out.width, out.height) == (width, height)
    assert not any(out.rows)


@in_each
@in_loop
async def test_there_are_no_documents_and_no_drawer(language):
    bench = language.bench()

    assert await bench.refusal(Pdf(b"%PDF")) is Code.NOT_SUPPORTED
    with pytest.raises(DeviceError) as refused:
        await bench.driver.drawer(pin=2, pulse=100)
    assert refused.value.code is Code.NOT_SUPPORTED
    assert not bench.cable.written


@in_each
@over_good
@pytest.mark.parametrize("code", [Code.PAPER_OUT, Code.COVER_OPEN, Code.DEVICE_ERROR])
@in_loop
async def test_a_label_that_cannot_come_out_is_refused_and_never_does(language, cable, code):
    bench = language.bench(cable)
    await bench.driver.probe()
    trouble = {
        Code.PAPER_OUT: {"paper": Paper.OUT},
        Code.COVER_OPEN: {"head_open": True},
        Code.DEVICE_ERROR: {language.fault: True},
    }
    bench.machine.set(**trouble[code])

    assert await bench.refusal() is code

    bench.machine.set(paper=Paper.OK, head_open=False, **{language.fault: False})
    assert not bench.machine.labels
    assert await bench.driver.print(bench.page, Finish()) is language.out
    assert bench.pictures == [bench.page]


@in_each
@in_loop
async def test_one_that_says_nothing_in_trouble_keeps_nobody_waiting(language):
    bench = language.bench()
    await bench.driver.probe()
    bench.machine.set(mute=True, head_open=True)

    assert await bench.driver.print(bench.page, Finish()) is Confirmation.TAKEN


@pytest.mark.parametrize(("language", "after"), [(one, after) for one in LANGUAGES for after in one.torn])
@in_loop
async def test_the_label_after_a_torn_one_is_whole(language, after):
    bench = language.bench()
    bench.machine.receive(language.written[:after])

    await bench.driver.sever()
    await bench.driver.print(bench.page, Finish())

    assert bench.pictures == [bench.page]


@in_each
@in_loop
async def test_the_label_after_a_broken_off_one_is_whole(language):
    bench = language.bench(Full)
    await bench.break_off()

    await bench.driver.print(bench.page, Finish())

    assert bench.pictures == [bench.page]

"""The EPL driver against the simulated label printer, over every cable."""

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.errors import DeviceError
from iot_agent.values import Confirmation, Finish, Fit, Paper, PrinterState, Raw, Text
from iot_agent.wire import Code
from tests.support.benches import EplBench as Bench
from tests.support.benches import quick
from tests.support.cables import GOOD
from tests.support.loop import in_loop

PAGE = Bench.page
READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)
LABEL = b'N\r\nA50,10,0,4,1,1,N,"hello"\r\nP1\r\n'

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)


@pytest.mark.parametrize(
    ("options", "asked", "width"),
    [({}, 0, 832), ({"width": "640"}, 0, 640), ({"width": "640"}, 400, 400), ({"width": "0"}, 0, 832)],
)
@in_loop
async def test_pictures_are_made_as_wide_as_the_label(options, asked, width):
    assert Bench(**options).driver.fit(Fit(scale=50, width=asked)) == Fit(scale=50, width=width)


@over_good
@in_loop
async def test_a_picture_is_printed_dot_by_dot_and_never_confirmed(cable):
    """The language has no word for a label that is out."""
    bench = Bench(cable)
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN

    assert bench.pictures == [PAGE]
    assert not bench.machine.reader.unknown


@pytest.mark.parametrize(("options", "said"), [({}, b"Q100,24\n"), ({"gap": "0"}, b"Q100,0\n")])
@in_loop
async def test_the_gap_between_labels_is_the_owners(options, said):
    bench = Bench(**options)

    await bench.driver.print(PAGE, Finish())

    assert said in bench.cable.written


@pytest.mark.parametrize("page", [PAGE, Raw(LABEL), Text(("N", 'A0,0,0,4,1,1,N,"x"', "P1")), Text(("x",))])
@in_loop
async def test_one_call_can_make_all_the_copies(page):
    bench = Bench()

    await bench.driver.print(page, Finish(copies=3))

    assert len(bench.machine.labels) == 3
    assert not bench.machine.reader.unknown


@in_loop
async def test_raw_labels_pass_as_they_are():
    bench = Bench()

    await bench.driver.print(Raw(LABEL), Finish())

    assert bytes(bench.cable.written).startswith(LABEL)
    assert bench.machine.labels[0].text == ("hello",)


@in_loop
async def test_a_raw_label_without_its_last_line_end_is_not_spoilt_by_the_question_after_it():
    bench = Bench()
    await bench.driver.probe()

    await bench.driver.print(Raw(LABEL.rstrip()), Finish())

    assert [out.text for out in bench.machine.labels] == [("hello",)]
    assert not bench.machine.reader.unknown


@over_good
@in_loop
async def test_plain_text_is_printed(cable):
    bench = Bench(cable)
    await bench.driver.probe()

    await bench.driver.print(Text(('Shelf "3" \\', "", "crème")), Finish())

    assert bench.machine.labels[0].text == ('Shelf "3" \\', "crème")


@over_good
@in_loop
async def test_status(cable):
    bench = Bench(cable)

    assert await bench.driver.status() == READY
    bench.machine.set(paper=Paper.OUT, head_open=True)
    state = await bench.driver.status()
    assert (state.online, state.paper, state.cover_open) == (False, Paper.OUT, True)
    bench.machine.set(paper=Paper.OK, head_open=False, jammed=True)
    assert (await bench.driver.status()).error is True


@over_good
@in_loop
async def test_a_label_that_trouble_keeps_inside_may_come_out_later(cable):
    """Nothing takes it back, so whoever prints it elsewhere is told."""
    bench = Bench(cable)
    await bench.driver.probe()
    passed = bench.cable.far

    def far(data):
        bench.machine.set(head_open=len(bench.cable.written) > 3000)
        passed(data)

    bench.cable.far = far
    with pytest.raises(DeviceError) as refused:
        await bench.driver.print(PAGE, Finish())

    assert (refused.value.code, refused.value.pending) == (Code.COVER_OPEN, True)
    bench.machine.set(head_open=False)
    assert bench.pictures == [PAGE]


@in_loop
async def test_one_too_busy_to_answer_after_a_label_is_asked_again_before_the_next():
    bench = Bench()
    await bench.driver.probe()
    passed = bench.cable.far

    def far(data):
        passed(data)
        bench.machine.set(mute=bool(bench.pictures), head_open=bool(bench.pictures))

    bench.cable.far = far
    await bench.driver.print(PAGE, Finish())
    bench.cable.far = passed
    bench.machine.set(mute=False)

    assert await bench.refusal() is Code.COVER_OPEN
    assert len(bench.pictures) == 1


@pytest.mark.parametrize(
    ("seen", "driver"),
    [
        (Candidate("a", "usb", "1:2", vendor=0x0A5F, hints={"class": "7", "CMD": "EPL"}), "epl"),
        (Candidate("b", "file", "/dev/usb/lp0", vendor=0x1203, hints={"class": "7", "CMD": "EPL2"}), "epl"),
        (Candidate("c", "tcp", "10.0.0.7:9100", hints={"port": "9100", "CMD": "EPL"}), "epl"),
        (Candidate("d", "tcp", "10.0.0.7:9100", hints={"port": "9100"}, driver="epl"), "epl"),
        (Candidate("e", "usb", "1:2", vendor=0x0A5F, hints={"class": "7", "CMD": "EPL,ZPL"}), "zpl"),
        (Candidate("f", "file", "/dev/usb/lp0", vendor=0x1203, hints={"class": "7", "CMD": "ZPL,EPL2"}), "zpl"),
        (Candidate("g", "usb", "1:2", vendor=0x04B8, hints={"class": "7", "CMD": "ESC/POS"}), "escpos"),
    ],
)
def test_claims(seen, driver):
    assert best_driver(seen, table()).driver == driver

"""Documents are rendered apart from the agent: what they do there is over when they are."""

import asyncio
import contextlib
import io
import resource
import time

import pytest
from PIL import Image

from iot_agent.codecs import pdf as codec
from iot_agent.codecs import raster
from iot_agent.core import render
from iot_agent.core.entry import Sheet
from iot_agent.errors import MissingLibrary, ProtocolError
from iot_agent.values import Fit
from iot_agent.wire import Format
from tests.support.loop import in_loop
from tests.support.pdf import box, pdf, text

PAPER = Fit(width=576, most=576)


def sheet(data):
    return Sheet(Format.PDF, 0, 0, data)


@in_loop
async def test_the_same_pages_as_in_this_process():
    document = pdf(text("one"), box(20, 300, 50, 50), text("three"))
    assert await render.pages(sheet(document), PAPER, strip=True) == list(codec.pages(document, PAPER, strip=True))


@pytest.mark.parametrize("data", [b"%PDF-", pdf(text("cut"))[:150], b"%PDF-1.4" + bytes(1 << 20)])
@in_loop
async def test_a_damaged_document_is_refused(data):
    with pytest.raises(ProtocolError):
        await render.pages(sheet(data), PAPER, strip=True)


@in_loop
async def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    """Every page draws the whole page again and again."""
    monkeypatch.setattr(render, "PATIENCE", 1.0)
    endless = "\n".join(f"{n % 97} {n % 89} m {n % 83} {n % 79} l S" for n in range(200_000))
    start = time.monotonic()
    with pytest.raises(ProtocolError):
        await render.pages(sheet(pdf(*[endless] * 8)), PAPER, strip=True)
    assert time.monotonic() - start < 5


@in_loop
async def test_nothing_else_waits_for_it(monkeypatch):
    late = []
    loop = asyncio.get_running_loop()

    async def tick():
        while True:
            at = loop.time()
            await asyncio.sleep(0.01)
            late.append(loop.time() - at - 0.01)

    ticking = asyncio.create_task(tick())
    await render.pages(sheet(pdf(*[text(f"page {n}") for n in range(40)])), PAPER, strip=True)
    ticking.cancel()
    assert len(late) > 3
    assert max(late) < 0.2


@in_loop
async def test_pages_that_would_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr(render, "MOST_DOTS", 576 * 1015)
    assert len(await render.pages(sheet(pdf(box(0, 0, 99, 400))), PAPER, strip=False)) == 1
    with pytest.raises(ProtocolError):
        await render.pages(sheet(pdf(*[box(0, 0, 99, 400)] * 2)), PAPER, strip=False)


@in_loop
async def test_a_page_that_wants_too_much_memory_costs_its_process_alone():
    """A form drawn inside itself many times over, each time larger."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    nested = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 30 >>\n"
        b"stream\n%s\nendstream" % (7 + depth, b"/X Do " * 5)
        for depth in range(25)
    ]
    bomb = pdf("/X Do", extra=nested).replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<")
    with contextlib.suppress(ProtocolError):
        await asyncio.wait_for(render.pages(sheet(bomb), PAPER, strip=True), render.PATIENCE + 5)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10


@in_loop
async def test_the_largest_pictures_cost_the_agent_no_memory():
    data = io.BytesIO()
    Image.new("RGBA", (5000, 5000)).save(data, "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    picture = Sheet(Format.PNG, 0, 0, data.getvalue())
    [page] = await render.pages(picture, PAPER)
    assert page == raster.Raster(576, 576, bytes(72 * 576))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 << 10


@in_loop
async def test_wide_rows_of_our_own_are_made_to_fit_there():
    rows = raster.deflate(raster.Raster(4096, 5000, b"\xff" * (512 * 5000)))
    [page] = await render.pages(Sheet(Format.RASTER, 4096, 5000, rows), PAPER)
    assert (page.width, page.rows) == (576, b"\xff" * (72 * 703))


@in_loop
async def test_without_the_library_it_says_what_to_install(monkeypatch, tmp_path):
    (tmp_path / "pypdfium2.py").write_text("raise ImportError\n")
    made = asyncio.create_subprocess_exec

    async def without(*words, env, **options):
        return await made(*words, env={**env, "PYTHONPATH": f"{tmp_path}:{env['PYTHONPATH']}"}, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", without)
    with pytest.raises(MissingLibrary, match="pdf"):
        await render.pages(sheet(pdf(text("one"))), PAPER, strip=True)


@in_loop
async def test_given_up_it_leaves_no_process_behind():
    task = asyncio.create_task(render.pages(sheet(pdf(*[text(f"{n}") for n in range(400)])), PAPER, strip=True))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

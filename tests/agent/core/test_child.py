"""Processes of our own: asked, answering, and gone."""

from iot_agent.codecs import video
from iot_agent.core import child
from tests.support.loop import in_loop


@in_loop
async def test_it_is_asked_and_ends_as_it_says():
    process = await child.start("decoder", '{"encoding": "H264", "width": 0}')
    out, _ = await process.communicate(video.LENGTH.pack(0))
    assert (out, process.returncode) == (b"", video.Exit.BAD_PICTURE)
    await child.end(process)


@in_loop
async def test_it_is_gone_whatever_it_was_doing():
    process = await child.start("decoder", '{"encoding": "H264", "width": 0}')
    await child.end(process)
    assert process.returncode is not None
    await child.end(process)

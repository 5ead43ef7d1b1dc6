"""Pictures are decoded apart from the agent, while they arrive: what they do there is over when they are."""

import asyncio
import resource

import pytest

from iot_agent.core import decode
from iot_agent.errors import MissingLibrary, ProtocolError
from iot_agent.simulators.v4l2 import number_on
from tests.support.film import coded
from tests.support.loop import in_loop


@in_loop
async def test_the_last_picture():
    async with decode.film("H264", 160) as film:
        for one in coded("H264", 5):
            await film.feed(one)
        picture = await film.picture()
    assert (picture.width, number_on(picture.jpeg)) == (160, 5)


@in_loop
async def test_damage_is_refused():
    async with decode.film("H265", 0) as film:
        for _ in range(100):
            await film.feed(bytes(5000))
        with pytest.raises(ProtocolError):
            await film.picture()


@in_loop
async def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(decode, "PATIENCE", 0.0)
    async with decode.film("H264", 0) as film:
        with pytest.raises(ProtocolError):
            await film.picture()


@in_loop
async def test_a_decoder_that_died_is_told_by_the_picture():
    async with decode.film("H264", 0) as film:
        film._process.kill()
        await film._process.wait()
        for _ in range(20):
            await film.feed(bytes(100_000))
        with pytest.raises(ProtocolError):
            await film.picture()


@in_loop
async def test_without_the_library_it_says_what_to_install(monkeypatch, tmp_path):
    (tmp_path / "av.py").write_text("raise ImportError\n")
    made = asyncio.create_subprocess_exec

    async def without(*words, env, **options):
        return await made(*words, env={**env, "PYTHONPATH": f"{tmp_path}:{env['PYTHONPATH']}"}, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", without)
    async with decode.film("H264", 0) as film:
        with pytest.raises(MissingLibrary, match="cameras"):
            await film.picture()


@in_loop
async def test_given_up_it_leaves_no_process_behind_and_no_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with decode.film("H264", 0) as film:
        await film.feed(coded("H264", 1)[0])
        process = film._process
    assert process.returncode is not None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10

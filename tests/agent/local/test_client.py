import asyncio

import pytest

from iot_agent import wire
from iot_agent.errors import LinkError
from iot_agent.local import client
from iot_agent.wire import Code, WireError
from tests.support.lan import lan
from tests.support.loop import in_loop


@in_loop
async def test_asks_the_agent(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        said = await asyncio.to_thread(client.status, at.url)
        assert said["identifier"] == "serial1"
        await asyncio.to_thread(client.post, at.url, "/setup/pair", wire.Setup(token="iot1.x"))
        assert at.line.tokens == ["iot1.x"]


@in_loop
async def test_a_refusal_is_passed_on(tmp_path):
    async with lan(tmp_path) as at:
        with pytest.raises(WireError) as refused:
            await asyncio.to_thread(client.post, at.url, "/setup/pair", wire.Setup(token="x"))
        assert refused.value.code is Code.ALREADY_PAIRED


def test_nobody_there():
    with pytest.raises(LinkError, match="does not answer"):
        client.status("http://127.0.0.1:1")

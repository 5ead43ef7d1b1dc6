"""The wire of a device that is listed and no more."""

import asyncio

import pytest

from iot_agent.core.unopened import Unopened
from iot_agent.errors import TransportError
from tests.support.loop import in_loop


@in_loop
async def test_nothing_comes_until_it_is_closed():
    wire = Unopened()
    with pytest.raises(TransportError):
        await wire.write(b"x")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await wire.read()
    reading = asyncio.ensure_future(wire.read())
    await asyncio.sleep(0)
    await wire.close()
    await wire.close()

    with pytest.raises(TransportError):
        await reading

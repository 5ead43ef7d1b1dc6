"""A driver of a measuring tool at work: what it tells by itself, and what it answers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from iot_agent.errors import AgentError
from tests.support.waiting import until


class Working:
    """The values it told by itself; `error` is what ended its stream."""

    def __init__(self, driver):
        self.driver = driver
        self.told = []
        self.error = None

    async def run(self):
        try:
            async for measure in self.driver.measures():
                self.told.append(measure)
        except AgentError as error:
            self.error = error

    async def value(self):
        """The next one."""
        count = len(self.told)
        await until(lambda: len(self.told) > count or self.error)
        return self.told[count]


@asynccontextmanager
async def working(driver):
    """The driver with its stream being read, as the worker does."""
    bench = Working(driver)
    await driver.probe()
    task = asyncio.create_task(bench.run())
    await asyncio.sleep(0)
    try:
        yield bench
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

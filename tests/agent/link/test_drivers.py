"""What the box asks its database about drivers, over the line."""

import pytest

from iot_agent import seal, wire
from iot_agent.errors import LinkError
from iot_agent.link import drivers
from iot_agent.wire import Code, WireError
from tests.support.box import running
from tests.support.bundles import Offer, example
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo
from tests.support.waiting import until


@in_loop
async def test_a_bundle_and_the_last_word_on_it_travel(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        server = drivers.server(box.http, lambda: box.link.pairing)
        assert server.key() == ""
        with pytest.raises(LinkError):
            await server.ask(wire.AskDrivers())
        await box.link.pair(odoo.token())
        await until(lambda: box.link.online and odoo.sockets)
        assert server.key() == seal.public_key(odoo.seed)
        assert (await server.ask(wire.AskDrivers())).drivers is None

        offer = Offer(1, example("x"), seed=odoo.seed)
        odoo.drivers = (offer.sealed, offer.packed)
        assert (await server.ask(wire.AskDrivers(forced=True))).drivers == offer.sealed
        assert await server.fetch(wire.FetchDrivers(version=1)) == offer.packed
        taken = wire.DriversTaken(version=1, code="drivers_older", detail="0")
        await server.tell(taken)
        assert odoo.drivers_taken == [taken]


@in_loop
async def test_more_bytes_than_any_bundle_has_are_not_waited_for(tmp_path):
    async with FakeOdoo() as odoo, running(tmp_path) as box:
        await box.link.pair(odoo.token())
        await until(lambda: box.link.online and odoo.sockets)
        offer = Offer(1, example("x"), seed=odoo.seed)
        odoo.drivers = (offer.sealed, bytes(2 * wire.MAX_DRIVERS + 1))
        with pytest.raises(WireError) as error:
            await drivers.server(box.http, lambda: box.link.pairing).fetch(wire.FetchDrivers(version=1))
        assert error.value.code is Code.DRIVERS_TOO_LARGE

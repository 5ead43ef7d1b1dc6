from contextlib import asynccontextmanager

from iot_agent import wire
from iot_agent.core.clock import Clock
from iot_agent.core.pairing_code import PairingCode
from iot_agent.core.store import Store
from iot_agent.link import farewell as module
from iot_agent.link.farewell import Farewell
from iot_agent.link.http import Http
from iot_agent.link.pairing import Pairer
from tests.support.box import IDENTITY
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo


@asynccontextmanager
async def paired(tmp_path, odoo):
    store, clock = Store(tmp_path), Clock()
    async with odoo, Http(store.seed, clock) as http:
        pairing = await Pairer(store.seed, PairingCode(clock), lambda: IDENTITY, http).by_token(odoo.token())
        yield Farewell(store, http), store, pairing


@in_loop
async def test_leaves_for_good(tmp_path):
    odoo = FakeOdoo()
    async with paired(tmp_path, odoo) as (farewell, store, pairing):
        await farewell.leave(pairing)
        assert odoo.goodbyes == [wire.Goodbye(leave=True)]
        assert store.farewell() is None


@in_loop
async def test_a_pause_owes_nothing(tmp_path):
    odoo = FakeOdoo()
    async with paired(tmp_path, odoo) as (farewell, store, pairing):
        await odoo.stop()
        await farewell.pause(pairing)
        assert store.farewell() is None


@in_loop
async def test_what_could_not_be_said_is_said_later(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FIRST_RETRY", 0.01)
    odoo = FakeOdoo()
    async with paired(tmp_path, odoo) as (farewell, store, pairing):
        odoo.faults.status = 503
        await farewell.leave(pairing)
        assert store.farewell() == pairing
        odoo.faults.status = 0
        await farewell.make_up()
        assert odoo.goodbyes == [wire.Goodbye(leave=True)]
        assert store.farewell() is None


@in_loop
async def test_a_database_that_does_not_know_the_box_any_more_is_content(tmp_path):
    odoo = FakeOdoo()
    async with paired(tmp_path, odoo) as (farewell, store, pairing):
        odoo.boxes.clear()
        await farewell.leave(pairing)
        assert store.farewell() is None


@in_loop
async def test_a_hung_server_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    odoo = FakeOdoo()
    async with paired(tmp_path, odoo) as (farewell, store, pairing):
        odoo.faults.hang = True
        await farewell.leave(pairing)
        assert store.farewell() == pairing

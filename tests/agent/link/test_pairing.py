from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from iot_agent import seal, wire
from iot_agent.core.clock import Clock
from iot_agent.core.pairing_code import PairingCode
from iot_agent.core.store import Announced, Pairing
from iot_agent.link.http import Http
from iot_agent.link.pairing import Pairer
from iot_agent.wire import Code, WireError
from tests.support.box import IDENTITY
from tests.support.codes import raises
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo

SEED = seal.new_seed()


@asynccontextmanager
async def meeting():
    """A server, and who pairs with it."""
    clock = Clock()
    async with FakeOdoo() as odoo, Http(SEED, clock) as http:
        yield odoo, Pairer(SEED, PairingCode(clock), lambda: IDENTITY, http)


def at(odoo):
    return Announced(odoo.url, odoo.database)


@in_loop
async def test_a_token_pairs():
    async with meeting() as (odoo, pairer):
        pairing = await pairer.by_token(odoo.token())
        assert pairing == Pairing(
            server=odoo.url,
            database="shop",
            box=odoo.box.reference,
            key=odoo.key,
            exchange=seal.exchange_key(odoo.seed),
            name="Front desk (test)",
            origins=("http://odoo.test",),
        )
        ours = seal.shared_key(SEED, pairing.exchange)
        assert ours == seal.shared_key(odoo.seed, odoo.box.exchange)


@in_loop
async def test_a_used_token_does_not():
    async with meeting() as (odoo, pairer):
        token = odoo.token()
        odoo.tokens[seal.ConnectionToken.read(token).secret] = "another box"
        with raises(WireError, Code.BAD_TOKEN):
            await pairer.by_token(token)


@pytest.mark.parametrize("text", ["", "hello", "iot1.", "iot1.W10", "iot2.W10"])
@in_loop
async def test_what_is_no_token(text):
    async with meeting() as (_, pairer):
        with raises(WireError, Code.BAD_TOKEN):
            await pairer.by_token(text)


@in_loop
async def test_a_server_that_cannot_be_reached():
    async with meeting() as (odoo, pairer):
        token = odoo.token()
        await odoo.stop()
        with raises(WireError, Code.SERVER_UNREACHABLE):
            await pairer.by_token(token)


@in_loop
async def test_only_the_server_of_the_token_can_answer():
    async with meeting() as (odoo, pairer):
        token = odoo.token()
        odoo.seed = seal.new_seed()
        with raises(WireError, Code.BAD_SIGNATURE):
            await pairer.by_token(token)


@in_loop
async def test_an_old_answer_is_not_taken():
    async with meeting() as (odoo, pairer):
        answer = odoo._pair
        odoo._pair = lambda asked: answer(replace(asked, nonce="of another time"))
        with raises(WireError, Code.REPLAYED):
            await pairer.by_token(odoo.token())


@in_loop
async def test_the_code_is_not_in_the_announcement_but_its_proof_is():
    async with meeting() as (odoo, pairer):
        assert await pairer.by_code(at(odoo)) == 0.5
        said = odoo.announced[seal.public_key(SEED)]
        assert pairer._code.text not in wire.dumps(said)
        assert said.proof == seal.code_proof(pairer._code.text, said.salt, said.key + said.exchange)


@in_loop
async def test_a_typed_code_pairs():
    async with meeting() as (odoo, pairer):
        odoo.typed.append(pairer._code.text.lower())
        pairing = await pairer.by_code(at(odoo))
        assert isinstance(pairing, Pairing)
        assert pairing.key == odoo.key


@in_loop
async def test_who_does_not_know_the_code_cannot_take_the_box():
    async with meeting() as (odoo, pairer):
        odoo.guess = "0" * 64
        with raises(WireError, Code.BAD_SIGNATURE):
            await pairer.by_code(at(odoo))


@in_loop
async def test_a_new_code_is_proved_anew():
    async with meeting() as (odoo, pairer):
        await pairer.by_code(at(odoo))
        first = odoo.announced[seal.public_key(SEED)]
        await pairer.by_code(at(odoo))
        assert odoo.announced[seal.public_key(SEED)].proof == first.proof
        pairer._code.renew()
        await pairer.by_code(at(odoo))
        assert odoo.announced[seal.public_key(SEED)].proof != first.proof


@in_loop
async def test_an_answer_of_another_type_is_refused():
    async with meeting() as (odoo, pairer):
        odoo._announce = lambda _asked: wire.Done()
        with raises(WireError, Code.UNKNOWN_TYPE):
            await pairer.by_code(at(odoo))

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from iot_agent import seal, wire
from iot_agent.core.clock import Clock
from iot_agent.core.code import PairingCode
from iot_agent.core.store import Announced, Pairing
from iot_agent.link.http import Http
from iot_agent.link.pairing import Pairer
from iot_agent.wire import Code, WireError
from tests.support.box import IDENTITY
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo

SEED = seal.new_seed()


@asynccontextmanager
async def pairing_with(odoo):
    clock = Clock()
    async with odoo, Http(SEED, clock) as http:
        yield Pairer(SEED, PairingCode(clock), lambda: IDENTITY, http)


def at(odoo):
    return Announced(odoo.url, odoo.database)


@in_loop
async def test_a_token_pairs():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
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
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        token = odoo.token()
        odoo.tokens[seal.ConnectionToken.read(token).secret] = "another box"
        with pytest.raises(WireError) as refused:
            await pairer.by_token(token)
        assert refused.value.code is Code.BAD_TOKEN


@pytest.mark.parametrize("text", ["", "hello", "iot1.", "iot1.W10", "iot2.W10"])
@in_loop
async def test_what_is_no_token(text):
    async with pairing_with(FakeOdoo()) as pairer:
        with pytest.raises(WireError) as refused:
            await pairer.by_token(text)
        assert refused.value.code is Code.BAD_TOKEN


@in_loop
async def test_a_server_that_cannot_be_reached():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        token = odoo.token()
        await odoo.stop()
        with pytest.raises(WireError) as refused:
            await pairer.by_token(token)
        assert refused.value.code is Code.SERVER_UNREACHABLE


@in_loop
async def test_only_the_server_of_the_token_can_answer():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        token = odoo.token()
        odoo.seed = seal.new_seed()
        with pytest.raises(WireError) as refused:
            await pairer.by_token(token)
        assert refused.value.code is Code.BAD_SIGNATURE


@in_loop
async def test_an_old_answer_is_not_taken():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        answer = odoo._pair
        odoo._pair = lambda asked: answer(replace(asked, nonce="of another time"))
        with pytest.raises(WireError) as refused:
            await pairer.by_token(odoo.token())
        assert refused.value.code is Code.REPLAYED


@in_loop
async def test_the_code_is_not_in_the_announcement_but_its_proof_is():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        assert await pairer.by_code(at(odoo)) == 0.5
        said = odoo.announced[seal.public_key(SEED)]
        assert pairer._code.text not in wire.dumps(said)
        assert said.proof == seal.code_proof(pairer._code.text, said.salt, said.key + said.exchange)


@in_loop
async def test_a_typed_code_pairs():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        odoo.typed.append(pairer._code.text.lower())
        pairing = await pairer.by_code(at(odoo))
        assert isinstance(pairing, Pairing)
        assert pairing.key == odoo.key


@in_loop
async def test_who_does_not_know_the_code_cannot_take_the_box():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        odoo.guess = "0" * 64
        with pytest.raises(WireError) as refused:
            await pairer.by_code(at(odoo))
        assert refused.value.code is Code.BAD_SIGNATURE


@in_loop
async def test_a_new_code_is_proved_anew():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        await pairer.by_code(at(odoo))
        first = odoo.announced[seal.public_key(SEED)]
        await pairer.by_code(at(odoo))
        assert odoo.announced[seal.public_key(SEED)].proof == first.proof
        pairer._code.renew()
        await pairer.by_code(at(odoo))
        assert odoo.announced[seal.public_key(SEED)].proof != first.proof


@in_loop
async def test_an_answer_of_another_type_is_refused():
    odoo = FakeOdoo()
    async with pairing_with(odoo) as pairer:
        odoo._announce = lambda _asked: wire.Done()
        with pytest.raises(WireError) as refused:
            await pairer.by_code(at(odoo))
        assert refused.value.code is Code.UNKNOWN_TYPE

import pytest

from iot_agent import wire
from iot_agent.core.pairing_code import GUESSES
from iot_agent.core.store import Announced
from iot_agent.wire import Code
from tests.support.lan import lan
from tests.support.loop import in_loop


@in_loop
async def test_a_pasted_token(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        assert (await at.post("/setup/pair", wire.Setup(token="iot1.x"))).status == 200
        assert at.line.tokens == ["iot1.x"]


@pytest.mark.parametrize("code", [Code.BAD_TOKEN, Code.SERVER_UNREACHABLE, Code.BAD_SIGNATURE])
@in_loop
async def test_why_it_failed(tmp_path, code):
    async with lan(tmp_path, paired=False) as at:
        at.line.refuse = code
        answer = await at.post("/setup/pair", wire.Setup(token="iot1.x"))
        assert 400 <= answer.status < 500
        assert answer.refused is code


@in_loop
async def test_the_code_typed_in_odoo_brings_a_token(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        typed = wire.TypedCode(code=at.code.text.lower(), token="iot1.x")
        answer = await at.post("/setup/code", typed, {"Origin": "https://erp.example.com"})
        assert answer.status == 200
        assert at.line.tokens == ["iot1.x"]


@in_loop
async def test_guessing_the_code_uses_it_up(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        first = at.code.text
        for _ in range(GUESSES - 1):
            answer = await at.post("/setup/code", wire.TypedCode(code="WRONGONE", token="iot1.x"))
            assert (answer.status, answer.refused) == (400, Code.BAD_CODE)
        answer = await at.post("/setup/code", wire.TypedCode(code="WRONGONE", token="iot1.x"))
        assert (answer.status, answer.refused) == (429, Code.TOO_MANY)
        answer = await at.post("/setup/code", wire.TypedCode(code=first, token="iot1.x"))
        assert answer.refused is Code.BAD_CODE
        assert at.line.tokens == []


@in_loop
async def test_a_new_code(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        first = at.code.text
        assert (await at.post("/setup/renew", wire.Empty())).status == 200
        assert at.code.text != first


@in_loop
async def test_the_server_to_announce_at(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        known = wire.KnowServer(server="https://erp.example.com/", database="shop")
        assert (await at.post("/setup/server", known)).status == 200
        assert at.line.announced == Announced("https://erp.example.com", "shop")
        assert (await at.post("/setup/server", wire.KnowServer(server=""))).status == 200
        assert at.line.announced == Announced()


@pytest.mark.parametrize(
    "server", ["erp", "file:///etc/passwd", "http://", "http://a b", "http://user@host", "ftp://x"]
)
@in_loop
async def test_what_is_no_server(tmp_path, server):
    async with lan(tmp_path, paired=False) as at:
        answer = await at.post("/setup/server", wire.KnowServer(server=server))
        assert (answer.status, answer.refused) == (400, Code.BAD_MESSAGE)
        assert at.line.announced == Announced()

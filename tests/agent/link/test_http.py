import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from iot_agent import seal, wire
from iot_agent.core.clock import Clock
from iot_agent.core.store import Pairing
from iot_agent.errors import LinkError
from iot_agent.link import http as module
from iot_agent.link.http import ANSWER, Http, Refused
from iot_agent.wire import Code
from tests.support.loop import in_loop

SEED = seal.new_seed()


class Server:
    """Answers every request with what the test says, and remembers it."""

    def __init__(self):
        self.requests = []
        self.answers = []

    async def serve(self, request):
        self.requests.append((request.path, dict(request.headers), await request.read()))
        answer = self.answers.pop(0) if self.answers else wire.Done()
        if callable(answer):
            return await answer(request)
        if isinstance(answer, wire.Message):
            return web.Response(text=wire.dumps(answer))
        status, body = answer
        return web.Response(status=status, body=body if isinstance(body, bytes) else wire.dumps(body).encode())


@asynccontextmanager
async def serving(database="shop", clock=None):
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    pairing = Pairing(server=url, database=database, box="b1", key="", exchange="", name="", origins=())
    async with Http(SEED, clock or Clock()) as http:
        yield server, http, pairing
    await runner.cleanup()


@in_loop
async def test_a_request_is_signed_and_names_the_database():
    async with serving() as (server, http, pairing):
        assert await http.ask(pairing, "/iot/box/ask", wire.Ask(limit=7), wire.Done) == wire.Done()
        path, headers, body = server.requests[0]
        assert (path, headers["X-Odoo-Database"], headers["Content-Type"]) == (
            "/iot/box/ask",
            "shop",
            "application/json",
        )
        assert wire.loads(body, wire.Ask) == wire.Ask(limit=7)
        seen = seal.read_authorization(headers["Authorization"])
        seal.check_authorization(seal.public_key(SEED), seen, "POST", path, body, Clock().now())
        assert seen.who == "b1"
        assert headers["User-Agent"].startswith("IotAgent/")
        assert "ersion" not in headers["User-Agent"]


@in_loop
async def test_no_database_is_no_header():
    async with serving(database="") as (server, http, pairing):
        await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert "X-Odoo-Database" not in server.requests[0][1]


@in_loop
async def test_the_session_of_hello_is_kept_and_shown():
    async def welcome(_request):
        response = web.Response(text=wire.dumps(wire.Done()))
        response.set_cookie("session_id", "s3cret")
        return response

    async with serving() as (server, http, pairing):
        server.answers = [welcome]
        await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert "Cookie" not in server.requests[0][1]
        assert server.requests[1][1]["Cookie"] == "session_id=s3cret"


@in_loop
async def test_a_stale_clock_is_set_and_the_request_repeated_once():
    clock = Clock()
    async with serving(clock=clock) as (server, http, pairing):
        later = f"{clock.now() + 5000:.3f}"
        server.answers = [(401, wire.Refusal(code=Code.STALE, detail=later))]
        await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert abs(clock.now() - time.time() - 5000) < 2
        server.answers = [(401, wire.Refusal(code=Code.STALE, detail=later))] * 2
        with pytest.raises(Refused):
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert len(server.requests) == 4


@in_loop
async def test_a_stale_word_that_is_no_time_is_a_refusal():
    async with serving() as (server, http, pairing):
        server.answers = [(401, wire.Refusal(code=Code.STALE, detail="noon"))]
        with pytest.raises(Refused):
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)


@in_loop
async def test_a_refusal_says_why():
    async with serving() as (server, http, pairing):
        server.answers = [(401, wire.Refusal(code=Code.REPLAYED, detail="nonce"))]
        with pytest.raises(Refused) as refused:
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert (refused.value.code, refused.value.detail, refused.value.forget) == (Code.REPLAYED, "nonce", None)


@in_loop
async def test_a_sealed_word_to_forget_is_passed_on():
    sealed = seal.seal(SEED, wire.Forget(box="b1", issued=1.0))
    async with serving() as (server, http, pairing):
        server.answers = [(403, sealed)]
        with pytest.raises(Refused) as refused:
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert (refused.value.code, refused.value.forget) == (Code.UNKNOWN_BOX, sealed)


@pytest.mark.parametrize(
    "answer",
    [(500, b"<html>"), (404, b""), (303, b""), (200, b"<html>"), (200, wire.Waiting()), (502, wire.Done())],
)
@in_loop
async def test_what_is_no_answer_of_ours_is_a_failure_of_the_line(answer):
    async with serving() as (server, http, pairing):
        server.answers = [answer]
        with pytest.raises(LinkError) as failed:
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert not isinstance(failed.value, Refused)


@in_loop
async def test_a_redirect_is_not_followed():
    async def elsewhere(_request):
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with serving() as (server, http, pairing):
        server.answers = [elsewhere]
        with pytest.raises(LinkError):
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert len(server.requests) == 1


@in_loop
async def test_an_answer_is_bounded():
    async with serving() as (server, http, pairing):
        server.answers = [(200, b" " * (wire.MAX_MESSAGE + 1))]
        with pytest.raises(LinkError, match="too large"):
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        server.answers = [(200, b"x" * (wire.MAX_MESSAGE + 1))]
        assert len(await http.raw(pairing, "/x", wire.Ask(), wire.MAX_DOCUMENT)) == wire.MAX_MESSAGE + 1


@in_loop
async def test_a_kept_line_that_was_closed_is_replaced():
    async def hang_up(request):
        request.transport.close()
        return web.Response()

    async with serving() as (server, http, pairing):
        server.answers = [hang_up]
        assert await http.ask(pairing, "/x", wire.Ask(), wire.Done) == wire.Done()
        first, second = (seal.read_authorization(headers["Authorization"]) for _, headers, _ in server.requests)
        assert first.nonce != second.nonce


@in_loop
async def test_nobody_there():
    async with serving() as (_server, http, pairing):
        nobody = Pairing(**{**vars(pairing), "server": "http://127.0.0.1:1"})
        with pytest.raises(LinkError):
            await http.ask(nobody, "/x", wire.Ask(), wire.Done)


@in_loop
async def test_a_slow_server_gets_more_patience_each_time(monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 0.05)
    release = asyncio.Event()

    async def slow(_request):
        await release.wait()
        return web.Response(text=wire.dumps(wire.Done()))

    async with serving() as (server, http, pairing):
        http._patience = 0.05
        server.answers = [slow]
        with pytest.raises(LinkError, match="in time"):
            await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert http._patience == 0.1
        release.set()
        await http.ask(pairing, "/x", wire.Ask(), wire.Done)
        assert http._patience == ANSWER


@in_loop
async def test_an_unpaired_box_signs_nothing():
    async with serving() as (server, http, pairing):
        await http.open(pairing.server, "shop", "/iot/box/pair", wire.Ask())
        assert "Authorization" not in server.requests[0][1]

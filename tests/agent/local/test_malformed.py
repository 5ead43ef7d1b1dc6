"""A thousand malformed requests per route: always a 4xx that says why, never a device action."""

import json

import pytest

from iot_agent import wire
from iot_agent.local.routes import ROUTES, Who
from tests.support import malformed
from tests.support.lan import lan
from tests.support.loop import in_loop

COUNT = 1000
POSTS = [route for route in ROUTES if route.method == "POST"]


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
@in_loop
async def test_malformed(tmp_path, route):
    async with lan(tmp_path, paired=route.who in (Who.OWNER, Who.TICKET)) as at:
        code = at.code.text
        for body in malformed.variants(route.takes, 1, COUNT):
            headers = {}
            if route.who in (Who.OWNER, Who.TICKET):
                headers = at.ticketed(route.path, body, at.ticket(owner=route.who is Who.OWNER))
            answer = await at.post(route.path, body, headers)
            assert 400 <= answer.status < 500, (answer, body[:200])
            assert wire.loads(answer.body, wire.Refusal), body[:200]
        assert at.jobs.take("p1") is None
        assert (at.restarts, at.line.disconnects, at.line.tokens) == (0, 0, [])
        assert at.code.text == code or route.takes is wire.TypedCode
        status, _, said = await at.get("/status")
        assert (status, json.loads(said)["identifier"]) == (200, "serial1")

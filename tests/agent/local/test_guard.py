import json

import pytest

from iot_agent import wire
from iot_agent.local.guard import STATUS
from iot_agent.local.routes import ROUTES
from iot_agent.wire import Code
from tests.support.lan import lan
from tests.support.loop import in_loop

POSTS = [route for route in ROUTES if route.method == "POST"]


def test_every_refusal_is_a_4xx():
    assert all(400 <= STATUS.get(code, 400) < 500 for code in Code)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8069", "[::1]:8069", "localhost", "iotbox.local", "iot.example.com:443", "IOT.example.com", "10.0.0.7"],
)
@in_loop
async def test_the_names_of_the_box_are_its_own(tmp_path, host):
    async with lan(tmp_path) as at:
        assert (await at.get("/status", Host=host))[0] == 200


@pytest.mark.parametrize("host", ["example.com", "local", "10.0.0.7.example.com", "a b", "[::1"])
@in_loop
async def test_other_names_are_not(tmp_path, host):
    async with lan(tmp_path) as at:
        status, _, body = await at.get("/status", Host=host)
        assert (status, json.loads(body)["code"]) == (403, "forbidden")


@in_loop
async def test_what_is_not_there(tmp_path):
    async with lan(tmp_path) as at:
        for method, path, status in (
            ("GET", "/nothing", 404),
            ("POST", "/status", 405),
            ("GET", "/setup/pair", 405),
            ("DELETE", "/", 405),
            ("GET", "/static/nothing.js", 404),
            ("GET", "/static/../guard.py", 404),
            ("GET", "/static/%2e%2e%2fguard.py", 404),
        ):
            async with at.http.request(method, at.url + path) as answer:
                assert answer.status == status, path
                assert wire.loads(await answer.read(), wire.Refusal)


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
@in_loop
async def test_too_large_is_refused_unread(tmp_path, route):
    async with lan(tmp_path, paired=route.path.startswith(("/owner", "/api"))) as at:
        answer = await at.post(route.path, b" " * (route.limit + 1))
        assert (answer.status, answer.refused) == (413, Code.TOO_LARGE)


@in_loop
async def test_too_large_without_saying_so(tmp_path):
    async def endless():
        for _ in range(100):
            yield b" " * 1000

    async with lan(tmp_path, paired=False) as at, at.http.post(f"{at.url}/setup/pair", data=endless()) as answer:
        assert answer.status == 413


@in_loop
async def test_nothing_is_kept_by_anybody_in_between(tmp_path):
    async with lan(tmp_path) as at:
        _, headers, _ = await at.get("/status")
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"

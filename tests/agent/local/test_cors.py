import pytest

from iot_agent.local.routes import ROUTES
from tests.support.lan import ORIGIN, lan
from tests.support.loop import in_loop

ANY = [route for route in ROUTES if route.any_origin]
PAIRED_ONLY = [route for route in ROUTES if route.method == "POST" and not route.any_origin]


async def ask(at, path, origin):
    """The answer to a browser's question before a request of another origin."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,iot-proof",
        "Access-Control-Request-Private-Network": "true",
    }
    async with at.http.options(at.url + path, headers=headers) as answer:
        return answer.status, answer.headers


@pytest.mark.parametrize("route", PAIRED_ONLY, ids=lambda route: route.path)
@in_loop
async def test_only_pages_of_the_paired_database(tmp_path, route):
    async with lan(tmp_path) as at:
        status, headers = await ask(at, route.path, ORIGIN)
        assert status == 204
        assert headers["Access-Control-Allow-Origin"] == ORIGIN
        assert headers["Access-Control-Allow-Private-Network"] == "true"
        assert headers["Access-Control-Allow-Local-Network"] == "true"
        assert {"Authorization", "IoT-Proof", "Content-Type"} <= set(
            headers["Access-Control-Allow-Headers"].replace(" ", "").split(",")
        )
        for origin in ("https://evil.example.com", "null", ORIGIN + ".evil.com", "http://odoo.tes"):
            _, headers = await ask(at, route.path, origin)
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Vary"] == "Origin"


@pytest.mark.parametrize("route", PAIRED_ONLY, ids=lambda route: route.path)
@in_loop
async def test_no_page_while_the_box_is_nobodys(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        assert "Access-Control-Allow-Origin" not in (await ask(at, route.path, ORIGIN))[1]


@pytest.mark.parametrize("route", ANY, ids=lambda route: route.path)
@in_loop
async def test_status_and_typed_code_for_any_page(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        _, headers = await ask(at, route.path, "https://erp.example.com")
        assert headers["Access-Control-Allow-Origin"] == "https://erp.example.com"


@in_loop
async def test_cookies_are_never_asked_for(tmp_path):
    async with lan(tmp_path) as at:
        _, headers = await ask(at, "/api/perform", ORIGIN)
        assert "Access-Control-Allow-Credentials" not in headers


@in_loop
async def test_a_refusal_can_be_read_by_the_page_too(tmp_path):
    async with lan(tmp_path) as at:
        answer = await at.post("/api/perform", b"{}", {"Origin": ORIGIN})
        assert answer.status == 401
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN

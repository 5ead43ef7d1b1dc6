"""The matrix of routes and credentials, generated from the table: what is not plainly right is refused."""

import dataclasses
import time
from contextlib import asynccontextmanager

import pytest

from iot_agent import seal, wire
from iot_agent.local import by_hand
from iot_agent.local.routes import ROUTES, Who
from iot_agent.wire import Code
from tests.support import lan as support
from tests.support import malformed
from tests.support.lan import ORIGIN, PORT
from tests.support.loop import in_loop

TYPES = ("/owner/printer", "/owner/camera", "/owner/forget_printer", "/owner/serial_port")
OF_WHOEVER_SETS_UP = ("/owner/restart", "/owner/status_ticket", *TYPES)
POSTS = [route for route in ROUTES if route.method == "POST"]
GUARDED = [route for route in POSTS if route.who in (Who.OWNER, Who.TICKET)]
SETUP = [route for route in POSTS if route.who is Who.SETUP]
path = pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.path)
setup = pytest.mark.parametrize("route", SETUP, ids=lambda route: route.path)


@pytest.fixture(autouse=True)
def every_address_answers(monkeypatch):
    async def answers(_device):
        pass

    monkeypatch.setattr(by_hand, "_answers", answers)


@asynccontextmanager
async def lan(folder, **how):
    """A box with a port whose driver may be chosen."""
    async with support.lan(folder, **how) as at:
        at.devices.append(PORT)
        yield at


def body_of(route):
    """A body that the route takes."""
    values = malformed.example(route.takes)
    if route.takes is wire.Perform:
        values |= {"device": "p1", "action": "drawer", "document": None, "deadline": 4e9, "params": {}, "wait": 0}
    if route.takes is wire.NetworkPrinter:
        values |= {"address": "10.0.0.7", "protocol": "raw", "driver": ""}
    if route.takes is wire.NetworkCamera:
        values |= {"address": "http://admin:secret@10.0.0.7/snapshot.jpg"}
    if route.takes is wire.KnowServer:
        values |= {"server": "http://odoo.test:8069"}
    if route.takes is wire.SerialPort:
        values |= {"identifier": "port1", "driver": "cas"}
    if route.takes is wire.LogLevel:
        values |= {"part": "device/p1", "level": "debug"}
    return wire.dumps(wire.from_json(values, route.takes)).encode()


def untouched(at):
    assert at.jobs.take("p1") is None
    assert at.restarts == 0
    assert at.driver_updates == 0
    assert at.status_tickets == 0
    assert at.line.disconnects == 0
    assert at.line.tokens == []
    assert at.by_hand.typed == ()
    assert at.options.chosen("port1") == ""
    assert at.logs.told() == []


async def refused(at, route, headers, *codes):
    answer = await at.post(route.path, body_of(route), headers)
    assert answer.status in (401, 403, 409), answer
    assert answer.refused in codes, answer
    untouched(at)


def owner_ticket(at, route, **claims):
    return at.ticket(owner=route.who is Who.OWNER, **claims)


def test_every_route_is_of_a_kind_this_matrix_knows():
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
    for route in ROUTES:
        assert route.who is Who.OPEN or route.takes is not None
        assert route.method == "POST" or route.who in (Who.OPEN, Who.SOCKET)
        assert route.limit <= wire.MAX_MESSAGE


@path
@in_loop
async def test_the_right_credentials_are_right(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        answer = await at.post(route.path, body, at.ticketed(route.path, body, owner_ticket(at, route)))
        assert answer.status in (200, 202, 404), answer
        if route.who is Who.OWNER:
            assert (await at.post(route.path, body, at.owned(route.path, body))).status == 200


@path
@in_loop
async def test_none(tmp_path, route):
    async with lan(tmp_path) as at:
        await refused(at, route, {}, Code.UNAUTHORIZED)


@path
@pytest.mark.parametrize(
    "header", ["", "Ticket", "Ticket ", "Ticket x.y", "Owner", "Basic YTpi", "IoT a:1.000:bbbbbbbb:c", "Bearer x"]
)
@in_loop
async def test_wrong(tmp_path, route, header):
    async with lan(tmp_path) as at:
        wrong = {"Authorization": header, "IoT-Proof": "1.000:aaaaaaaa:00"}
        await refused(at, route, wrong, Code.UNAUTHORIZED, Code.BAD_SIGNATURE, Code.STALE)


@path
@in_loop
async def test_a_wrong_proof(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        ticket, _ = owner_ticket(at, route)
        await refused(at, route, at.ticketed(route.path, body, (ticket, "guess")), Code.UNAUTHORIZED)
        good = at.ticketed(route.path, body, owner_ticket(at, route))
        await refused(at, route, {**good, "IoT-Proof": ""}, Code.UNAUTHORIZED)
        other = at.ticketed("/other", body, owner_ticket(at, route))
        await refused(at, route, other, Code.UNAUTHORIZED)
        changed = at.ticketed(route.path, body + b" ", owner_ticket(at, route))
        await refused(at, route, changed, Code.UNAUTHORIZED)


@path
@in_loop
async def test_expired(tmp_path, route):
    async with lan(tmp_path) as at:
        expired = at.ticketed(route.path, body_of(route), owner_ticket(at, route, life=-1))
        await refused(at, route, expired, Code.UNAUTHORIZED)


@path
@in_loop
async def test_stale(tmp_path, route):
    async with lan(tmp_path) as at:
        at.clock.learn(time.time() - 2 * seal.WINDOW)
        headers = at.ticketed(route.path, body_of(route), owner_ticket(at, route, life=10_000))
        at.clock.learn(time.time())
        await refused(at, route, headers, Code.STALE)


@path
@in_loop
async def test_of_another_box_or_another_database(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        await refused(
            at, route, at.ticketed(route.path, body, owner_ticket(at, route, box="another")), Code.UNAUTHORIZED
        )
        forged = owner_ticket(at, route, by=seal.new_seed())
        await refused(at, route, at.ticketed(route.path, body, forged), Code.BAD_SIGNATURE)


@path
@in_loop
async def test_replayed(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        headers = at.ticketed(route.path, body, owner_ticket(at, route))
        assert (await at.post(route.path, body, headers)).status in (200, 202, 404)
        answer = await at.post(route.path, body, headers)
        assert (answer.status, answer.refused) == (401, Code.REPLAYED)
        assert at.restarts + at.line.disconnects <= 1


@path
@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "null", "http://odoo.test.evil.com", "http://odoo.test:81"]
)
@in_loop
async def test_from_a_foreign_page(tmp_path, route, origin):
    async with lan(tmp_path) as at:
        headers = at.ticketed(route.path, body_of(route), owner_ticket(at, route)) | {"Origin": origin}
        await refused(at, route, headers, Code.FOREIGN_ORIGIN)


@path
@in_loop
async def test_from_the_database_s_page(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        headers = at.ticketed(route.path, body, owner_ticket(at, route)) | {"Origin": ORIGIN}
        assert (await at.post(route.path, body, headers)).status in (200, 202, 404)


@pytest.mark.parametrize("route", [r for r in GUARDED if r.who is Who.OWNER], ids=lambda route: route.path)
@in_loop
async def test_what_is_the_owner_s_alone(tmp_path, route):
    async with lan(tmp_path) as at:
        body = body_of(route)
        await refused(at, route, at.ticketed(route.path, body), Code.FORBIDDEN)
        await refused(at, route, at.owned(route.path, body, "WRONGCODE234"), Code.UNAUTHORIZED)
        foreign = at.owned(route.path, body) | {"Origin": "https://evil.example.com"}
        await refused(at, route, foreign, Code.FOREIGN_ORIGIN)
        own = at.owned(route.path, body) | {"Origin": at.url}
        assert (await at.post(route.path, body, own)).status == 200


@pytest.mark.parametrize("route", [r for r in GUARDED if r.who is Who.TICKET], ids=lambda route: route.path)
@in_loop
async def test_the_owner_code_moves_no_device(tmp_path, route):
    async with lan(tmp_path) as at:
        await refused(at, route, at.owned(route.path, body_of(route)), Code.UNAUTHORIZED)


@path
@in_loop
async def test_a_box_of_nobody_has_no_tickets(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        body = body_of(route)
        answer = await at.post(route.path, body, at.ticketed(route.path, body))
        if route.path in OF_WHOEVER_SETS_UP:
            assert answer.status == 200
        else:
            assert (answer.status, answer.refused) == (401, Code.NOT_PAIRED)
            untouched(at)


@setup
@in_loop
async def test_first_set_up_is_open_until_the_box_is_paired(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        body = body_of(route)
        if route.takes is wire.TypedCode:
            body = wire.dumps(wire.TypedCode(code=at.code.text, token="x")).encode()
        assert (await at.post(route.path, body)).status == 200
        at.pair()
        answer = await at.post(route.path, body)
        assert (answer.status, answer.refused) == (409, Code.ALREADY_PAIRED)


@setup
@in_loop
async def test_a_foreign_page_sets_nothing_up(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        code = at.code.text
        answer = await at.post(route.path, body_of(route), {"Origin": "https://evil.example.com"})
        assert answer.status in (400, 403), answer
        assert answer.refused in (Code.FOREIGN_ORIGIN, Code.BAD_CODE)
        assert at.line.tokens == []
        assert (at.code.text, at.line.announced.server) == (code, "")


@setup
@in_loop
async def test_a_ticket_is_no_way_around(tmp_path, route):
    async with lan(tmp_path, paired=False) as at:
        body = body_of(route)
        headers = at.ticketed(route.path, body) | {"Origin": "https://evil.example.com"}
        answer = await at.post(route.path, body, headers)
        assert answer.status in (400, 401, 403), answer
        assert at.line.tokens == []
        assert at.line.announced.server == ""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
@pytest.mark.parametrize("host", ["evil.example.com", "evil.example.com:8069", "iot.example.com.evil.com"])
@in_loop
async def test_a_foreign_name_for_our_address_is_refused(tmp_path, route, host):
    async with (
        lan(tmp_path) as at,
        at.http.request(
            route.method, at.url + route.path.replace("{name}", "homepage.js"), headers={"Host": host}
        ) as response,
    ):
        assert response.status == 403
        assert wire.loads(await response.read(), wire.Refusal).code is Code.FORBIDDEN


def test_the_table_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ROUTES[0].limit = 0

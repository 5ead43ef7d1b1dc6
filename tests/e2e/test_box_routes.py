"""Every route of a box's LAN side, with every caller that must be refused; generated from the agent's route table."""

import json
import time
from collections.abc import Callable

import pytest

from iot_agent import seal, wire
from iot_agent.local.routes import ROUTES, Route, Who
from tests.support.e2e_listener import Listener
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_scene import Scene, prove
from tests.support.e2e_till import Answer, Till, new_key, send
from tests.support.e2e_wait import until
from tests.support.e2e_wirebox import example, refusal

FOREIGN = "http://elsewhere.example"
PRINTER = "sim-printer"


def _of(*who: Who) -> list[Route]:
    return [route for route in ROUTES if route.who in who]


def _wish() -> bytes:
    """What would open the drawer, were it carried out."""
    return wire.dumps(
        wire.Perform(key=new_key(), device=PRINTER, action="drawer", deadline=time.time() + 60, wait=1)
    ).encode()


def _body(route: Route) -> bytes:
    if route.takes is wire.Perform:
        return _wish()
    return example(route.takes) if route.takes else b""


Attack = Callable[[Scene, Route, bytes], Answer]


def _proven(make: Callable[[Scene, Route, bytes], str]) -> Attack:
    """The right ticket, another proof."""
    return lambda scene, route, body: scene.ticketed(route, body, **{"IoT-Proof": make(scene, route, body)})


def _tampered(scene: Scene) -> Till:
    claims, _, signature = scene.till.ticket.partition(".")
    wider = seal.b64(seal.unb64(claims).replace(b'"owner":false', b'"owner":true'))
    assert wider != claims
    return scene.holding(f"{wider}.{signature}", scene.till.secret)


def _of_another_database(scene: Scene) -> Till:
    claims = wire.loads(seal.unb64(scene.till.ticket.partition(".")[0]), wire.Claims)
    return scene.holding(seal.mint(seal.new_seed(), claims), scene.till.secret)


TICKET_ATTACKS: dict[str, tuple[Attack, int]] = {
    "nothing": (lambda s, r, b: s.ask(r, b), 401),
    "another scheme": (lambda s, r, b: s.ask(r, b, Authorization="Bearer admin"), 401),
    "a box's signature": (lambda s, r, b: s.ask(r, b, Authorization="IoT a:1.000:nonce-nonce:x"), 401),
    "a ticket without a proof": (lambda s, r, b: s.ask(r, b, Authorization=f"Ticket {s.till.ticket}"), 401),
    "garbage for a ticket": (lambda s, r, b: s.ask(r, b, Authorization="Ticket x.y"), 401),
    "garbage for a proof": (_proven(lambda s, r, b: "1:2:3"), 401),
    "the wrong secret": (_proven(lambda s, r, b: prove("wrong", r, b)), 401),
    "a proof for another body": (_proven(lambda s, r, b: prove(s.till.secret, r, b + b" ")), 401),
    "an old proof": (_proven(lambda s, r, b: prove(s.till.secret, r, b, time.time() - seal.WINDOW - 5)), 401),
    "a proof of tomorrow": (
        _proven(lambda s, r, b: prove(s.till.secret, r, b, time.time() + seal.WINDOW + 5)),
        401,
    ),
    "an expired ticket": (lambda s, r, b: s.ticketed(r, b, s.forge(expires=time.time() - 1)), 401),
    "a ticket for another box": (lambda s, r, b: s.ticketed(r, b, s.strange_till), 401),
    "a ticket of the database for another box": (lambda s, r, b: s.ticketed(r, b, s.forge(box="another")), 401),
    "a ticket that was tampered with": (lambda s, r, b: s.ticketed(r, b, _tampered(s)), 401),
    "a ticket of another database": (lambda s, r, b: s.ticketed(r, b, _of_another_database(s)), 401),
    "a foreign origin": (lambda s, r, b: s.ticketed(r, b, Origin=FOREIGN), 403),
    "an origin of null": (lambda s, r, b: s.ticketed(r, b, Origin="null"), 403),
    "a foreign name for its address": (lambda s, r, b: s.ticketed(r, b, Host="elsewhere.example"), 403),
}
OWNER_ATTACKS = {
    **TICKET_ATTACKS,
    "a ticket that is not the owner's": (lambda s, r, b: s.ticketed(r, b), 403),
    "no code": (lambda s, r, b: s.ask(r, b, Authorization="Owner"), 401),
    "a wrong code": (lambda s, r, b: s.owned(r, b, "ABCD-EFGH-JKLM"), 401),
    "the code of another box": (lambda s, r, b: s.owned(r, b, s.strange_owner), 401),
    "an old proof of the code": (lambda s, r, b: s.owned(r, b, s.owner, at=time.time() - seal.WINDOW - 5), 401),
    "the code from a foreign page": (lambda s, r, b: s.owned(r, b, s.owner, Origin=FOREIGN), 403),
    "the code under a foreign name": (lambda s, r, b: s.owned(r, b, s.owner, Host="elsewhere.example"), 403),
}


@pytest.mark.parametrize("attack", TICKET_ATTACKS)
@pytest.mark.parametrize("route", _of(Who.TICKET), ids=lambda route: route.path)
def test_a_route_for_tickets_refuses(route: Route, attack: str, scene: Scene, harmless: None) -> None:
    """Proof 8, T1, C4: nobody without a ticket in force, for this box, from this page, moves a device."""
    attempt, status = TICKET_ATTACKS[attack]
    answer = attempt(scene, route, _body(route))
    assert (answer.status, bool(refusal(answer))) == (status, True)


@pytest.mark.parametrize("attack", OWNER_ATTACKS)
@pytest.mark.parametrize("route", _of(Who.OWNER), ids=lambda route: route.path)
def test_a_route_for_the_owner_refuses(route: Route, attack: str, scene: Scene, harmless: None) -> None:
    """Proof 8, T1: nobody but the owner disconnects or restarts the box."""
    attempt, status = OWNER_ATTACKS[attack]
    answer = attempt(scene, route, _body(route))
    assert (answer.status, bool(refusal(answer))) == (status, True)


@pytest.mark.parametrize("route", _of(Who.TICKET), ids=lambda route: route.path)
def test_a_ticketed_request_cannot_be_replayed(route: Route, scene: Scene) -> None:
    """Proof 8: who overhears a request cannot send it again."""
    body = wire.dumps(wire.Inquire(key=new_key())).encode() if route.takes is wire.Inquire else _body(route)
    shown = {"Authorization": f"Ticket {scene.till.ticket}", "IoT-Proof": prove(scene.till.secret, route, body)}
    assert scene.ask(route, body, **shown).status in (200, 404)
    kicks = scene.simulators.drawer_kicks()
    answer = scene.ask(route, body, **shown)
    assert (answer.status, refusal(answer).code) == (401, wire.Code.REPLAYED)
    assert scene.simulators.drawer_kicks() == kicks


@pytest.mark.parametrize("route", _of(Who.SETUP), ids=lambda route: route.path)
def test_set_up_is_closed_once_paired(route: Route, scene: Scene, harmless: None) -> None:
    """Proof 8, B7: who wants to pair the box anew needs its owner first."""
    answer = scene.ask(route, _body(route))
    assert (answer.status, refusal(answer).code) == (409, wire.Code.ALREADY_PAIRED)


@pytest.mark.parametrize("route", [r for r in _of(Who.SETUP) if not r.any_origin], ids=lambda route: route.path)
def test_set_up_of_a_free_box_is_for_its_own_page(route: Route, scene: Scene) -> None:
    """Proof 8: a page of the internet in a browser of the shop cannot pair a fresh box."""
    for headers in ({"Origin": FOREIGN}, {"Origin": "null"}, {"Host": "elsewhere.example"}):
        answer = send(scene.free.url + route.path, route.method, _body(route), headers)
        assert answer.status == 403, headers
        assert refusal(answer)
    assert not scene.free.status()["paired"]


def test_a_pairing_code_cannot_be_guessed(scene: Scene) -> None:
    """Proof 8, B2: after five wrong codes there is another one, and the guesser waits."""
    route = next(route for route in ROUTES if route.takes is wire.TypedCode)
    code = scene.free.status()["code"]["text"]
    guesses = [wire.dumps(wire.TypedCode(code=f"AAAAAAA{n}", token=scene.shop.token())).encode() for n in range(2, 9)]
    answers = [send(scene.free.url + route.path, "POST", guess, {}) for guess in guesses]
    assert {answer.status for answer in answers} <= {400, 401, 429}
    assert 429 in {answer.status for answer in answers}
    assert scene.free.status()["code"]["text"] != code
    assert not scene.free.status()["paired"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_another_method_is_refused(route: Route, scene: Scene) -> None:
    """Proof 8: each route has one method."""
    taken = {other.method for other in ROUTES if other.path == route.path}
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - taken:
        answer = send(scene.box.url + route.path, method, _body(route), {})
        assert answer.status in (404, 405), method
        assert refusal(answer)


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.any_origin], ids=lambda r: f"{r.method} {r.path}")
def test_no_foreign_page_reads_an_answer(route: Route, scene: Scene) -> None:
    """Proof 8: CORS admits the origins of the paired database alone."""
    for method in (route.method, "OPTIONS"):
        headers = {"Origin": FOREIGN, "Access-Control-Request-Method": route.method}
        answer = send(scene.box.url + route.path, method, _body(route) if method == "POST" else None, headers)
        assert "Access-Control-Allow-Origin" not in answer.headers
        headers["Origin"] = scene.shop.url
        answer = send(scene.box.url + route.path, method, _body(route) if method == "POST" else None, headers)
        assert answer.headers.get("Access-Control-Allow-Origin") == scene.shop.url


def test_what_anybody_may_read_holds_no_secret(scene: Scene) -> None:
    """Proof 8: the status names no key, no token, no owner code, and no page of the internet reads the pairing code."""
    paired = send(scene.box.url + "/status", "GET", None, {}).body
    assert paired["code"] is None
    assert scene.owner.replace("-", "") not in json.dumps(paired).replace("-", "")
    free = send(scene.free.url + "/status", "GET", None, {"Origin": FOREIGN}).body
    assert free["code"] is None


@pytest.mark.parametrize(
    "changed",
    [
        {"ticket": "x.y"},
        {"proof": "1:2:3"},
        {"devices": ("sim-scale",)},
        {"devices": ("sim-printer", "sim-scanner")},
    ],
    ids=["garbage for a ticket", "garbage for a proof", "another device", "one device too many"],
)
def test_a_websocket_needs_the_ticket_too(changed: dict[str, object], scene: Scene, loop: BackgroundLoop) -> None:
    """Proof 8: events of a device go to holders of a ticket for it."""
    right = scene.till.listen_message("sim-printer")
    message = wire.from_json({**wire.to_json(right), **_listed(changed)}, wire.Listen)
    with Listener(loop, scene.till, message=message) as listener:
        until(lambda: listener.closed, 5, "the box hangs up")
        assert listener.closed == 4401


def test_a_websocket_refuses_a_foreign_page(scene: Scene, loop: BackgroundLoop) -> None:
    """Proof 8: a foreign page with a stolen ticket hears nothing."""
    thief = Till(scene.box.url, {"ticket": scene.till.ticket, "secret": scene.till.secret}, FOREIGN)
    with Listener(loop, thief, "sim-printer") as listener:
        until(lambda: listener.closed, 5, "the box hangs up")
        assert listener.closed == 4401


def test_a_websocket_that_says_nothing_is_closed(scene: Scene, loop: BackgroundLoop) -> None:
    """Proof 8: nobody holds a place without a ticket."""
    with Listener(loop, scene.till, message=None) as listener:
        until(lambda: listener.closed, 8, "the box hangs up")


@pytest.mark.parametrize("device", ["sim-scale", "sim-scanner", "nobody"])
def test_a_ticket_is_for_its_devices_alone(device: str, scene: Scene) -> None:
    """Proof 8: Odoo checked the rights for these devices, not for their neighbours."""
    action = {"sim-scale": "weigh", "sim-scanner": "beep"}.get(device, "drawer")
    wish = wire.Perform(key=new_key(), device=device, action=action, deadline=time.time() + 60)
    answer = scene.till.post("/api/perform", wire.dumps(wish).encode())
    assert (answer.status, refusal(answer).code) == (403, wire.Code.FORBIDDEN)


def test_the_right_ticket_opens_the_drawer(scene: Scene) -> None:
    """Proof 8: the same request passes with the right credentials, so the refusals are about those."""
    before = scene.simulators.drawer_kicks()
    answer = scene.till.post("/api/perform", _wish())
    assert answer.status == 200, answer
    assert scene.simulators.drawer_kicks() == before + 1


def test_an_owners_request_cannot_be_replayed_after_the_restart_it_asked_for(scene: Scene) -> None:
    """Proof 8: the box remembers, or dates, what it was shown before it restarted."""
    route = next(route for route in ROUTES if route.path == "/owner/restart")
    body = _body(route)
    shown = {"Authorization": "Owner", "IoT-Proof": prove(seal.owner_secret(scene.owner), route, body)}
    since = time.monotonic()
    assert scene.ask(route, body, **shown).status == 200
    scene.box.wait_restarted(since)
    assert scene.ask(route, body, **shown).status == 401
    scene.box.wait_online()


def _listed(changed: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in changed.items()}

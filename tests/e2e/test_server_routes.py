"""Every route that boxes use, with every credential that must be refused; generated from the addon's route table."""

import base64
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from iot_agent import seal, wire
from native.odoo import Odoo
from native.paths import OWN_ADDONS
from tests.support.e2e_listener import BusEar
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import page
from tests.support.e2e_routes import ServerRoute, server_routes
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Answer, send
from tests.support.e2e_wait import until
from tests.support.e2e_wirebox import WireBox, example, refusal

SIGNED = [route for route in server_routes() if route.who == "box"]
OPEN = [route for route in server_routes() if route.who == "open"]
ADDON = OWN_ADDONS / "iot"
FOREIGN = "http://elsewhere.example"


@pytest.fixture(scope="module")
def new_wirebox(shop: Shop) -> Iterator[Callable[[], WireBox]]:
    """Makes boxes of nothing but keys, paired; they leave nothing behind."""
    made: list[WireBox] = []

    def make() -> WireBox:
        made.append(WireBox(shop, f"wire-{uuid.uuid4().hex[:8]}").pair())
        return made[-1]

    yield make
    for box in made:
        shop.delete_box(box.identifier)


NewWireBox = Callable[[], WireBox]


@pytest.fixture(scope="module")
def one(new_wirebox: NewWireBox) -> WireBox:
    return new_wirebox()


@pytest.fixture(scope="module")
def other(new_wirebox: NewWireBox) -> WireBox:
    return new_wirebox()


Attack = Callable[[ServerRoute, bytes, WireBox, WireBox], Answer]


def _signed(box: WireBox, route: ServerRoute, body: bytes, **sign: object) -> Answer:
    return box.post(route.path, body, Authorization=box.sign(route.path, body, **sign))


def _replay(route: ServerRoute, body: bytes, one: WireBox, _other: WireBox) -> Answer:
    header = one.sign(route.path, body)
    first = one.post(route.path, body, Authorization=header)
    assert first.body.get("code") != "replayed", first
    return one.post(route.path, body, Authorization=header)


def _header(text: str) -> Attack:
    return lambda route, body, one, _other: one.post(route.path, body, Authorization=text)


ATTACKS: dict[str, tuple[Attack, set[str]]] = {
    "nothing": (lambda route, body, one, _: one.post(route.path, body), {"unauthorized"}),
    "empty": (_header(""), {"unauthorized"}),
    "another scheme": (_header("Bearer admin"), {"unauthorized"}),
    "a browser's ticket": (_header("Ticket abc.def"), {"unauthorized"}),
    "garbage": (_header("IoT " + ":" * 3), {"unauthorized"}),
    "an endless header": (_header("IoT " + "x" * 4000), {"unauthorized"}),
    "a time that is none": (_header("IoT x:nan:nonce-nonce:mark"), {"unauthorized"}),
    "another key": (lambda r, b, one, _: _signed(one, r, b, seed=seal.new_seed()), {"bad_signature"}),
    "the key of another box": (lambda r, b, one, other: _signed(one, r, b, seed=other.seed), {"bad_signature"}),
    "the name of another box": (lambda r, b, one, other: _signed(one, r, b, who=other.reference), {"bad_signature"}),
    "a signature for another route": (
        lambda r, b, one, _: one.post(r.path, b, Authorization=one.sign("/iot/box/elsewhere", b)),
        {"bad_signature"},
    ),
    "a signature for another body": (
        lambda r, b, one, _: one.post(r.path, b, Authorization=one.sign(r.path, b + b" ")),
        {"bad_signature"},
    ),
    "a signature for another method": (lambda r, b, one, _: _signed(one, r, b, method="GET"), {"bad_signature"}),
    "expired": (lambda r, b, one, _: _signed(one, r, b, at=time.time() - seal.WINDOW - 5), {"stale"}),
    "from the future": (lambda r, b, one, _: _signed(one, r, b, at=time.time() + seal.WINDOW + 5), {"stale"}),
    "replayed": (_replay, {"replayed"}),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("route", [route for route in SIGNED if route.takes is not wire.Goodbye], ids=lambda r: r.path)
def test_a_route_of_boxes_refuses(route: ServerRoute, attack: str, one: WireBox, other: WireBox) -> None:
    """Proof 8, T1: without, wrong, expired, foreign or replayed credentials nothing happens."""
    attempt, codes = ATTACKS[attack]
    answer = attempt(route, example(route.takes), one, other)
    assert refusal(answer).code.value in codes
    assert answer.status == 401


@pytest.mark.parametrize("attack", [name for name in ATTACKS if name != "replayed"])
def test_nobody_but_the_box_says_goodbye(attack: str, shop: Shop, one: WireBox, other: WireBox) -> None:
    """Proof 8: the route that unpairs a box, the same."""
    [route] = [route for route in SIGNED if route.takes is wire.Goodbye]
    attempt, codes = ATTACKS[attack]
    assert refusal(attempt(route, example(wire.Goodbye), one, other)).code.value in codes
    assert shop.box_id(one.identifier)
    assert shop.box_id(other.identifier)


def test_a_goodbye_cannot_be_replayed(shop: Shop, new_wirebox: NewWireBox) -> None:
    """Proof 8: what freed the box once cannot free it after it was paired again."""
    box = new_wirebox()
    body = wire.dumps(wire.Goodbye(leave=True)).encode()
    header = box.sign("/iot/box/goodbye", body)
    assert box.post("/iot/box/goodbye", body, Authorization=header).status == 200
    box.pair()
    assert box.post("/iot/box/goodbye", body, Authorization=header).status in (401, 403)
    assert shop.box_id(box.identifier)


@pytest.mark.parametrize("route", SIGNED, ids=lambda route: route.path)
def test_a_route_of_boxes_takes_the_right_signature(route: ServerRoute, new_wirebox: NewWireBox) -> None:
    """Proof 8: the same requests pass with the right credentials, so the refusals above are about those."""
    box = new_wirebox()
    answer = box.ask(route.path, example(route.takes))
    assert answer.status in (200, 404), answer
    if answer.status == 404:
        assert refusal(answer).code in (wire.Code.UNKNOWN_JOB, wire.Code.DRIVERS_OLDER)


@pytest.mark.parametrize("route", SIGNED, ids=lambda route: route.path)
def test_a_deleted_box_is_told_that_it_is_free(route: ServerRoute, shop: Shop, new_wirebox: NewWireBox) -> None:
    """Proof 8, A3: on every route, in words that only this database can sign, and naming only who asked."""
    box = new_wirebox()
    shop.delete_box(box.identifier)
    answer = box.ask(route.path, example(route.takes))
    assert answer.status == 403
    key = seal.ConnectionToken.read(shop.token()).key
    forget = seal.unseal(key, wire.from_json(answer.body, wire.Sealed), wire.Forget)
    assert forget.box == box.reference


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("route", server_routes(), ids=lambda route: route.path)
def test_a_route_is_posted_to(route: ServerRoute, method: str, one: WireBox) -> None:
    """Proof 8: no other method does anything."""
    body = example(route.takes)
    answer = one.post(route.path, body, method, Authorization=one.sign(route.path, body, method=method))
    assert answer.status in (400, 404, 405)


@pytest.mark.parametrize("route", server_routes(), ids=lambda route: route.path)
def test_no_page_of_another_origin_reads_an_answer(route: ServerRoute, shop: Shop) -> None:
    """Proof 8: routes of boxes admit no foreign page, whatever it sends."""
    headers = {"Origin": FOREIGN, "Access-Control-Request-Method": "POST", "X-Odoo-Database": shop.database}
    for method in ("OPTIONS", "POST"):
        answer = send(shop.url + route.path, method, None, headers)
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_table_is_the_whole_surface() -> None:
    """Proof 8, T1: the addon opens no door beside the routes of the table."""
    sources = [path for path in ADDON.rglob("*.py") if "tests" not in path.parts]
    doors = [line.strip() for path in sources for line in path.read_text().splitlines() if "http.route(" in line]
    assert len(doors) == 1
    assert "list(BY_PATH)" in doors[0]


def test_a_token_is_refused(shop: Shop, one: WireBox) -> None:
    """Proof 8, B3: one that never was, one that another box used."""
    fresh = WireBox(shop, "thief")
    secret = seal.ConnectionToken.read(shop.token()).secret
    taken = WireBox(shop, "owner-of-the-token")
    assert taken.post("/iot/box/pair", wire.dumps(taken.pairing(secret)).encode()).status == 200
    for tried in ("x", "", secret):
        answer = fresh.post("/iot/box/pair", wire.dumps(fresh.pairing(tried)).encode())
        assert (answer.status, refusal(answer).code) == (401, wire.Code.BAD_TOKEN)
    assert not shop.box_id("thief")
    shop.delete_box("owner-of-the-token")


def test_an_expired_token_is_refused(shop: Shop, odoo: Odoo) -> None:
    """Proof 8, B3: two hours after it was made."""
    box = WireBox(shop, "late")
    secret = seal.ConnectionToken.read(shop.token()).secret
    odoo.postgres.query("UPDATE iot_pairing SET expires = now() AT TIME ZONE 'UTC' - interval '1 s'", shop.database)
    answer = box.post("/iot/box/pair", wire.dumps(box.pairing(secret)).encode())
    assert (answer.status, refusal(answer).code) == (401, wire.Code.BAD_TOKEN)


def test_announcements_are_bounded(shop: Shop, odoo: Odoo) -> None:
    """Proof 8: anybody may announce a box, so only so many are kept."""
    answers = [_announce(shop, number) for number in range(110)]
    statuses = [answer.status for answer in answers]
    assert statuses.count(200) == 100
    assert {refusal(answer).code for answer in answers if answer.status != 200} == {wire.Code.TOO_MANY}
    odoo.postgres.query("DELETE FROM iot_pairing WHERE salt IS NOT NULL", shop.database)


def _announce(shop: Shop, number: int) -> Answer:
    box = WireBox(shop, f"flood-{number}")
    message = wire.Announce(
        box=box.me(),
        key=box.key,
        exchange=seal.exchange_key(box.seed),
        salt="salt",
        proof="proof",
        expires=time.time() + 600,
    )
    return box.post("/iot/box/announce", wire.dumps(seal.seal(box.seed, message)).encode())


@pytest.fixture
def job_of_one(shop: Shop, one: WireBox) -> tuple[str, bytes]:
    """The key of a job that waits for the first box, and the content of its page."""
    device = wire.Device(identifier="printer", kind=wire.Kind.PRINTER, name="Printer")
    one.ask("/iot/box/devices", wire.dumps(wire.Devices(devices=(device,))).encode())
    document = page(1, height=2000).document()
    [number] = shop.call(
        "iot.device", "search", [("box_id.identifier", "=", one.identifier), ("identifier", "=", "printer")]
    )
    key = shop.perform(number, "print", document)
    return key, base64.b64decode(document.data)


def test_a_box_reads_no_page_of_another(other: WireBox, one: WireBox, job_of_one: tuple[str, bytes]) -> None:
    """Proof 8: a stolen key is no use; the box itself gets its page."""
    key, content = job_of_one
    fetch = wire.dumps(wire.Fetch(key=key, digest=seal.digest(content))).encode()
    answer = other.ask("/iot/box/document", fetch)
    assert (answer.status, refusal(answer).code) == (404, wire.Code.UNKNOWN_JOB)
    assert one.ask("/iot/box/document", fetch).status == 200


def test_a_box_ends_no_job_of_another(shop: Shop, other: WireBox, job_of_one: tuple[str, bytes]) -> None:
    """Proof 8: its report is taken and changes nothing, and it gets no orders of others."""
    key, _ = job_of_one
    outcome = wire.Outcome(key=key, device="printer", action="print", state=wire.State.DONE)
    assert other.ask("/iot/box/report", wire.dumps(wire.Report(outcomes=(outcome,))).encode()).status == 200
    assert shop.job(key)["state"] == "queued"
    orders = other.ask("/iot/box/ask", wire.dumps(wire.Ask()).encode()).body["orders"]
    assert key not in str(orders)


def test_a_stranger_on_the_bus_hears_no_doorbell(
    shop: Shop, one: WireBox, other: WireBox, loop: BackgroundLoop
) -> None:
    """Proof 8: the channel of a box opens to its own signature, once; not to another box, a guess or a repeat."""
    used = one.sign("/websocket", b"", method="SUBSCRIBE").removeprefix("IoT ")
    channels = {
        "itself": f"iot.box:{used}",
        "no signature": "iot.box:" + ":" * 3,
        "another key": "iot.box:"
        + one.sign("/websocket", b"", method="SUBSCRIBE", seed=other.seed).removeprefix("IoT "),
        "a signed request": "iot.box:" + one.sign("/iot/box/ask", b"").removeprefix("IoT "),
        "a guess": f"iot.box_{shop.box_id(one.identifier)}",
        "another box": "iot.box:" + other.sign("/websocket", b"", method="SUBSCRIBE").removeprefix("IoT "),
        "the same again": f"iot.box:{used}",
    }
    with ExitStack() as opened:
        ears = {name: opened.enter_context(BusEar(loop, shop, channel)) for name, channel in channels.items()}
        for ring in (1, 2):
            shop.call("iot.box", "restart", [shop.box_id(one.identifier)])
            until(lambda ring=ring: len(ears["itself"].messages) >= ring, 10, "the box hears its doorbell")
        heard = {name: len(ear.messages) for name, ear in ears.items() if name != "itself"}
    assert set(heard.values()) == {0}, heard

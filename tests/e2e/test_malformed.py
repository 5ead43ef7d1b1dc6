"""Requests that no honest party sends: all refused, none harmful."""

import contextlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest

from iot_agent import seal, wire
from iot_agent.local.routes import ROUTES, Route, Who
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_routes import ServerRoute, server_routes
from tests.support.e2e_scene import Scene
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Answer, send
from tests.support.e2e_wirebox import WireBox, example
from tests.support.malformed import variants

EACH = 1000
AT_ONCE = 4
LONGEST = 8000
REFUSED, TOO_BIG, CUT = 4401, 1009, 1006


@pytest.fixture(scope="module")
def wirebox(shop: Shop) -> Iterator[WireBox]:
    box = WireBox(shop, "malformed").pair()
    yield box
    shop.delete_box(box.identifier)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("route", server_routes(), ids=lambda route: route.path)
def test_the_server_refuses_every_malformed_request(route: ServerRoute, shop: Shop, wirebox: WireBox) -> None:
    """Proof 9: a valid signature over a thousand bodies that are no such message; always 4xx, and the box stays."""
    _refused(route.path, route.takes, lambda body: wirebox.ask(route.path, body))
    assert wirebox.ask("/iot/box/ask", example(wire.Ask, limit=1)).status == 200
    assert shop.box_id(wirebox.identifier)


@pytest.mark.timeout(120)
def test_the_server_refuses_every_malformed_announcement(wirebox: WireBox) -> None:
    """Proof 9: what is inside the seal is as little trusted as the seal."""

    def announce(body: bytes) -> Answer:
        inside = body.decode(errors="replace")[:LONGEST]
        sealed = wire.Sealed(body=inside, signature=seal.sign(wirebox.seed, inside))
        return wirebox.post("/iot/box/announce", wire.dumps(sealed).encode())

    _refused("/iot/box/announce", wire.Announce, announce)


LAN = [route for route in ROUTES if route.takes and route.method == "POST"]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("route", LAN, ids=lambda route: route.path)
def test_the_box_refuses_every_malformed_request(route: Route, scene: Scene, harmless: None) -> None:
    """Proof 9: the same on the LAN, under a valid ticket or owner code where the route wants one; no device moves."""
    _refused(route.path, route.takes, SENDERS[route.who](scene, route))


SENDERS: dict[Who, Callable[[Scene, Route], Callable[[bytes], Answer]]] = {
    Who.SETUP: lambda scene, route: lambda body: send(scene.free.url + route.path, route.method, body, {}),
    Who.OWNER: lambda scene, route: lambda body: scene.owned(route, body, scene.owner),
    Who.TICKET: lambda scene, route: lambda body: scene.ticketed(route, body),
}


def test_the_box_hangs_up_on_every_malformed_first_word(scene: Scene, loop: BackgroundLoop, harmless: None) -> None:
    """Proof 9: the websocket of the LAN; nobody listens who did not ask properly."""
    closed = loop.run(_first_words(scene, list(variants(wire.Listen, 9, EACH))), 60)
    assert closed.keys() <= {REFUSED, TOO_BIG, CUT}, closed
    assert closed.total() == EACH


async def _first_words(scene: Scene, words: list[bytes]) -> Counter[int | None]:
    closed: Counter[int | None] = Counter()
    async with aiohttp.ClientSession() as session:
        for word in words:
            async with session.ws_connect(scene.box.url + "/api/listen", origin=scene.till.origin) as socket:
                with contextlib.suppress(OSError):  # it hangs up in the middle of two megabytes
                    await (socket.send_str(word.decode()) if _is_text(word) else socket.send_bytes(word))
                await socket.receive()
                closed[socket.close_code] += 1
    return closed


def _is_text(word: bytes) -> bool:
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refused(path: str, takes: type[wire.Message], send: Callable[[bytes], Answer]) -> None:
    """Sends them all; each must come back as a refusal with a code."""
    bodies = list(variants(takes, zlib.crc32(path.encode()), EACH))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, bodies))
    wrong = [(body[:200], answer) for body, answer in zip(bodies, answers, strict=True) if not _is_refusal(answer)]
    assert not wrong, f"{len(wrong)} of {EACH}, such as {wrong[0]}; {Counter(answer.status for _, answer in wrong)}"


def _is_refusal(answer: Answer) -> bool:
    try:
        wire.from_json(answer.body, wire.Refusal)
    except wire.WireError:
        return False
    return 400 <= answer.status < 500

"""Requests that no honest party sends: all refused, none harmful."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from iot_agent import wire
from tests.support.e2e_routes import ServerRoute, server_routes
from tests.support.e2e_shop import Shop
from tests.support.e2e_till import Answer
from tests.support.e2e_wirebox import WireBox, example
from tests.support.malformed import variants

EACH = 1000
AT_ONCE = 4


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

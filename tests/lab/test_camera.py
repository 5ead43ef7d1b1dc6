"""A camera of a real kernel."""

from __future__ import annotations

import base64
import io

from PIL import Image

from iot_agent.wire import Outcome, State

from .cameras import Camera
from .guest import Guest, until
from .odoo import Shop


def test_from_the_kernel_to_odoo(guest: Guest, shop: Shop) -> None:
    """Plugged in, two pictures that are not the same, another size, pulled, plugged in again."""
    camera = Camera(guest)
    device = shop.device(camera.identifier)
    assert (device.kind.value, device.connection, device.driver) == ("camera", "v4l2", "v4l2")

    first, second = picture(shop), picture(shop)
    assert first.size == second.size
    assert first.tobytes() != second.tobytes()
    assert len(set(first.convert("L").tobytes())) > 20, "a picture of one colour"
    assert picture(shop, width=200).width == 200

    camera.unplug()
    shop.device(camera.identifier, health="lost")
    camera.plug()
    until(lambda: camera.identifier in shop.connected(1))
    picture(shop)


def picture(shop: Shop, **params: int) -> Image.Image:
    """One that the camera takes, as soon as the machine leaves it the time."""
    outcome = until(lambda: taken(shop, params))
    image = Image.open(io.BytesIO(base64.b64decode(outcome.value["picture"])))
    image.load()
    assert image.size == (outcome.value["width"], outcome.value["height"])
    return image


def taken(shop: Shop, params: dict[str, int]) -> Outcome | None:
    """The end of a job for a picture, if it is a good one."""
    outcome = shop.outcome(shop.ask(Camera.identifier, "picture", params=params))
    return outcome if outcome.state is State.DONE else None

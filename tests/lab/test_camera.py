"""A camera of a real kernel: the test driver vivid, whose picture moves and bears the time."""

from __future__ import annotations

import base64
import io

from PIL import Image

from iot_agent.wire import State

from .guest import Guest, until
from .odoo import Shop

CAMERA = "camera-vivid.0"
DRIVER = "/sys/bus/platform/drivers/vivid"
PLUG = "modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0"


def test_from_the_kernel_to_odoo(guest: Guest, shop: Shop) -> None:
    """Plugged in, two pictures that are not the same, another size, pulled, plugged in again."""
    guest.run(PLUG)
    device = shop.device(CAMERA)
    assert (device.kind.value, device.connection, device.driver) == ("camera", "v4l2", "v4l2")

    first, second = picture(shop), picture(shop)
    assert first.size == second.size
    assert first.tobytes() != second.tobytes()
    assert len(set(first.convert("L").tobytes())) > 20, "a picture of one colour"
    assert picture(shop, width=200).width == 200

    guest.run(f"echo vivid.0 >{DRIVER}/unbind")
    shop.device(CAMERA, health="lost")
    guest.run(f"echo vivid.0 >{DRIVER}/bind")
    until(lambda: CAMERA in shop.connected(1))
    picture(shop)


def picture(shop: Shop, **params: int) -> Image.Image:
    """One that the camera takes."""
    outcome = shop.outcome(shop.ask(CAMERA, "picture", params=params))
    assert (outcome.state, outcome.code) == (State.DONE, "")
    image = Image.open(io.BytesIO(base64.b64decode(outcome.value["picture"])))
    image.load()
    assert image.size == (outcome.value["width"], outcome.value["height"])
    return image

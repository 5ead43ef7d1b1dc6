"""The stack of docker/compose.yaml, as `make test-docker` starts it."""

from collections.abc import Iterator

import pytest

from native.compose import ComposeOdoo, compose
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until
from tests.support.stack import IN_DOCKER, odoo, stack  # noqa: F401

INSIDE = "http://odoo:8069"


@pytest.fixture(scope="session")
def shop(odoo: ComposeOdoo) -> Shop:  # noqa: F811
    """The database in its container."""
    assert IN_DOCKER, "run it with: make test-docker"
    return Shop(odoo.url, odoo.database, odoo.log)


@pytest.fixture(scope="session")
def box(shop: Shop) -> Iterator[int]:
    """The box in its container, paired by a connection token that names Odoo as the network of the containers does."""
    shop.call("ir.config_parameter", "set_param", "web.base.url", INSIDE)
    shop.call("ir.config_parameter", "set_param", "web.base.url.freeze", "True")
    compose("exec", "--no-TTY", "agent", "iot-agent", "pair", shop.token(), "--state", "/var/lib/iot-agent")
    shop.call("ir.config_parameter", "set_param", "web.base.url.freeze", False)
    shop.call("ir.config_parameter", "set_param", "web.base.url", shop.url)
    until(lambda: len(shop.read("iot.device", [("online", "=", True)], "id")) == 3, 30, "three devices are online")
    [found] = shop.read("iot.box", [], "id")
    yield found["id"]
    shop.call("iot.box", "unlink", [found["id"]])

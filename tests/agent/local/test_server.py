import pytest

from iot_agent.errors import SettingsError
from iot_agent.local.routes import ROUTES
from iot_agent.local.server import Server, application
from iot_agent.settings import Listen
from tests.support.lan import Lan, lan
from tests.support.loop import in_loop


@in_loop
async def test_serves_every_route_of_the_table_and_nothing_else(tmp_path):
    async with lan(tmp_path) as at:
        app = application(at.parts, [])
        served = {(route.method, route.resource.canonical) for route in app.router.routes()}
        wanted = {(route.method, route.path) for route in ROUTES}
        assert {entry for entry in served if entry[0] not in ("OPTIONS", "HEAD")} == wanted
        assert {path for method, path in served if method == "OPTIONS"} == {
            route.path for route in ROUTES if route.method == "POST" or route.any_origin
        }


@in_loop
async def test_a_port_in_use_is_an_error(tmp_path):
    async with lan(tmp_path) as at:
        port = int(at.url.rpartition(":")[2])
        taken = Server(application(Lan(tmp_path, at.jobs._journal, at.http).parts, []), Listen("127.0.0.1", port))
        with pytest.raises(SettingsError, match=r"cannot answer at 127\.0\.0\.1"):
            async with taken:
                raise AssertionError("two servers on one port")

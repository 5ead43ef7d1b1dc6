"""The images and the compose file: the box in its container prints, remembers, and is no more than it must be."""

import json
from typing import Any

import pytest

from native.compose import ComposeOdoo, compose
from native.errors import SetupError
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until


def in_agent(*command: str) -> str:
    return compose("exec", "--no-TTY", "agent", *command)


def receipts() -> list[dict[str, Any]]:
    """What came out of the simulated printer in the container."""
    fetch = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8071/printer/receipts').read().decode())"
    return list(json.loads(in_agent("python3", "-c", fetch)))


def test_page_comes_out_of_the_box_in_its_container(shop: Shop, box: int) -> None:
    picture = page(1)
    key = shop.perform(shop.device(box, "printer"), "print", picture.document())
    assert shop.wait_done(key)["path"] == "relay"
    assert [receipt["sha256"] for receipt in receipts()] == [picture.sha256]


def test_box_remembers_its_pairing_in_a_container_made_anew(shop: Shop, box: int) -> None:
    compose("up", "--detach", "--wait", "--force-recreate", "--no-deps", "agent")
    picture = page(2)
    key = shop.perform(shop.device(box, "printer"), "print", picture.document())
    shop.wait_done(key, within=30)
    assert [receipt["sha256"] for receipt in receipts()] == [picture.sha256]


def test_database_and_box_survive_an_odoo_container_made_anew(odoo: ComposeOdoo, shop: Shop, box: int) -> None:
    compose("up", "--detach", "--force-recreate", "--no-deps", "odoo")
    odoo.start()
    until(lambda: bool(shop.read("iot.box", [("id", "=", box), ("online", "=", True)], "id")), 30, "the box is back")


@pytest.mark.parametrize("program", ["gcc", "cc", "pip"])
def test_the_box_brings_no_tools_to_build_with(program: str) -> None:
    with pytest.raises(SetupError):
        in_agent("sh", "-c", f"command -v {program}")


@pytest.mark.parametrize("service", ["agent", "odoo"])
def test_nothing_runs_as_root(service: str) -> None:
    assert compose("exec", "--no-TTY", service, "id", "-u") != "0"


def test_odoo_offers_the_sources_of_the_agent_as_files() -> None:
    found = compose(
        "exec", "--no-TTY", "odoo", "sh", "-c", "find /opt/iot/addons/iot/agent -name '*.py' -type l | wc -l"
    )
    assert found == "0"
    compose("exec", "--no-TTY", "odoo", "cmp", "/opt/iot/addons/iot/wire.py", "/opt/iot/addons/iot/agent/wire.py")

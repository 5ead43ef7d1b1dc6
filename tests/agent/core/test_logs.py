"""The last lines, how much each part says, and that no secret is ever among them."""

import asyncio
import logging

import pytest

from iot_agent import seal
from iot_agent.core import logs
from iot_agent.core.logs import DEVICE, Logs
from iot_agent.log import DeviceLog, of_device
from iot_agent.wire import Level
from tests.support.loop import in_loop
from tests.support.waiting import until

TOKEN = seal.ConnectionToken("http://odoo.test", "shop", "secret", "key").write()
LINK = logging.getLogger("iot_agent.link.link")
SCALE = DeviceLog(of_device("usb-1.2"), "usb-1.2")
OTHER = DeviceLog(of_device("usb-1.3"), "usb-1.3")


@pytest.fixture(autouse=True)
def as_in_a_shop(caplog):
    caplog.set_level("INFO")


@in_loop
async def test_a_part_says_more_and_the_others_do_not():
    with Logs() as kept:
        kept.settle(f"{DEVICE}usb-1.2", Level.DEBUG)
        for log in (SCALE, OTHER, LINK):
            log.debug("whispers")
        SCALE.info("speaks")

    lines = kept.text().splitlines()
    assert [line.partition("DEBUG ")[2] for line in lines[:1]] == ["iot_agent.device: usb-1.2: whispers"]
    assert [line.partition("INFO ")[2] for line in lines[1:]] == ["iot_agent.device: usb-1.2: speaks"]


@pytest.mark.parametrize(
    ("part", "heard"),
    [("agent", {"link", "device"}), ("link", {"link"}), ("devices", {"device"}), ("local", set())],
)
@in_loop
async def test_the_parts_there_are(part, heard):
    with Logs() as kept:
        kept.settle(part, Level.DEBUG)
        LINK.debug("link")
        SCALE.debug("device")

    assert {
        word for word in ("link", "device") if kept.text().endswith(f"{word}\n") or f"{word}\n" in kept.text()
    } == heard


@in_loop
async def test_a_part_that_talks_too_much_is_hushed():
    with Logs() as kept:
        kept.settle("link", Level.ERROR)
        LINK.warning("no connection")
        SCALE.warning("lost")

    assert "no connection" not in kept.text()
    assert "lost" in kept.text()


@in_loop
async def test_it_ends_by_itself():
    with Logs() as kept:
        kept.settle("link", Level.DEBUG, 0.05)
        [told] = kept.told()
        assert (told["part"], told["level"]) == ("link", "debug")
        assert 0 <= told["left"] <= 0.05
        await until(lambda: not kept.told())
        assert not LINK.isEnabledFor(logging.DEBUG)


@in_loop
async def test_what_is_set_anew_counts_from_then():
    with Logs() as kept:
        kept.settle("link", Level.DEBUG, 0.01)
        kept.settle("link", Level.DEBUG)
        await asyncio.sleep(0.03)
        assert kept.told() == [{"part": "link", "level": "debug", "left": None}]
        kept.settle("link", Level.DEFAULT)
        assert kept.told() == []


@in_loop
async def test_the_next_owner_finds_nothing():
    with Logs() as kept:
        kept.settle("link", Level.DEBUG, 60)
        LINK.info("of the last owner")
        kept.forget()
        assert (kept.text(), kept.told()) == ("", [])
        assert not LINK.isEnabledFor(logging.DEBUG)


@in_loop
async def test_it_is_bounded_and_forgets_the_oldest(monkeypatch):
    monkeypatch.setattr(logs, "MOST", 3)
    with Logs() as kept:
        for number in range(5):
            LINK.info("line %d %s", number, "x" * 9000)

    lines = kept.text().splitlines()
    assert [line.partition("line ")[2][0] for line in lines] == ["2", "3", "4"]
    assert all(len(line) == logs.LONGEST for line in lines)


@in_loop
async def test_no_secret_is_in_it_not_even_in_a_traceback():
    with Logs() as kept:
        LINK.info("pairing with %s", TOKEN)
        try:
            raise ValueError(TOKEN)
        except ValueError:
            LINK.exception("it failed")

    assert "Traceback" in kept.text()
    assert TOKEN not in kept.text()


def test_nothing_is_heard_before_and_after():
    kept = Logs()
    with kept:
        LINK.info("meanwhile")
    LINK.info("after")

    assert "meanwhile" in kept.text()
    assert "after" not in kept.text()

"""The log over the LAN: what the owner gets, and what is never in it. Who may ask is test_routes.py."""

import logging

import pytest

from iot_agent import seal, wire
from iot_agent.wire import Code, Level
from tests.support.lan import lan
from tests.support.loop import in_loop

DEVICE = logging.getLogger("iot_agent.device.p1")


async def own(at, path, message):
    body = wire.dumps(message).encode()
    return await at.post(path, body, at.owned(path, body))


def wish(part="device/p1", level=Level.DEBUG, minutes=10):
    return wire.LogLevel(part=part, level=level, minutes=minutes)


@in_loop
async def test_a_level_is_set_for_a_while_and_everybody_sees_it(tmp_path):
    async with lan(tmp_path) as at:
        assert (await own(at, "/owner/log_level", wish())).status == 200
        assert DEVICE.isEnabledFor(logging.DEBUG)
        [told] = at.logs.told()
        assert 590 < told["left"] <= 600
        assert (await own(at, "/owner/log_level", wish(minutes=0))).status == 200
        assert at.logs.told()[0]["left"] is None
        assert b'"levels": [{"part": "device/p1"' in (await at.get("/status"))[2]
    assert not DEVICE.isEnabledFor(logging.DEBUG)


@pytest.mark.parametrize("part", ["device/p9", "root", "", "iot_agent", "device/", "x" * 100])
@in_loop
async def test_a_part_that_is_none_is_refused(tmp_path, part):
    async with lan(tmp_path) as at:
        answer = await own(at, "/owner/log_level", wish(part))
        assert (answer.status, answer.refused) == (400, Code.BAD_PARAMS)
        assert at.logs.told() == []


@in_loop
async def test_the_owner_downloads_the_last_lines(tmp_path):
    async with lan(tmp_path) as at:
        DEVICE.warning("lost: unplugged")
        answer = await own(at, "/owner/logs", wire.Empty())
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "WARNING iot_agent.device: lost: unplugged\n" in answer.body.decode()


@pytest.mark.parametrize(("path", "message"), [("/owner/logs", wire.Empty()), ("/owner/log_level", wish())])
@in_loop
async def test_a_box_of_nobody_shows_nobody_its_log(tmp_path, path, message):
    async with lan(tmp_path, paired=False) as at:
        DEVICE.warning("lost: unplugged")
        answer = await at.post(path, message)
        assert (answer.status, answer.refused) == (401, Code.NOT_PAIRED)
        assert b"unplugged" not in answer.body
        assert at.logs.told() == []


@in_loop
async def test_what_its_callers_prove_themselves_with_is_never_in_it(tmp_path):
    """With everything said aloud, after calls of every kind that are right and wrong."""
    async with lan(tmp_path) as at:
        await own(at, "/owner/log_level", wish("agent"))
        ticket, secret = at.ticket()
        body = wire.dumps(wire.Inquire(key="k")).encode()
        headers = at.ticketed("/api/inquire", body, (ticket, secret))
        for given in (headers, headers, {**headers, "IoT-Proof": "x"}, at.owned("/api/inquire", body)):
            await at.post("/api/inquire", body, given)
        token = seal.ConnectionToken("http://odoo.test", "shop", "canary", "key").write()
        await at.post("/setup/pair", wire.Setup(token=token))
        logging.getLogger("iot_agent.local").warning("refused %s with %s for %s", headers, f"Ticket {ticket}", token)

        told = (await own(at, "/owner/logs", wire.Empty())).body.decode()

        owner = seal.owner_code(seal.shared_key(at.database, seal.exchange_key(at.seed)))
        for canary in (ticket, secret, token, owner, at.seed.hex(), headers["IoT-Proof"]):
            assert canary not in told
        assert "refused" in told

import asyncio
import base64
import json

import pytest

from iot_agent import wire
from iot_agent.wire import Code, Format, State
from tests.support.lan import ORIGIN, lan
from tests.support.loop import in_loop
from tests.support.waiting import until


def document(text=b"hello"):
    return wire.Document(format=Format.TEXT, data=base64.b64encode(text).decode())


async def status(at, **headers):
    code, _, body = await at.get("/status", **headers)
    assert code == 200
    return json.loads(body)


# --- status


@in_loop
async def test_status_of_a_free_box(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        said = await status(at)
        assert (said["identifier"], said["name"], said["paired"], said["online"]) == (
            "serial1",
            "Front desk",
            False,
            False,
        )
        assert said["wire"] == [1, wire.VERSION]
        assert said["code"]["text"] == at.code.text
        assert abs(said["code"]["expires"] - said["now"] - 7200) < 2
        assert said["server"] is None
        assert said["devices"] == [
            {"identifier": "p1", "name": "A printer", "kind": "printer", "health": "connected", "code": ""}
        ]


@in_loop
async def test_status_of_a_paired_box_shows_no_code_and_no_values(tmp_path):
    async with lan(tmp_path) as at:
        said = await status(at)
        assert (said["paired"], said["server"], said["name"]) == (True, "http://odoo.test", "Front desk (shop)")
        assert said["code"] is None
        assert "secret" not in json.dumps(said)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:8069",
        "http://192.168.1.7:8069",
        "http://odoo.local",
        "https://erp.shop.lan",
        "http://erp:8069",
    ],
)
@in_loop
async def test_a_page_of_this_network_sees_the_code(tmp_path, origin):
    async with lan(tmp_path, paired=False) as at:
        assert (await status(at, Origin=origin))["code"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Origin": "https://8.8.8.8"},
        {"Origin": "https://evil.local.example.com"},
        {"Origin": "http://[evil]"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@in_loop
async def test_a_page_of_the_internet_does_not(tmp_path, headers):
    async with lan(tmp_path, paired=False) as at:
        assert (await status(at, **headers))["code"] is None


# --- jobs


@in_loop
async def test_a_job_and_its_outcome(tmp_path):
    async with lan(tmp_path) as at:
        asked = asyncio.ensure_future(at.perform(key="k1", wait=10.0))
        await until(lambda: at.jobs._queues["p1"])
        await at.finish()
        answer = await asked
        assert answer.status == 200
        outcome = answer.outcome
        assert (outcome.key, outcome.state, outcome.path, outcome.user) == ("k1", State.DONE, wire.Path.DIRECT, "2")


@in_loop
async def test_a_job_that_takes_longer_is_accepted_and_can_be_asked_for(tmp_path):
    async with lan(tmp_path) as at:
        answer = await at.perform(key="k1", wait=0.01)
        assert (answer.status, answer.outcome.state) == (202, State.QUEUED)
        inquire = wire.Inquire(key="k1", wait=10.0)
        body = wire.dumps(inquire).encode()
        asked = asyncio.ensure_future(at.post("/api/inquire", inquire, at.ticketed("/api/inquire", body)))
        await until(lambda: at.jobs._waiters)
        await at.finish(state=State.SENT)
        answer = await asked
        assert (answer.status, answer.outcome.state) == (200, State.SENT)


@in_loop
async def test_the_same_key_again_is_the_same_job(tmp_path):
    async with lan(tmp_path) as at:
        await at.perform(key="k1")
        await at.finish()
        answer = await at.perform(key="k1")
        assert (answer.status, answer.outcome.state) == (200, State.DONE)
        assert at.jobs.take("p1") is None
        answer = await at.perform(key="k1", device="p2")
        assert (answer.status, answer.refused) == (409, Code.KEY_CONFLICT)


@in_loop
async def test_a_document_is_kept_for_the_printer(tmp_path):
    async with lan(tmp_path) as at:
        await at.perform(action="print", document=document())
        entry = at.jobs.take("p1")
        assert (await at.jobs.sheet(entry)).data == b"hello"


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"device": "nobody"}, 404, Code.UNKNOWN_DEVICE),
        ({"action": "dance"}, 400, Code.UNKNOWN_ACTION),
        ({"action": "weigh"}, 400, Code.UNKNOWN_ACTION),
        ({"params": {"pin": 3.5}}, 400, Code.BAD_PARAMS),
        ({"deadline": 1.0}, 400, Code.EXPIRED),
        ({"key": ""}, 400, Code.BAD_MESSAGE),
        ({"action": "print"}, 400, Code.BAD_DOCUMENT),
        ({"action": "print", "document": wire.Document(format=Format.TEXT, data="%")}, 400, Code.BAD_DOCUMENT),
        ({"document": wire.Document(format=Format.TEXT, data="aGk=")}, 400, Code.BAD_DOCUMENT),
    ],
)
@in_loop
async def test_what_cannot_be_done_is_said_at_once(tmp_path, values, status, code):
    async with lan(tmp_path) as at:
        answer = await at.perform(**values)
        assert (answer.status, answer.refused) == (status, code)
        assert at.jobs.take("p1") is None


@pytest.mark.parametrize("claims", [{"devices": ("p2",)}, {"actions": ("print",)}, {"devices": ()}, {"actions": ()}])
@in_loop
async def test_a_ticket_is_for_its_devices_and_actions(tmp_path, claims):
    async with lan(tmp_path) as at:
        answer = await at.perform(at.ticket(**claims))
        assert (answer.status, answer.refused) == (403, Code.FORBIDDEN)
        assert at.jobs.take("p1") is None


@in_loop
async def test_what_is_named_in_a_ticket_is_allowed(tmp_path):
    async with lan(tmp_path) as at:
        assert (await at.perform(at.ticket(devices=("p1", "p2"), actions=("drawer",)))).status == 202


@in_loop
async def test_of_other_peoples_devices_nothing_is_known(tmp_path):
    async with lan(tmp_path) as at:
        await at.perform(key="k1")
        for key, ticket in (("k1", at.ticket(devices=("p2",))), ("nobody's", at.ticket())):
            body = wire.dumps(wire.Inquire(key=key)).encode()
            answer = await at.post("/api/inquire", body, at.ticketed("/api/inquire", body, ticket))
            assert (answer.status, answer.refused) == (404, Code.UNKNOWN_JOB)


@in_loop
async def test_a_disk_that_refuses_is_a_refusal(tmp_path, caplog):
    async with lan(tmp_path) as at:
        at.jobs._journal._database.execute("PRAGMA query_only = ON")
        answer = await at.perform()
        assert (answer.status, answer.refused) == (400, Code.STORAGE)
        at.jobs._journal._database.execute("PRAGMA query_only = OFF")
        assert (await at.perform()).status == 202
    assert "journal failed" in caplog.text


@in_loop
async def test_the_database_s_page_may_read_the_answer(tmp_path):
    async with lan(tmp_path) as at:
        wish = wire.Perform(key="k1", device="p1", action="drawer", deadline=at.clock.now() + 30, wait=0.0)
        headers = at.ticketed("/api/perform", wire.dumps(wish).encode()) | {"Origin": ORIGIN}
        answer = await at.post("/api/perform", wish, headers)
        assert answer.status == 202
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN

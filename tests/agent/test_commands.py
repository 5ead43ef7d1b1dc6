import asyncio
from contextlib import contextmanager

import pytest

from iot_agent import commands, seal, wire
from iot_agent.core.match import Candidate
from iot_agent.core.store import Announced, Pairing, Store
from iot_agent.discovery import Discovery
from iot_agent.discovery.printers import Printers, plain
from iot_agent.errors import LinkError
from iot_agent.settings import DeviceSetting, Settings
from iot_agent.wire import Code, WireError
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo

CODE = {"text": "ABCD2345", "expires": 4e9}


@pytest.fixture
def settings(tmp_path):
    return Settings(state=tmp_path / "state", identifier="box1")


class Agent:
    """What the commands would find if an agent ran."""

    def __init__(self):
        self.posts = []
        self.said = {"code": CODE, "devices": []}

    def status(self, _url):
        return self.said

    def post(self, _url, path, message):
        self.posts.append((path, message))


@contextmanager
def running(settings, monkeypatch):
    agent = Agent()
    monkeypatch.setattr(commands.client, "status", agent.status)
    monkeypatch.setattr(commands.client, "post", agent.post)
    store = Store(settings.state)
    with store.lock():
        store.serve_at("http://127.0.0.1:1")
        yield agent


def paired(settings):
    store = Store(settings.state)
    exchange = seal.exchange_key(seal.new_seed())
    store.pair(Pairing("http://odoo.test", "shop", "b1", "k", exchange, "", ()))
    return store


def test_pairs_through_the_agent_that_runs(settings, monkeypatch):
    with running(settings, monkeypatch) as agent:
        assert list(commands.pair(settings, "iot1.x")) == ["paired"]
        assert agent.posts == [("/setup/pair", wire.Setup(token="iot1.x"))]


@in_loop
async def test_pairs_by_itself_where_none_runs(settings):
    async with FakeOdoo() as odoo:
        lines = await asyncio.to_thread(lambda: list(commands.pair(settings, odoo.token())))
        assert lines == ["paired"]
        assert Store(settings.state).pairing().server == odoo.url
        assert odoo.box.box.identifier == "box1"
        with pytest.raises(WireError) as refused:
            await asyncio.to_thread(lambda: list(commands.pair(settings, odoo.token())))
        assert refused.value.code is Code.ALREADY_PAIRED


def test_announces_through_the_agent_that_runs(settings, monkeypatch):
    with running(settings, monkeypatch) as agent:
        (line,) = commands.announce(settings, "http://odoo.test/", "shop")
        assert "ABCD2345" in line
        assert agent.posts == [("/setup/server", wire.KnowServer(server="http://odoo.test", database="shop"))]


def test_announces_later_where_none_runs(settings):
    assert "once it runs" in next(iter(commands.announce(settings, "http://odoo.test", "")))
    assert Store(settings.state).announced() == Announced("http://odoo.test", "")


def test_what_is_no_server_is_said(settings):
    with pytest.raises(ValueError, match="must be an address"):
        list(commands.announce(settings, "odoo", ""))


def test_shows_the_pairing_code(settings, monkeypatch):
    with running(settings, monkeypatch) as agent:
        assert next(iter(commands.code(settings))).startswith("ABCD2345 (for ")
        agent.said["code"] = None
        assert "expired" in next(iter(commands.code(settings)))


def test_without_an_agent_there_is_no_pairing_code(settings):
    with pytest.raises(LinkError, match="iot-agent run"):
        list(commands.code(settings))


def test_shows_the_owner_code_of_a_paired_box(settings):
    store = paired(settings)
    expected = seal.owner_code(seal.shared_key(store.seed, store.pairing().exchange))
    assert list(commands.code(settings)) == [f"owner code {expected}"]


class Places:
    name = "places"

    async def scan(self):
        return [
            Candidate("net-1", "tcp", "10.0.0.5:9100", "A printer", hints={"port": "9100"}),
            Candidate("toy", "bluetooth", "aa:bb", "A toy"),
            Candidate("pinned", "bluetooth", "cc:dd", "Another toy"),
        ]


class Nothing:
    name = "nothing"

    async def scan(self):
        return []


@pytest.fixture
def places(settings, monkeypatch):
    printers = Printers(Nothing(), [], bool, Store(settings.state))
    monkeypatch.setattr(commands.discovery, "discovery", lambda *_: Discovery((Places(), printers), printers, ()))


def test_lists_what_is_there(settings, places):
    lines = list(commands.devices(settings, explain=False))
    assert "escpos" in lines[0]
    assert lines[1].split()[:2] == ["toy", "-"]


def test_says_so_where_there_is_nothing(settings, monkeypatch):
    printers = Printers(Nothing(), [], bool, Store(settings.state))
    monkeypatch.setattr(commands.discovery, "discovery", lambda *_: Discovery((Nothing(), printers), printers, ()))
    assert list(commands.devices(settings, explain=False)) == [
        f"nothing is plugged in, and {settings.state / 'agent.toml'} names nothing"
    ]


def test_says_how_they_are_if_the_agent_runs(settings, places, monkeypatch):
    with running(settings, monkeypatch) as agent:
        agent.said["devices"] = [{"identifier": "net-1", "health": "lost"}]
        assert "lost" in next(iter(commands.devices(settings, explain=False)))


def test_explains_why(settings, places):
    pins = Settings(state=settings.state, devices=(DeviceSetting("pinned", driver="escpos"),))
    text = "\n".join(commands.devices(pins, explain=True))
    assert "escpos claims it with weight" in text
    assert "no driver claims it" in text
    assert "pinned in the settings" in text


def test_explains_by_which_ways_the_running_agent_sees_a_printer(settings, places, monkeypatch):
    usb = Candidate("usb-1", "usb", "1:4", hints={"CMD": "ESC/POS", "class": "7"}, marks=frozenset({"serial:J5ZF"}))
    queue = Candidate("cups-1", "cups", "Bar", hints={"raw": "yes"}, marks=usb.marks)
    with running(settings, monkeypatch) as agent:
        ways = [plain(usb), plain(queue)]
        agent.said["printers"] = [{"identifier": "usb-1", "devices": ways[:1], "ways": ways}]

        lines = list(commands.devices(settings, explain=True))

    assert any(line.split()[:2] == ["usb-1", "escpos"] for line in lines)
    assert "    way 1: usb 1:4, known by serial:J5ZF" in lines
    assert "    way 2: cups Bar, known by serial:J5ZF" in lines

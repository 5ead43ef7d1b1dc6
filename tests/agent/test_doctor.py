import asyncio
import email.utils
import time
from contextlib import contextmanager

import pytest

from iot_agent import doctor
from iot_agent.core.by_hand import ByHand
from iot_agent.core.store import Pairing, Store
from iot_agent.doctor import Finding
from iot_agent.errors import LinkError
from iot_agent.settings import Settings
from iot_agent.wire import NetworkCamera
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo

WELL = {"paired": True, "devices": [{"kind": "printer", "name": "Till", "health": "connected", "code": ""}]}


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.facts, "has_internet", lambda: True)
    monkeypatch.setattr(doctor.drivers, "missing", dict)
    return Settings(state=tmp_path / "state")


@contextmanager
def running(settings, monkeypatch, said):
    def status(_url):
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(doctor.client, "status", status)
    store = Store(settings.state)
    with store.lock():
        store.serve_at("http://127.0.0.1:1")
        yield


def troubles(settings):
    return {finding.what: finding.remedy for finding in doctor.examine(settings) if finding.remedy}


def test_a_well_box_needs_nothing(settings, monkeypatch):
    with running(settings, monkeypatch, WELL):
        assert troubles(settings) == {}


def test_an_agent_that_does_not_run(settings):
    assert "iot-agent run" in troubles(settings)["agent"]


def test_an_agent_that_does_not_answer(settings, monkeypatch):
    with running(settings, monkeypatch, LinkError("no answer")):
        assert "restart it" in troubles(settings)["agent"]


def test_a_camera_that_streams_without_the_library(settings, monkeypatch):
    ByHand(Store(settings.state), ("rtsp",)).add(NetworkCamera(address="rtsp://10.0.0.5/stream"))
    with running(settings, monkeypatch, WELL):
        assert troubles(settings) == {}
        monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda _name: None)
        assert troubles(settings) == {"library for cameras that stream": "pip install 'iot-agent[cameras]'"}


def test_a_box_of_nobody(settings, monkeypatch):
    with running(settings, monkeypatch, {**WELL, "paired": False}):
        assert "iot-agent pair" in troubles(settings)["pairing"]


def test_a_device_that_is_not_well(settings, monkeypatch):
    lost = {**WELL["devices"][0], "health": "lost", "code": "offline"}
    with running(settings, monkeypatch, {**WELL, "devices": [lost]}):
        assert troubles(settings) == {"printer Till": "lost: offline"}


def test_no_network_and_a_missing_library(settings, monkeypatch):
    monkeypatch.setattr(doctor.facts, "has_internet", lambda: False)
    monkeypatch.setattr(doctor.drivers, "missing", lambda: {"zpl": "pip install x"})
    found = troubles(settings)
    assert "network" in found
    assert found["driver zpl"] == "pip install x"


def test_a_folder_that_is_not_ours(settings, monkeypatch):
    settings.state.mkdir()
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert "chown" in troubles(settings)[f"state folder {settings.state}"]


def pair(settings, url):
    Store(settings.state).pair(Pairing(url, "shop", "b1", "k", "x", "", ()))


@in_loop
async def test_a_server_that_answers(settings, monkeypatch):
    pair(settings, "http://127.0.0.1:1")
    with running(settings, monkeypatch, WELL):
        found = await asyncio.to_thread(troubles, settings)
        assert "cannot be reached" in found["server http://127.0.0.1:1"]
        async with FakeOdoo() as odoo:
            pair(settings, odoo.url)
            assert await asyncio.to_thread(troubles, settings) == {}


def test_a_clock_that_is_off():
    assert doctor._clock(email.utils.formatdate(time.time(), usegmt=True)) == ""
    assert "off by" in doctor._clock(email.utils.formatdate(time.time() - 600, usegmt=True))
    assert doctor._clock("") == ""
    assert doctor._clock("noon") == ""


def test_how_a_finding_reads():
    assert str(Finding("network")) == "ok    network"
    assert str(Finding("network", "plug it in")) == "mend  network\n      plug it in"

import logging

import pytest

from iot_agent.core.actions import Silent
from iot_agent.core.events import Events
from iot_agent.core.presence import REMEDY, Presence
from iot_agent.errors import DeviceError, MissingLibrary, ProtocolError, StorageError, TransportError
from iot_agent.log import DeviceLog
from iot_agent.values import Balance, Paper, PrinterState, Weight
from iot_agent.wire import CONDITIONS, Code, Health
from tests.support.devices import READY, SILENT, recorder

LOGGER = logging.getLogger("iot_agent.test")


@pytest.fixture
def events():
    return Events(lambda: 0.0)


@pytest.fixture
def presence(events, caplog):
    caplog.set_level("INFO", LOGGER.name)
    changed, calls = recorder()
    made = Presence("p1", events, DeviceLog(LOGGER, "p1"), changed)
    made.calls = calls
    return made


def connected(presence, state=READY):
    presence.connecting()
    presence.saw(state)
    presence.found("driver x")
    return presence


def lines(caplog):
    return [record.getMessage() for record in caplog.records]


def test_what_only_might_be_a_device_is_nobodys_business(presence, caplog):
    for _ in range(3):
        presence.connecting()
        presence.lost(ProtocolError("noise"))
    assert not presence.shown
    assert presence.calls == []
    assert lines(caplog) == []


def test_lost_once_and_back_once(presence, caplog):
    connected(presence)
    for _ in range(3):
        presence.lost(TransportError("gone"))
        presence.connecting()
    presence.lost(TimeoutError())
    connected(presence)
    assert lines(caplog) == ["p1: connected (driver x)", "p1: lost: gone", "p1: back"]


def test_a_silent_printer_that_is_opened_again_is_not_back(presence, caplog):
    connected(presence)
    presence.saw(SILENT)
    presence.lost(Silent("no answer"))
    for _ in range(3):
        connected(presence, SILENT)
    assert (presence.health, presence.code) == (Health.FAULT, "no_answer")
    connected(presence)
    assert lines(caplog) == ["p1: connected (driver x)", "p1: lost: no answer", "p1: back"]


def test_a_printer_that_never_answers_is_connected(presence):
    connected(presence, SILENT)
    assert (presence.health, presence.code) == (Health.CONNECTED, "")
    assert not presence.answers


@pytest.mark.parametrize(
    ("error", "health", "code"),
    [
        (TransportError("x"), Health.LOST, "offline"),
        (Silent("x"), Health.FAULT, "no_answer"),
        (TimeoutError(), Health.FAULT, "no_answer"),
        (ProtocolError("x"), Health.FAULT, "unreadable"),
        (DeviceError(Code.COVER_OPEN), Health.FAULT, "cover_open"),
        (MissingLibrary("pip install x"), Health.FAULT, "missing_library"),
        (KeyError("x"), Health.FAULT, "internal"),
    ],
)
def test_how_it_was_lost(presence, error, health, code):
    connected(presence)
    presence.lost(error)
    assert (presence.health, presence.code) == (health, code)


def test_a_missing_library_says_what_to_install(presence, caplog):
    presence.lost(MissingLibrary("pip install 'iot-agent[usb]'"))
    presence.lost(MissingLibrary("pip install 'iot-agent[usb]'"))
    assert presence.shown
    assert lines(caplog) == ["p1: lost: pip install 'iot-agent[usb]'"]


@pytest.mark.parametrize(
    ("state", "health", "code"),
    [
        (READY, Health.CONNECTED, ""),
        (PrinterState(online=True, paper=Paper.LOW), Health.CONNECTED, "paper_low"),
        (PrinterState(online=False, paper=Paper.OUT), Health.FAULT, "paper_out"),
        (PrinterState(online=False, cover_open=True), Health.FAULT, "cover_open"),
        (PrinterState(online=False), Health.FAULT, "offline"),
        (PrinterState(error=True), Health.FAULT, "device_error"),
    ],
)
def test_what_a_printer_says_of_itself(presence, state, health, code):
    connected(presence, state)
    assert (presence.health, presence.code) == (health, code)


def test_everybody_is_told_of_changes_only(presence, events):
    connected(presence)
    before = len(presence.calls)
    with events.subscribe(("p1",), looks=False) as heard:
        presence.saw(READY)
        assert (len(presence.calls), len(heard._waiting)) == (before, 0)
        presence.saw(PrinterState(online=False, paper=Paper.OUT))
        assert len(presence.calls) == before + 1
        (event,) = heard._waiting.values()
    assert (event.name, event.value["paper"]) == ("state", "out")


def test_a_device_that_shows_has_a_state_even_if_it_says_nothing(presence, events):
    assert events.latest("p1", "state") is None
    presence.show()
    assert events.latest("p1", "state").value == {}


def test_what_is_known_of_a_device_stays(presence):
    presence.state["width"] = 384
    connected(presence)
    assert (presence.state["width"], presence.state["paper"]) == (384, "ok")


def test_weights_are_told_when_they_change(presence, events):
    with events.subscribe(("p1",), looks=False) as heard:
        presence.weighed(Weight(Balance.STABLE, 1.0))
        first = list(heard._waiting.values())
        heard._waiting.clear()
        presence.weighed(Weight(Balance.STABLE, 1.0))
        assert not heard._waiting
        presence.weighed(Weight(Balance.MOVING))
        (moved,) = heard._waiting.values()
    assert first[0].value == {"balance": "stable", "value": 1.0, "unit": "kg", "net": False}
    assert moved.value == {"balance": "moving", "value": None, "unit": "kg", "net": False}


def test_a_lost_scale_has_no_weight(presence, events):
    connected(presence)
    presence.weighed(Weight(Balance.STABLE, 1.0))
    presence.lost(TransportError("gone"))
    assert events.latest("p1", "weight") is None


@pytest.mark.parametrize(
    "error",
    [
        Silent(""),
        TransportError("cable"),
        TimeoutError(),
        MissingLibrary("pip"),
        StorageError("full"),
        DeviceError(Code.NOT_SUPPORTED),
        ProtocolError("noise"),
        ValueError("bug"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_odoo_knows_what_to_do_about_whatever_a_device_is_lost_for(presence, error):
    connected(presence).lost(error)
    assert presence.code in set(CONDITIONS)


def test_the_command_that_brings_a_library_is_told_until_it_is_there(presence):
    connected(presence).lost(MissingLibrary("pip install 'iot-agent[serial]'"))
    assert presence.state["remedy"] == "pip install 'iot-agent[serial]'"
    presence.lost(MissingLibrary("x" * 9000))
    assert len(presence.state["remedy"]) == REMEDY
    presence.connecting()
    assert "remedy" not in presence.state


@pytest.mark.parametrize("state", [{"paper": Paper.OUT}, {"paper": Paper.LOW}, {"cover_open": True}, {"error": True},
                                   {"paused": True}, {"online": False}])  # fmt: skip
def test_odoo_knows_what_to_do_about_whatever_a_printer_says(presence, state):
    connected(presence).saw(PrinterState(**state))
    assert presence.code in set(CONDITIONS)


def test_a_port_at_which_nothing_answers_is_shown_once_and_quietly(presence, caplog):
    presence.lost(ProtocolError("noise"))
    presence.unrecognised()
    presence.unrecognised()

    assert (presence.shown, presence.health, presence.code) == (True, Health.LOST, "unrecognised")
    assert lines(caplog) == []


def test_a_device_that_was_there_is_not_unrecognised(presence):
    connected(presence)
    presence.lost(TransportError("gone"))
    presence.unrecognised()

    assert (presence.health, presence.code) == (Health.LOST, "offline")


def test_what_nobody_understood_is_kept_until_it_is_understood(presence, events):
    presence.show()
    presence.heard(b"\x02ERR\r")
    assert presence.state == {"heard": "\\x02ERR\\r"}
    assert events.latest("p1", "state").value == presence.state
    presence.heard(b"")
    assert presence.state == {}

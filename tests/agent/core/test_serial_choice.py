"""Which ports and drivers the box's owner may choose from, and whose word counts."""

from dataclasses import replace

import pytest

from iot_agent import drivers, wire
from iot_agent.core.events import Events
from iot_agent.core.match import Match
from iot_agent.core.options import MOST, Options
from iot_agent.core.serial_choice import SerialChoice
from iot_agent.core.store import Store
from iot_agent.wire import Code, Health, Kind, WireError

UNKNOWN = wire.Device(
    identifier="port",
    kind=Kind.SCALE,
    name="ttyS0",
    connection="serial",
    health=Health.LOST,
    code=Code.UNRECOGNISED.value,
)
SERVED = replace(UNKNOWN, code="", health=Health.CONNECTED)
CLAIMS = {"cas": (Match("serial"),), "sics": (Match("usb"), Match("serial")), "escpos": (Match("usb"),)}


class Choice(SerialChoice):
    def __init__(self, folder, *devices, fixed=(), claims=CLAIMS):
        self.options = Options(Store(folder))
        self.events = Events(lambda: 1.0)
        self.there = list(devices)
        super().__init__(self.options, self.events, lambda: self.there, claims, fixed)

    def say(self, identifier, driver):
        self.choose(wire.SerialPort(identifier=identifier, driver=driver))


def refused(choice, identifier, driver):
    with pytest.raises(WireError) as caught:
        choice.say(identifier, driver)
    return caught.value.code


def test_a_port_at_which_nothing_is_recognised_is_listed_and_no_other(tmp_path):
    others = [replace(SERVED, identifier="known"), replace(UNKNOWN, identifier="net", connection="tcp")]
    choice = Choice(tmp_path, UNKNOWN, *others, replace(UNKNOWN, identifier="fixed"), fixed={"fixed"})
    assert choice.ports() == [{"identifier": "port", "driver": "", "own": False, "heard": False}]
    for other in ("known", "net", "fixed", "gone"):
        assert refused(choice, other, "cas") is Code.UNKNOWN_DEVICE


def test_a_chosen_port_stays_listed_once_it_is_served(tmp_path):
    choice = Choice(tmp_path, UNKNOWN)
    choice.say("port", "cas")
    choice.there[:] = [SERVED]
    assert choice.ports() == [{"identifier": "port", "driver": "cas", "own": True, "heard": False}]
    choice.say("port", "")
    assert choice.ports() == []


def test_the_owner_counts_before_odoo_whoever_was_last(tmp_path):
    choice = Choice(tmp_path, UNKNOWN)
    choice.say("port", "cas")
    choice.options.order([wire.DeviceOptions(identifier="port", driver="sics")], 1.0)
    assert [(port["driver"], port["own"]) for port in choice.ports()] == [("cas", True)]
    choice.say("port", "")
    assert [(port["driver"], port["own"]) for port in choice.ports()] == [("sics", False)]


def test_only_drivers_of_serial_ports_may_be_chosen_or_all_may_ask(tmp_path):
    choice = Choice(tmp_path, UNKNOWN)
    assert choice.drivers() == ["cas", "sics"]
    for wrong in ("escpos", "none_such"):
        assert refused(choice, "port", wrong) is Code.NOT_SUPPORTED
    choice.say("port", wire.ANY_DRIVER)
    assert choice.options.driver("port") == wire.ANY_DRIVER


def test_a_scale_that_has_to_be_described_is_left_to_odoo(tmp_path):
    offered = Choice(tmp_path, claims=drivers.table()).drivers()
    assert {"toledo_8217", "serial_scanner", "line_display", "mitutoyo"} <= set(offered)
    assert not {"generic_scale", "hid_keyboard", "v4l2"} & set(offered)


def test_what_was_heard_of_another_driver_counts_no_more(tmp_path):
    choice = Choice(tmp_path, UNKNOWN)
    choice.events.publish("port", "scan", {"code": "1"})
    assert [port["heard"] for port in choice.ports()] == [True]
    choice.say("port", "cas")
    assert [port["heard"] for port in choice.ports()] == [False]


def test_there_is_an_end_to_what_is_kept(tmp_path):
    choice = Choice(tmp_path, *(replace(UNKNOWN, identifier=f"port{number}") for number in range(MOST + 1)))
    for number in range(MOST):
        choice.say(f"port{number}", "cas")
    assert refused(choice, f"port{MOST}", "cas") is Code.TOO_MANY
    choice.say("port0", "sics")
    choice.say("port0", "")
    choice.say(f"port{MOST}", "cas")

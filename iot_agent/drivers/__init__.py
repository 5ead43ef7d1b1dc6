"""The drivers: which there are, what they claim, and how to load one.

Built-in drivers stand in one table. Others come from installed packages through the entry-point group
`iot_agent.drivers`, written as "name = module:Class". A driver that cannot be imported disables itself alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points

from ..core.kinds import DeviceDriver
from ..core.match import Match
from ..errors import MissingLibrary

BUILT_IN: Mapping[str, str] = {
    "escpos": "iot_agent.drivers.printers.escpos:EscPos",
    "star": "iot_agent.drivers.printers.star:Star",
    "zpl": "iot_agent.drivers.printers.zpl:Zpl",
    "epl": "iot_agent.drivers.printers.epl:Epl",
    "cups": "iot_agent.drivers.printers.cups:Cups",
    "ipp": "iot_agent.drivers.printers.ipp:Ipp",
    "toledo_8217": "iot_agent.drivers.scales.toledo_8217:Toledo8217",
    "sics": "iot_agent.drivers.scales.sics:Sics",
    "cas": "iot_agent.drivers.scales.cas:Cas",
    "berkel": "iot_agent.drivers.scales.berkel:Berkel",
    "dibal": "iot_agent.drivers.scales.dibal:Dibal",
    "dialog06": "iot_agent.drivers.scales.dialog06:Dialog06",
    "adam": "iot_agent.drivers.scales.adam:Adam",
    "hid_scale": "iot_agent.drivers.scales.hid_scale:HidScale",
    "generic_scale": "iot_agent.drivers.scales.generic_scale:GenericScale",
    "screen": "iot_agent.drivers.displays.screen:Screen",
    "line_display": "iot_agent.drivers.displays.line_display:LineDisplay",
    "cd5220": "iot_agent.drivers.displays.cd5220:Cd5220",
    "hid_keyboard": "iot_agent.drivers.scanners.hid_keyboard:HidKeyboard",
    "serial_scanner": "iot_agent.drivers.scanners.serial_scanner:SerialScanner",
    "ble_gauge": "iot_agent.drivers.gauges.ble_gauge:BleGauge",
    "hid_gauge": "iot_agent.drivers.gauges.hid_gauge:HidGauge",
    "mitutoyo": "iot_agent.drivers.gauges.mitutoyo:Mitutoyo",
    "sylvac": "iot_agent.drivers.gauges.sylvac:Sylvac",
    "http_camera": "iot_agent.drivers.cameras.http_camera:HttpCamera",
    "rtsp": "iot_agent.drivers.cameras.rtsp:Rtsp",
    "v4l2": "iot_agent.drivers.cameras.v4l2:V4l2",
    "hid_pedal": "iot_agent.drivers.pedals.hid_pedal:HidPedal",
    "plain_keyboard": "iot_agent.drivers.pedals.plain_keyboard:PlainKeyboard",
}
"""Name → "module:Class"."""

GROUP = "iot_agent.drivers"


@cache
def _known() -> Mapping[str, str]:
    """Built-in names win: an installed package cannot replace a driver silently."""
    return {entry.name: entry.value for entry in entry_points(group=GROUP)} | dict(BUILT_IN)


def load(name: str) -> type[DeviceDriver]:
    """The driver's class, imported when first asked for; MissingLibrary says what to install."""
    module, _, attribute = _known()[name].partition(":")
    try:
        loaded: type[DeviceDriver] = getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise MissingLibrary(f"pip install {error.name or module}") from error
    return loaded


def foreign() -> list[str]:
    """The drivers of installed packages."""
    return [name for name in _known() if name not in BUILT_IN]


def _sorted_out(names: Iterable[str]) -> tuple[dict[str, type[DeviceDriver]], dict[str, str]]:
    loaded: dict[str, type[DeviceDriver]] = {}
    absent: dict[str, str] = {}
    for name in names:
        try:
            loaded[name] = load(name)
        except MissingLibrary as error:
            absent[name] = str(error)
    return loaded, absent


def table(names: Iterable[str] | None = None) -> Mapping[str, tuple[Match, ...]]:
    """What each of these drivers claims if it loads, for `best_driver`; all are imported. None = all there are."""
    loaded, _ = _sorted_out(_known() if names is None else names)
    return {name: driver.matches for name, driver in loaded.items()}


def missing() -> Mapping[str, str]:
    """Drivers that do not load, with the command that would mend it."""
    return _sorted_out(_known())[1]

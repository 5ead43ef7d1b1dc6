"""Opening the wire to a candidate; one file per bus, its library imported when first used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from ..core.match import Candidate
from ..core.transport import Transport
from ..errors import TransportError

BUSES: Mapping[str, str] = {
    "tcp": "iot_agent.transports.tcp",
    "serial": "iot_agent.transports.serial",
    "usb": "iot_agent.transports.usb",
    "file": "iot_agent.transports.file",
    "hid": "iot_agent.transports.hid",
    "hidraw": "iot_agent.transports.hidraw",
    "cups": "iot_agent.transports.cups",
    "ipp": "iot_agent.transports.ipp",
    "ble": "iot_agent.transports.ble",
    "http": "iot_agent.transports.http",
    "rtsp": "iot_agent.transports.rtsp",
    "v4l2": "iot_agent.transports.v4l2",
    "hdmi": "iot_agent.transports.kiosk",
}
"""Bus of a candidate → the module whose `open_` opens it."""


async def open_transport(seen: Candidate, baud: str) -> Transport:
    """The open wire. `baud` ("9600 8N1") only matters on serial lines. Raises TransportError or MissingLibrary."""
    module = BUSES.get(seen.bus)
    if module is None:
        raise TransportError(f"no transport for bus {seen.bus}")
    opened: Transport = await importlib.import_module(module).open_(seen, baud)
    return opened

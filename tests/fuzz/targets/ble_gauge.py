"""What a Bluetooth tool sends, and the lines on its wire."""

import math

from iot_agent.codecs import ble_gauge
from iot_agent.errors import DeviceError, ProtocolError


def fuzz(data: bytes) -> None:
    for read in (ble_gauge.read_services, ble_gauge.read_order):
        try:
            read(data)
        except ProtocolError:
            continue
    for profile in ble_gauge.PROFILES:
        for line in (data, ble_gauge.tell(profile.values[0], data)):
            try:
                measure = ble_gauge.read(line, profile)
            except (ProtocolError, DeviceError):
                continue
            assert measure is None or math.isfinite(measure.value)

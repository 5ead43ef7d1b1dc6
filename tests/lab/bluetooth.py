"""A measuring tool in the air around the guest, and the guest's radio: both are bumble's, on this machine.

Source: see codecs/ble_gauge.py for the tool; Bluetooth Core 5.4, 6.B for the rest.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path

from bumble import hci
from bumble.controller import Controller
from bumble.core import AdvertisingData, PhysicalTransport
from bumble.device import Device
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.tcp_server import open_tcp_server_transport_with_socket

from iot_agent.simulators.ble_gauge import SYLVAC, BleGauge
from native.lab import HOST
from tests.support.e2e_loop import BackgroundLoop

from .guest import AGENT_PID, HOME, Guest

RADIO, ADDRESS = "F0:F1:F2:F3:F4:F0", "C4:11:22:33:44:55"
LIBRARIES = ("bleak", "dbus_fast", "typing_extensions")
"""What the agent reads tools with, as it is in this environment: Debian's is older than the agent takes."""
NEWER = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
"""With these, Linux waits for events that bumble does not send."""


class Air(LocalLink):
    """Where a central may speak from its public address, as BlueZ does."""

    def send_acl_data(
        self, sender_controller: Controller, destination_address: hci.Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """As bumble does it from random addresses."""
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection and receiver:
            receiver.on_link_acl_data(connection.self_address, transport, data)


class Tool:
    """A caliper of Sylvac's, of which the simulator knows what it says."""

    identifier = f"ble-{ADDRESS.replace(':', '')}"
    """What the agent calls it."""

    def __init__(self, guest: Guest, loop: BackgroundLoop) -> None:
        self._machine = BleGauge(listening={_place("13")})  # who listens is the radio's business
        self._loop = loop
        port = loop.run(self._start())
        _bring_libraries(guest)
        guest.run(f"kill -STOP $(cat {AGENT_PID})")  # it looks twice a minute, and should not do so too early
        guest.run("modprobe hci_vhci; systemctl start bluetooth")
        guest.start("python3", f"{HOME}/lab/radio.py", HOST, str(port), log="/run/lab/radio.log")
        guest.run(f"until hciconfig hci0 | grep -q {RADIO}; do sleep 0.2; done")
        guest.run("until timeout 5 bluetoothctl power on; do sleep 0.5; done")
        self.wake()
        guest.run(f"kill -CONT $(cat {AGENT_PID})")

    async def _start(self) -> int:
        """The radio waits for the guest at this port; the tool is there, but asleep."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._radio = await open_tcp_server_transport_with_socket(listener)
        air = Air()
        radio = Controller("radio", self._radio.source, self._radio.sink, air, public_address=RADIO)
        radio.le_features &= ~NEWER
        host = Host()
        host.controller = Controller("tool", link=air, public_address=ADDRESS)
        self._device = Device(name="Sylvac", address=hci.Address(ADDRESS), host=host)
        self._places = {place: _notifies(place) for place in map(_place, ("10", "13"))}
        write, allowed = Characteristic.Properties.WRITE, Characteristic.WRITEABLE
        command = Characteristic(_place("12"), write, allowed, CharacteristicValue(write=self._obey))
        self._device.add_service(Service(SYLVAC, [*self._places.values(), command]))
        await self._device.power_on()
        port: int = listener.getsockname()[1]
        return port

    def wake(self) -> None:
        """It advertises until somebody connects, and again after that."""
        services = (
            AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
            bytes.fromhex(SYLVAC.replace("-", ""))[::-1],
        )
        name = (AdvertisingData.COMPLETE_LOCAL_NAME, b"Sylvac")
        told = bytes(AdvertisingData([(AdvertisingData.FLAGS, b"\x06"), services, name]))
        self._loop.run(self._device.start_advertising(auto_restart=True, advertising_data=told))

    def leave(self) -> None:
        """It is switched off, or carried away."""
        self._loop.run(self._leave())

    async def _leave(self) -> None:
        await self._device.stop_advertising()
        for connection in list(self._device.connections.values()):
            await connection.disconnect()

    def press(self, value: float) -> None:
        """Its button, while it measures that."""
        self._machine.value = value
        place, data = self._machine.sent()
        self._loop.run(self._send(place, data))

    def close(self) -> None:
        """Ends the radio."""
        self._loop.run(self._close())

    async def _close(self) -> None:
        await self._radio.close()  # which leaves what it listens at and what it accepted
        self._radio.server.close()
        if self._radio.sink.transport:
            self._radio.sink.transport.abort()

    async def _obey(self, _connection: object, data: bytes) -> None:
        place, answer = self._machine.command(bytes(data)).split()
        await self._send(place.decode(), bytes.fromhex(answer.decode()))

    async def _send(self, place: str, data: bytes) -> None:
        await self._device.notify_subscribers(self._places[place], data)


@contextlib.contextmanager
def tool_of(guest: Guest) -> Iterator[Tool]:
    """A tool around this guest, awake."""
    with contextlib.closing(BackgroundLoop()) as loop, contextlib.closing(Tool(guest, loop)) as tool:
        yield tool
        print(guest.run("cat /run/lab/radio.log; bluetoothctl info || true"))


def _place(number: str) -> str:
    return SYLVAC.replace("b25000", f"b250{number}")


def _notifies(place: str) -> Characteristic[bytes]:
    return Characteristic(place, Characteristic.Properties.NOTIFY, Characteristic.READABLE)


def _bring_libraries(guest: Guest) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for name in LIBRARIES:
            found = importlib.util.find_spec(name)
            assert found
            assert found.origin
            path = Path(found.origin)
            path = path.parent if path.name == "__init__.py" else path
            archive.add(path, path.name)
    guest.write("/run/lab/libraries.tar.gz", packed.getvalue())
    guest.run(f"tar -xzf /run/lab/libraries.tar.gz -C {HOME}")

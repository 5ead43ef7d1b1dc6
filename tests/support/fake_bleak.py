"""What the agent uses of bleak, with one simulated tool in reach."""

from __future__ import annotations

from types import SimpleNamespace


class BleakError(Exception):
    pass


class FakeBleak:
    """`here`: whether the tool is awake and in reach; `radio`: whether this machine can look for it."""

    exc = SimpleNamespace(BleakError=BleakError)

    def __init__(self, machine=None):
        self.machine = machine
        self.here = self.radio = True
        self.advertised = []
        """(address, name, service uuids)"""
        self.looked = 0
        self.client = None

    def BleakClient(self, address, *, disconnected_callback, timeout):
        self.client = _Client(self, disconnected_callback)
        return self.client

    def BleakScanner(self, heard, *, service_uuids):
        return _Scanner(self, heard, service_uuids)


class _Client:
    def __init__(self, world, lost):
        self.world, self.lost = world, lost
        self.callbacks = {}
        self.connected = False

    async def connect(self):
        if not self.world.here:
            raise BleakError("device was not found")
        self.connected = True

    async def disconnect(self):
        if self.connected:
            self.connected = False
            self.lost(self)

    @property
    def services(self):
        return [SimpleNamespace(uuid=uuid.upper()) for uuid in self.world.machine.services]

    async def start_notify(self, place, callback):
        if not self.connected:
            raise BleakError("not connected")
        self.callbacks[place] = callback
        self.world.machine.listening.add(place)

    async def write_gatt_char(self, place, data, *, response):
        if not self.connected:
            raise BleakError("not connected")
        if line := self.world.machine.command(data):
            where, sent = line.decode().split()
            self.callbacks[where](None, bytearray.fromhex(sent))

    def press(self):
        place, data = self.world.machine.sent()
        self.callbacks[place](None, bytearray(data))


class _Scanner:
    def __init__(self, world, heard, services):
        self.world, self.heard, self.services = world, heard, services

    async def __aenter__(self):
        if not self.world.radio:
            raise BleakError("the radio is off")
        self.world.looked += 1
        for address, name, services in self.world.advertised:
            told = SimpleNamespace(local_name=name, service_uuids=services)
            self.heard(SimpleNamespace(address=address, name=None), told)

    async def __aexit__(self, *_):
        pass

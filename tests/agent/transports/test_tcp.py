"""TCP against servers on the loopback interface."""

import asyncio
import socket
import struct

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.transports import open_transport, tcp
from tests.support.loop import in_loop


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


async def connect(listener):
    host, port = listener.getsockname()
    loop = asyncio.get_running_loop()
    wire = await open_transport(Candidate("x", "tcp", f"{host}:{port}"), "")
    far, _ = await loop.sock_accept(listener)
    far.setblocking(False)
    return wire, far


async def write_on(wire, data):
    while True:
        await wire.write(data)
        await asyncio.sleep(0)


@in_loop
async def test_bytes_both_ways(listener):
    wire, far = await connect(listener)
    loop = asyncio.get_running_loop()
    await wire.write(b"hello")
    await loop.sock_sendall(far, b"answer")

    assert await loop.sock_recv(far, 100) == b"hello"
    assert await wire.read(3) == b"ans"
    assert await wire.read() == b"wer"
    await wire.close()
    await wire.close()
    far.close()


@pytest.mark.parametrize("hard", [False, True], ids=["a last word", "a reset"])
@in_loop
async def test_the_end_is_told_while_nobody_reads(listener, hard):
    wire, far = await connect(listener)
    assert not wire.ended.is_set()
    if hard:
        far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()
    await asyncio.wait_for(wire.ended.wait(), 10)
    with pytest.raises(TransportError):
        await wire.read()
    await wire.close()


@in_loop
async def test_a_far_end_that_hangs_up_is_a_transport_error(listener):
    wire, far = await connect(listener)
    far.close()

    with pytest.raises(TransportError):
        await wire.read()
    with pytest.raises(TransportError):
        await write_on(wire, bytes(1000))
    await wire.close()


@in_loop
async def test_writing_waits_for_a_far_end_that_does_not_read_and_closing_does_not(listener):
    wire, far = await connect(listener)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await write_on(wire, bytes(1 << 20))
    async with asyncio.timeout(1):
        await wire.close()
    far.close()


@in_loop
async def test_a_read_that_is_given_up_loses_nothing(listener):
    wire, far = await connect(listener)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await wire.read()
    await asyncio.get_running_loop().sock_sendall(far, b"kept")

    assert await wire.read() == b"kept"
    await wire.close()
    far.close()


@in_loop
async def test_closed_is_closed(listener):
    wire, far = await connect(listener)
    await wire.close()

    with pytest.raises(TransportError):
        await wire.write(b"x")
    with pytest.raises(TransportError):
        await wire.read()
    far.close()


@in_loop
async def test_a_host_that_does_not_answer(monkeypatch, listener):
    async def never(*_):
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(tcp, "CONNECT", 0.01)
    monkeypatch.setattr(tcp, "connect", never)

    with pytest.raises(TransportError, match="does not answer"):
        await open_transport(Candidate("x", "tcp", "127.0.0.1:1"), "")


@pytest.mark.parametrize(
    ("address", "split"),
    [
        ("printer.local", ("printer.local", 9100)),
        ("10.0.0.7:9101", ("10.0.0.7", 9101)),
        ("[fe80::1]:9101", ("fe80::1", 9101)),
        ("[fe80::1]", ("fe80::1", 9100)),
        ("fe80::1", ("fe80::1", 9100)),
    ],
)
def test_addresses(address, split):
    assert tcp.split(address) == split


@pytest.mark.parametrize("address", ["", ":9100", "host:port", "host:0", "host:65536", "host:٩", "[]:1"])
def test_what_is_no_address(address):
    with pytest.raises(TransportError):
        tcp.split(address)

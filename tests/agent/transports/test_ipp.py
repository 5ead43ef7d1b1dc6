"""IPP over HTTP against a server on the loopback interface."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.transports import ipp, open_transport
from tests.support.loop import in_loop


@asynccontextmanager
async def printer(answer=b"answer", status=200, **headers):
    """A wire to a printer that answers like that, and what the printer heard."""
    heard = []

    async def say(request):
        heard.append((request.path, request.content_type, await request.read()))
        return web.Response(body=answer, status=status, headers=headers)

    app = web.Application()
    app.router.add_post("/{path:.*}", say)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire = await open_transport(Candidate("x", "ipp", f"ipp://127.0.0.1:{runner.addresses[0][1]}/ipp/print"), "")
    try:
        yield wire, heard
    finally:
        await wire.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("ipp://laser.local/ipp/print", "http://laser.local:631/ipp/print"),
        ("ipps://10.0.0.7:443/", "https://10.0.0.7:443/"),
        ("ipp://[fe80::1]:8631", "http://[fe80::1]:8631/ipp/print"),
    ],
)
def test_where_it_goes(address, to):
    assert ipp.web_address(address) == to


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://laser/",
        "ipp://",
        "ipp://laser:0x",
        "ipp://laser:99999",
        "ipp://u:p@laser/",
        "ipp://laser/?a",
        "x",
        "ipp://[x]/",
        "ipp://[",
    ],
)
def test_what_is_no_address(address):
    with pytest.raises(TransportError):
        ipp.web_address(address)


@in_loop
async def test_a_request_and_its_answer_in_pieces():
    async with printer() as (wire, heard):
        await wire.write(b"request")
        assert heard == [("/ipp/print", "application/ipp", b"request")]
        assert await wire.read(3) + await wire.read() == b"answer"


@pytest.mark.parametrize(("status", "headers"), [(404, {}), (500, {}), (302, {"Location": "http://127.0.0.1:9/"})])
@in_loop
async def test_another_status_is_a_broken_wire(status, headers):
    async with printer(status=status, **headers) as (wire, heard):
        with pytest.raises(TransportError, match=str(status)):
            await wire.write(b"request")
        assert len(heard) == 1


@in_loop
async def test_an_answer_is_bounded(monkeypatch):
    monkeypatch.setattr(ipp, "MOST", 100)
    async with printer(answer=bytes(101)) as (wire, _):
        with pytest.raises(TransportError, match="does not stop"):
            await wire.write(b"request")


@in_loop
async def test_nobody_there_is_told():
    wire = await open_transport(Candidate("x", "ipp", "ipp://127.0.0.1:9/ipp/print"), "")
    with pytest.raises(TransportError):
        await wire.write(b"request")
    await wire.close()
    with pytest.raises(TransportError):
        await wire.write(b"request")


@in_loop
async def test_closed_it_ends_who_waits():
    async with printer() as (wire, _):
        reading = asyncio.create_task(wire.read())
        await asyncio.sleep(0)
        assert not reading.done()
        await wire.close()
        with pytest.raises(TransportError, match="closed"):
            await reading

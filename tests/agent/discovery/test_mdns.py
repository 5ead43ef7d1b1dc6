"""Printers that announce themselves, by a real responder on the loopback interface."""

import asyncio
import socket
import sys
from contextlib import asynccontextmanager

import pytest

from iot_agent.codecs.bonjour import Service, advert
from iot_agent.core.match import best_driver
from iot_agent.discovery import mdns as module
from iot_agent.discovery.mdns import Mdns, candidates
from iot_agent.drivers import table
from tests.support.loop import in_loop
from tests.support.waiting import until

pytest.importorskip("zeroconf")
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

UUID = "e3248000-80ce-11db-8000-3c2af4aabbcc"


def record(service=Service.IPP, name="Laser", address="127.0.0.1", port=8631, **said):
    txt = {"rp": "ipp/print", "ty": "Brother HL-L2350DW", "UUID": UUID, **said}
    addresses = [socket.inet_aton(address)]
    return AsyncServiceInfo(
        service.value, f"{name}.{service.value}", port, properties=txt, addresses=addresses, server=f"{name}.local."
    )


@asynccontextmanager
async def browsing(**options):
    """A browser that runs as in the agent, and a responder beside it."""
    seen = Mdns(interfaces=["127.0.0.1"], **{"loopback": True, **options})
    rings = []

    async def listen():
        async for ring in seen.changed():
            rings.append(ring)  # noqa: PERF401 - one by one, as they come

    listening = asyncio.ensure_future(listen())
    responder = AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)
    try:
        yield seen, responder, rings
    finally:
        await responder.async_close()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        assert await seen.scan() == []


async def found(seen):
    return [(one.identifier, one.address) for one in await seen.scan()]


@in_loop
async def test_a_printer_comes_changes_and_goes_and_each_time_it_is_told():
    async with browsing() as (seen, responder, rings):
        await (await responder.async_register_service(record()))
        await until(lambda: rings, 10)
        assert await found(seen) == [(f"ipp-{UUID}", "ipp://127.0.0.1:8631/ipp/print")]

        before = len(rings)
        await (await responder.async_update_service(record(ty="Brother HL-L2350DW upstairs")))
        await until(lambda: len(rings) > before, 10)
        (one,) = await seen.scan()
        assert one.name == "Brother HL-L2350DW upstairs"

        before = len(rings)
        await (await responder.async_unregister_service(record()))
        await until(lambda: len(rings) > before, 10)
        assert await seen.scan() == []


@in_loop
async def test_nobody_on_the_network_points_at_this_machine_itself():
    async with browsing(loopback=False) as (seen, responder, rings):
        await (await responder.async_register_service(record(name="Evil")))
        await (await responder.async_register_service(record(name="Good", address="10.0.0.9")))
        await until(lambda: rings, 10)
        assert await found(seen) == [(f"ipp-{UUID}", "ipp://10.0.0.9:8631/ipp/print")]


@in_loop
async def test_a_flood_of_printers_shows_no_more_than_are_kept(monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    async with browsing() as (seen, responder, _):
        for number in range(5):
            await (await responder.async_register_service(record(name=f"Laser {number}", UUID="")))
        await until(lambda: len(seen._found) == 2, 10)
        assert len(await seen.scan()) == 2


@in_loop
async def test_without_the_library_nothing_is_found_and_that_is_said_once(monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    seen = Mdns()
    listening = asyncio.ensure_future(anext(seen.changed()))
    await until(lambda: caplog.records)

    assert await seen.scan() == []
    assert "pip install 'iot-agent[network]'" in caplog.text
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


def seen_as(service, **said):
    txt = {key.encode(): value.encode() for key, value in said.items()}
    found = list(candidates([advert(service, "x", "10.0.0.2", 9100, txt)]))
    return best_driver(found[0], table()).driver if found else None


@pytest.mark.parametrize(
    ("service", "said", "driver"),
    [
        (Service.IPP, {"ty": "Brother HL-L2350DW"}, "ipp"),
        (Service.IPPS, {"ty": "Brother HL-L2350DW"}, "ipp"),
        (Service.RAW, {"ty": "EPSON TM-m30II", "usb_CMD": "ESC/POS"}, "escpos"),
        (Service.RAW, {"ty": "Star TSP143IIIW"}, "star"),
        (Service.RAW, {"ty": "Zebra ZD421"}, "zpl"),
        (Service.RAW, {"ty": "Brother HL-L2350DW", "usb_CMD": "PJL,PCL"}, None),
        (Service.RAW, {}, None),
        (Service.LPD, {"ty": "Brother HL-L2350DW"}, None),
    ],
)
def test_a_wire_is_only_opened_where_the_printer_names_its_language(service, said, driver):
    assert seen_as(service, **said) == driver

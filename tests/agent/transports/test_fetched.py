"""What all cameras of the network have in common: where they may be, and who hears of their passwords."""

import logging

import aiohttp
import pytest

from iot_agent.codecs import http_camera as codec
from iot_agent.core.match import Candidate
from iot_agent.core.reading import read_line
from iot_agent.errors import TransportError
from iot_agent.transports import open_transport
from tests.support.loop import in_loop

NOWHERE = [
    "",
    "nowhere",
    "{0}://",
    "{0}://8.8.8.8/live",
    "{0}://[2001:4860:4860::8888]/",
    "{0}://10.0.0.5:99999/",
    "{0}://224.0.0.1/",
    "{0}://10.0.0.5/#x",
    "{0}://a b/",
    "{0}://[fe8ipp]1/",
    "{0}://[fd00::7",
]


async def asked(wire):
    await wire.write(codec.ask_picture(""))
    await read_line(wire, b"\n", most=400, seconds=10)


@pytest.mark.parametrize(("bus", "wrong"), [("http", "ftp"), ("rtsp", "http")])
@in_loop
async def test_a_password_is_in_no_message(caplog, bus, wrong):
    caplog.set_level(logging.DEBUG)
    candidate = Candidate("c", bus, f"{bus}://admin:s3cret@127.0.0.1:9/live?pwd=s3cret")
    wire = await open_transport(candidate, "")
    with pytest.raises(TransportError) as lost:
        await wire.write(codec.ASK_HERE)
    with pytest.raises(TransportError) as refused:
        await asked(wire)
    await wire.close()
    with pytest.raises(TransportError) as unknown:
        await open_transport(Candidate("c", bus, f"{wrong}://admin:s3cret@127.0.0.1/"), "")
    told = " ".join([str(lost.value), str(refused.value), str(unknown.value), candidate.place, caplog.text])
    assert "s3cret" not in told
    assert "127.0.0.1:9/live" in told


@pytest.mark.parametrize("bus", ["http", "rtsp"])
@pytest.mark.parametrize("address", NOWHERE)
@in_loop
async def test_what_is_no_camera_of_this_network(bus, address):
    with pytest.raises(TransportError):
        await open_transport(Candidate("c", bus, address.format(bus)), "")


@pytest.mark.parametrize(
    ("bus", "address"), [("http", "rtsp://10.0.0.5/"), ("rtsp", "http://10.0.0.5/"), ("rtsp", "rtsps://10.0.0.5/")]
)
@in_loop
async def test_what_is_spoken_to_in_another_way(bus, address):
    with pytest.raises(TransportError):
        await open_transport(Candidate("c", bus, address), "")


@pytest.mark.parametrize(("bus", "said"), [("http", None), ("rtsp", "OSError")])
@pytest.mark.parametrize("found", ["127.0.0.1", "169.254.169.254", "8.8.8.8", "::1"])
@in_loop
async def test_a_name_leads_to_no_other_place_than_might_be_typed(monkeypatch, bus, said, found):
    resolved = []

    async def resolve(_self, host, port=0, family=0):
        resolved.append(host)
        return [{"hostname": host, "host": found, "port": port, "family": family, "proto": 0, "flags": 0}]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolve)
    wire = await open_transport(Candidate("c", bus, f"{bus}://camera.example/live"), "")
    with pytest.raises(TransportError, match=said):
        await asked(wire)
    await wire.close()
    assert resolved == ["camera.example"]

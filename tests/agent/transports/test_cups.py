"""The spooler as a wire: one request, one answer, and an end to both."""

import asyncio
import os
import pwd

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.transports import cups, open_transport
from tests.support.loop import in_loop


async def answering(answer, path):
    """A server of one answer, whatever it is asked."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        writer.write(answer(head, body))
        writer.close()
        await writer.wait_closed()

    return await asyncio.start_unix_server(serve, path)


def echo(head, body):
    line = head.partition(b"\r\n")[0]
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b%b" % (len(line) + len(body), line, body)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "s"))
    return str(tmp_path / "s")


@in_loop
async def test_posts_a_request_to_its_queue_and_gives_the_answer_in_pieces(path):
    async with await answering(echo, path):
        wire = await open_transport(Candidate("x", "cups", "Office"), "")
        await wire.write(b"request")

        assert await wire.read(5) == b"POST "
        assert await wire.read() == b"/printers/Office HTTP/1.1request"
        await wire.close()


@in_loop
async def test_another_answer_than_yes_is_an_error(path):
    async with await answering(lambda *_: b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", path):
        wire = await open_transport(Candidate("x", "cups", "Office"), "")
        with pytest.raises(TransportError, match="403"):
            await wire.write(b"request")
        await wire.close()


@in_loop
async def test_names_its_account_to_a_spooler_that_asks_and_not_before(path):
    """The spooler compares the name with what the socket tells; a page stays its own, whoever the agent is."""
    heads = []
    me = f"PeerCred {pwd.getpwuid(os.geteuid()).pw_name}".encode()

    def guarded(head, body):
        heads.append(head)
        if me in head:
            return echo(head, body)
        return b'HTTP/1.1 401 Who?\r\nConnection: close\r\nWWW-Authenticate: Basic realm="CUPS", PeerCred\r\nContent-Length: 0\r\n\r\n'

    async with await answering(guarded, path):
        wire = await open_transport(Candidate("x", "cups", "Office"), "")
        await wire.write(b"request")

        assert await wire.read(5) == b"POST "
        assert [b"authorization" in head.lower() for head in heads] == [False, True]
        await wire.close()


@in_loop
async def test_no_spooler_is_an_error(path):
    wire = await open_transport(Candidate("x", "cups", "Office"), "")
    with pytest.raises(TransportError):
        await wire.write(b"request")
    await wire.close()
    with pytest.raises(TransportError):
        await wire.write(b"request")


@in_loop
async def test_whoever_reads_hears_that_it_was_closed(path):
    wire = await open_transport(Candidate("x", "cups", "Office"), "")
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)

    await wire.close()

    with pytest.raises(TransportError):
        await reading


@in_loop
async def test_a_name_that_no_queue_can_have_is_refused():
    for name in ("", "a/b", "a b", "a#b"):
        with pytest.raises(TransportError):
            await open_transport(Candidate("x", "cups", name), "")


def test_looks_where_every_program_looks(monkeypatch, tmp_path):
    monkeypatch.delenv("CUPS_SERVER")
    monkeypatch.setattr(cups, "SOCKETS", (tmp_path / "none",))
    assert cups.server() == "127.0.0.1:631"
    (tmp_path / "none").touch()
    assert cups.server() == str(tmp_path / "none")

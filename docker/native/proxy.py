"""The reverse proxy that Odoo with workers needs: /websocket to the gevent process, all else to the workers.

Stands where an administrator has nginx. Every connection carries one request, so that each is routed by its path.
"""

import argparse
import asyncio
import contextlib
import re

_FIELDS = re.IGNORECASE | re.MULTILINE
HEAD_LIMIT = 64 * 1024
CHUNK = 64 * 1024
# Hop-by-hop: this proxy closes after each answer, unless the connection becomes a websocket.
_CONNECTION = re.compile(rb"^(connection|keep-alive|proxy-connection|x-forwarded-[a-z]+):.*\r\n", _FIELDS)


class Proxy:
    """Listens on one port of the loopback interface and forwards to two."""

    def __init__(self, http_port: int, evented_port: int) -> None:
        self.http_port = http_port
        self.evented_port = evented_port

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forwards one connection until either side closes it."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._forward(head, reader, writer)
            finally:
                writer.close()

    async def _forward(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1]
        evented = path.startswith(b"/websocket")
        port = self.evented_port if evented else self.http_port
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        try:
            up_writer.write(self._head(head, evented and b"upgrade" in head.lower()))
            pumps = [asyncio.create_task(_pump(reader, up_writer)), asyncio.create_task(_pump(up_reader, writer))]
            # The end of the answer ends the request, and so does a client that is gone.
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            up_writer.close()

    @staticmethod
    def _head(head: bytes, upgrade: bool) -> bytes:
        start, fields = head.split(b"\r\n", 1)
        host = re.search(rb"^host: *(\S+)", fields, _FIELDS)
        added = [b"Connection: " + (b"Upgrade" if upgrade else b"close"), b"X-Forwarded-For: 127.0.0.1"]
        added += [b"X-Forwarded-Proto: http"]
        added += [b"X-Forwarded-Host: " + host[1]] if host else []
        return start + b"\r\n" + b"\r\n".join(added) + b"\r\n" + _CONNECTION.sub(b"", fields)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()


async def serve(port: int, http_port: int, evented_port: int) -> None:
    """Forwards until it is cancelled."""
    proxy = Proxy(http_port, evented_port)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", port, limit=HEAD_LIMIT)
    async with server:
        await server.serve_forever()


def main() -> None:
    """python3 -m native.proxy PORT HTTP_PORT EVENTED_PORT"""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("port", "http_port", "evented_port"):
        parser.add_argument(name, type=int)
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments.port, arguments.http_port, arguments.evented_port))


if __name__ == "__main__":
    main()

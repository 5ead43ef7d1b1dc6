"""A server that says yes to everything a box of Odoo sends, until it is told to hang: it accepts and never answers."""

import asyncio
import contextlib

from tests.support.e2e_loop import BackgroundLoop

YES = b'{"jsonrpc": "2.0", "id": null, "result": ""}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"


class Server:
    """For as long as the block runs."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self._loop = loop
        self._hanging = False

    def __enter__(self) -> "Server":
        self._server = self._loop.run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *exc: object) -> None:
        async def close() -> None:
            self._server.close()

        self._loop.run(close())

    def hang(self) -> None:
        self._hanging = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            if self._hanging:
                await reader.read()  # until the other end gives up
            else:
                body = YES if b"/iot/setup" in head else b""
                writer.write(ANSWER % (len(body), body))
                await writer.drain()
        writer.close()

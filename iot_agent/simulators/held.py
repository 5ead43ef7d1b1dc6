"""A device node as a Unix socket: whoever connects holds the device, and several may."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path


class Held:
    """Plugged in at a path. By itself it hears who goes and says nothing."""

    def __init__(self) -> None:
        self.path = ""
        self._server: asyncio.Server | None = None
        self._holders: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self, path: Path) -> str:
        """Plug it in at `path`."""
        self.path = str(path)
        self._unlink()
        self._server = await asyncio.start_unix_server(self._welcome, path)
        return self.path

    async def stop(self) -> None:
        """Pull the plug."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        holders = list(self._holders)
        for writer in self._holders.values():
            writer.transport.abort()
        await asyncio.gather(*holders)
        self._unlink()

    async def answer(self, _asked: bytes, /) -> bytes:
        """What it says to one of those who hold it."""
        return b""

    def _unlink(self) -> None:
        Path(self.path).unlink(missing_ok=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:
            writer.transport.abort()
            return
        holder = asyncio.create_task(self._serve(reader, writer))
        self._holders[holder] = writer
        holder.add_done_callback(self._holders.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while asked := await reader.read(256):
                writer.write(await self.answer(asked))
                await writer.drain()
        writer.close()

"""Screens of this machine, each with a browser that shows one page.

Source: see codecs/devtools.py. Whatever is wrong with the browser or its page breaks the wire, so that it is started
afresh; what it showed is in `memory`, which outlives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...codecs import devtools
from ...core.kinds import Display
from ...core.match import Match
from ...errors import DeviceError, ProtocolError, TransportError
from ...transports import outputs
from ...wire import Code, Quality

ANSWER = 2.5
"""Seconds within which a browser that is well answers; it has been started before it is asked."""
DIALOG = "Page.javascriptDialogOpening"
"""A page that asks something waits for an answer, and there is nobody at a screen to give one."""
LOAD = 4.0
"""Seconds for a page to begin to arrive."""


class Screen(Display):
    """Shows a page: the one asked for, else that of its settings, else who the box is."""

    quality = Quality.SIMULATED
    matches = (Match("hdmi"),)
    subtype = "screen"
    _number = 0
    _session = ""
    _shown = ""
    _arrived = b""

    async def probe(self) -> None:
        """Find its page, and turn the screen."""
        target = devtools.page(await self._ask("Target.getTargets"))
        answer = await self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = str(answer.get("sessionId", ""))
        await self._ask("Page.enable")
        await outputs.turn(self.seen.address, int(self.options.get("turn") or 0))

    async def look(self) -> None:
        """Make sure that the page lives, and go where it should be but could not be reached."""
        answer = await self._ask("Runtime.evaluate", {"expression": "1", "returnByValue": True})
        if "result" not in answer:
            raise TransportError("the page is gone")
        if self._shown != self._wanted:
            await self._go(self._wanted)

    async def show(self, url: str) -> None:
        if url:
            _check(url)
        self.memory["url"] = url
        if not await self._go(self._wanted):
            raise DeviceError(Code.NO_ANSWER)

    @property
    def _wanted(self) -> str:
        """The page that should be there."""
        told = self.options.get("url", "")
        return self.memory.get("url", "") or (told if is_page(told) else "") or self.seen.hints.get("home", "")

    async def _go(self, url: str) -> bool:
        """Whether the page came; if not, it is tried again at the next look."""
        self._shown = ""
        if not url:
            return True
        try:
            answer = await self._ask("Page.navigate", {"url": url}, seconds=LOAD)
        except TimeoutError:
            return False
        if not answer.get("errorText"):
            self._shown = url
        return bool(self._shown)

    async def _ask(self, method: str, params: Mapping[str, Any] | None = None, *, seconds: float = ANSWER) -> Any:
        await self._tell(method, params or {})
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(self._number)
        except TimeoutError:
            if method == "Page.navigate":
                raise
            raise TransportError("the browser does not answer") from None

    async def _tell(self, method: str, params: Mapping[str, Any]) -> None:
        self._number += 1
        await self.wire.write(devtools.command(self._number, method, params, self._session))

    async def _answer(self, number: int) -> Mapping[str, Any]:
        while True:
            message = devtools.parse(await self._message())
            if message.get("method") == DIALOG:
                await self._tell("Page.handleJavaScriptDialog", {"accept": False})
            if message.get("id") == number:
                result = message.get("result")
                if not isinstance(result, dict):
                    raise TransportError("the browser refused")
                return result

    async def _message(self) -> bytes:
        while devtools.END not in self._arrived:
            if len(self._arrived) > devtools.LONGEST:
                raise ProtocolError("an endless message")
            self._arrived += await self.wire.read(65536)
        message, _, self._arrived = self._arrived.partition(devtools.END)
        return message


def is_page(url: str) -> bool:
    """Whether a screen may show it: a page of the web, and nothing of this machine's files or settings."""
    try:
        at = urlsplit(url)
        return at.scheme in ("http", "https") and bool(at.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False


def _check(url: str) -> None:
    if not is_page(url):
        raise DeviceError(Code.BAD_PARAMS)

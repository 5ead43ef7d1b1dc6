"""What is behind a serial port, where the box cannot tell: its owner says so on the homepage."""

from __future__ import annotations

from aiohttp import web

from .. import wire
from .call import DONE, Call, answer


async def choose(call: Call, wish: wire.SerialPort) -> web.Response:
    call.parts.serial.choose(wish)
    return answer(DONE)

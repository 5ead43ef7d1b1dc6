"""The log, for the box's owner alone: a free box has none who could read it."""

from __future__ import annotations

from aiohttp import hdrs, web

from .. import wire
from ..core.logs import DEVICE, PARTS
from ..wire import Code, WireError
from .call import DONE, Call, answer

MINUTE = 60.0


async def level(call: Call, wish: wire.LogLevel) -> web.Response:
    """How much a part says, for a while."""
    _owned(call)
    devices = {DEVICE + device.identifier for device in call.parts.devices()}
    if wish.part not in PARTS.keys() | devices:
        raise WireError(Code.BAD_PARAMS, "part")
    call.parts.logs.settle(wish.part, wish.level, wish.minutes * MINUTE)
    return answer(DONE)


async def download(call: Call, _: wire.Empty) -> web.Response:
    """The last lines."""
    _owned(call)
    response = web.Response(text=call.parts.logs.text(), content_type="text/plain", charset="utf-8")
    response.headers[hdrs.CONTENT_DISPOSITION] = 'attachment; filename="iot-agent.log"'
    return response


def _owned(call: Call) -> None:
    if call.parts.line.pairing is None:
        raise WireError(Code.NOT_PAIRED)

"""What becomes of a job: how long its device may take, and what a wire that broke means for it."""

from __future__ import annotations

import asyncio

from .. import wire
from ..errors import StorageError, TransportError
from ..wire import Code, State
from . import actions
from .entry import Entry
from .kinds import DeviceDriver, Printer


def lasting(driver: DeviceDriver, wish: actions.Wish) -> bool:
    """Whether it takes as long as its user cares for: a document of many pages, or a printer that waits for paper."""
    if wish.sheet is None or not isinstance(driver, Printer):
        return False
    return driver.spools or wish.sheet.format is wire.Format.PDF


def broken(error: BaseException, entry: Entry, *, began: bool, writing: bool) -> actions.Result | None:
    """What a broken wire means for its job; None = nothing has happened yet, so it may be tried again."""
    match error:
        case TimeoutError() if not began or writing:  # bytes were left over, so the page cannot be whole
            return actions.Result(State.FAILED, Code.NO_ANSWER)
        case TimeoutError():
            return actions.Result(State.UNKNOWN, Code.NO_ANSWER)
        case actions.Silent() if entry.attempts > 1:
            return actions.Result(State.FAILED, Code.NO_ANSWER)
        case TransportError() | StorageError() | asyncio.CancelledError() if not began:
            return None
        case TransportError() | asyncio.CancelledError():
            return actions.Result(State.UNKNOWN, Code.INTERRUPTED)
    return actions.Result(State.UNKNOWN if began else State.FAILED, Code.INTERNAL)

"""How one device is, as far as the box can tell; says so once when it goes, and once when it is back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import AgentError, DeviceError, MissingLibrary, ProtocolError, StorageError, TransportError
from ..log import DeviceLog
from ..values import Paper, PrinterState, Weight
from ..wire import Code, Health
from . import actions
from .events import Events

REMEDY = 200
"""Characters of the command that brings a library."""


class Presence:
    """Health, reason and state of a device, told to whoever listens whenever they change."""

    def __init__(self, identifier: str, events: Events, log: DeviceLog, changed: Callable[[], None]) -> None:
        self.health = Health.CONNECTING
        self.code = ""
        self.state: dict[str, Any] = {}
        self.shown = False
        """Whether Odoo hears of it: a port that merely might be a scale is nobody's business."""
        self.answers = False
        """Whether the printer has ever told how it is."""
        self._up: bool | None = None
        self._known = False
        """Whether it was ever there."""
        self._identifier = identifier
        self._events = events
        self._log = log
        self._changed = changed

    def show(self) -> None:
        if not self.shown:
            self.shown = True
            self._events.publish(self._identifier, "state", self.state)  # so that a listener's first word comes at once
            self._changed()

    def found(self, what: str) -> None:
        """It is open and passed its driver's probe."""
        self.show()
        if self.health is not Health.FAULT:
            self._set(Health.CONNECTED, self.code if self.health is Health.CONNECTED else "")
        self._known = True
        if self.code == Code.NO_ANSWER.value:
            return
        if self._up is None:
            self._log.info("connected (%s)", what)
        elif not self._up:
            self._log.info("back")
        self._up = True

    def connecting(self) -> None:
        """Its wire is open; what it was lost for is no longer true."""
        self.state = {name: value for name, value in self.state.items() if name != "remedy"}
        self._set(Health.CONNECTING, "")

    def saw(self, state: PrinterState) -> None:
        """What a printer says of itself, silence included."""
        silent = state == PrinterState()
        self.answers |= not silent
        if silent:
            if self.answers:
                self._down(Health.FAULT, Code.NO_ANSWER, "no answer")
            return
        known = {**self.state, **actions.plain(state)}
        if known != self.state:
            self.state = known
            self._events.publish(self._identifier, "state", known)
        fault = _fault(state)
        low = Code.PAPER_LOW.value if state.paper is Paper.LOW else ""
        self._set(Health.FAULT if fault else Health.CONNECTED, fault.value if fault else low)

    def weighed(self, weight: Weight) -> None:
        value = actions.plain(weight)
        last = self._events.latest(self._identifier, "weight")
        if last is None or last.value != value:
            self._events.publish(self._identifier, "weight", value)

    @property
    def stranger(self) -> bool:
        """Whether nobody knows what it is."""
        return self.code == Code.UNRECOGNISED.value

    def unrecognised(self) -> None:
        """A port at which nothing that is known has ever answered."""
        if not self._known:
            self.show()
            self._set(Health.LOST, Code.UNRECOGNISED.value)

    def heard(self, said: bytes) -> None:
        """What the device said that nobody understood, for whoever describes it; b"" = all was understood."""
        known = {name: value for name, value in self.state.items() if name != "heard"}
        if said:
            known["heard"] = said.decode("latin-1").encode("unicode_escape").decode()
        if known != self.state:
            self.state = known
            if self.shown:
                self._events.publish(self._identifier, "state", known)

    def lost(self, error: Exception) -> None:
        """Its wire broke, or its driver gave up."""
        self._events.forget(self._identifier)
        match error:
            case actions.Silent():
                self._down(Health.FAULT, Code.NO_ANSWER, error)
            case TransportError():
                self._down(Health.LOST, Code.OFFLINE, error)
            case TimeoutError():
                self._down(Health.FAULT, Code.NO_ANSWER, "no answer in time")
            case MissingLibrary():
                self.state = {**self.state, "remedy": str(error)[:REMEDY]}
                self.show()
                self._down(Health.FAULT, Code.MISSING_LIBRARY, error)
            case StorageError():
                self._down(Health.FAULT, Code.STORAGE, error)
            case ProtocolError():
                self._down(Health.FAULT, Code.UNREADABLE, error)
            case DeviceError(code=code):
                self._down(Health.FAULT, code, error)
            case AgentError():
                self._down(Health.FAULT, Code.DEVICE_ERROR, error)
            case _:
                self._down(Health.FAULT, Code.INTERNAL, error)

    def _down(self, health: Health, code: Code, why: object) -> None:
        if self.shown and self._up is not False:
            self._log.warning("lost: %s", why)
            self._up = False
        self._set(health, code.value)

    def _set(self, health: Health, code: str) -> None:
        if (health, code) != (self.health, self.code):
            self.health, self.code = health, code
            if self.shown:
                self._changed()


def _fault(state: PrinterState) -> Code | None:
    if state.paper is Paper.OUT:
        return Code.PAPER_OUT
    if state.cover_open:
        return Code.COVER_OPEN
    if state.error:
        return Code.DEVICE_ERROR
    if state.paused:
        return Code.PAUSED
    return Code.OFFLINE if state.online is False else None

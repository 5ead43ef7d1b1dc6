"""Errors by their remedy.

AgentError
├── SettingsError      the owner must mend the settings; names every mistake at once
├── TransportError     the wire to a device failed: the supervisor opens it again
├── ProtocolError      bytes that make no sense: the wrong device, or noise on the cable
├── DeviceError(code)  the device works and says no (paper out, cover open): tell the user
├── LinkError          Odoo could not be reached: try again later
├── StorageError       the box's own disk refused: nothing was accepted, make room or replace the card
└── MissingLibrary     a driver's library is not installed; the text is the exact command to run

What arrives malformed or unauthorised on the wire is `wire.WireError`.
"""

from __future__ import annotations

from .wire import Code


class AgentError(Exception):
    """Base of all errors a caller of the agent's parts can catch."""


class SettingsError(AgentError):
    """A setting is missing or wrong."""


class TransportError(AgentError):
    """The cable, socket or port failed or was closed; opening again may help."""


class ProtocolError(AgentError):
    """The device sent what its protocol does not allow."""


class DeviceError(AgentError):
    """The device refused, for a reason its user can mend.

    `pending`: it may still do it once that is mended, so nobody may have it done elsewhere.
    """

    def __init__(self, code: Code, *, pending: bool = False) -> None:
        super().__init__(code.value)
        self.code = code
        self.pending = pending


class LinkError(AgentError):
    """The database did not answer, or not in its language."""


class StorageError(AgentError):
    """What the agent must not forget could not be read or written; the text names the file."""


class MissingLibrary(AgentError):
    """An optional library is absent; the text says how to install it."""

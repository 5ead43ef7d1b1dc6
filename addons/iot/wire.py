"""The wire between Odoo, its boxes and its browsers, declared once.

Standard library only and Python 3.10 syntax: the addon reads it inside Odoo, the agent through a link.
A message is a frozen dataclass; `to_json` writes it with its `type`, `from_json` reads and bounds it.
Unknown fields are ignored, unknown types are refused. What is signed, and how, stands in `seal.py`.
"""

from __future__ import annotations

import dataclasses
import enum
import ipaddress
import json
import math
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, Union

VERSION = 1
"""The newest version of the wire this code speaks."""
OLDEST_SUPPORTED = max(1, VERSION - 1)

MAX_MESSAGE = 1 << 20
"""Bytes of one JSON message; larger content travels as a document."""
MAX_DOCUMENT = 16 << 20
MAX_BELL = 16 << 10
"""Largest sealed order that rides on the bus; a larger one is fetched."""
MAX_DEVICES = 256
MAX_BATCH = 200
MAX_ROW_BYTES = 512
MAX_PARAM = 200
MAX_PICTURE = 500_000
MAX_ROWS = 24_000
MAX_DRIVERS = 4 << 20
"""Bytes of all files of one bundle of drivers."""
MAX_DRIVER_FILES = 600
DRIVER_PATH = re.compile(
    r"(drivers(/[a-z0-9_]{1,60}){1,2}|(codecs|simulators)(/[a-z0-9_]{1,60}){0,2})/[a-z0-9_]{1,60}\.(py|json)"
)
"""Where a file of a bundle may go: small letters and one dot, so there is no way up and no way out."""


class Kind(str, enum.Enum):
    """What a device is, and so what may be asked of it."""

    PRINTER = "printer"
    SCALE = "scale"
    SCANNER = "scanner"
    CAMERA = "camera"
    DISPLAY = "display"
    GAUGE = "gauge"
    PEDAL = "pedal"
    TERMINAL = "terminal"


class State(str, enum.Enum):
    """Where a job stands. `sent`: the bytes left, and the device cannot say more."""

    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        return self is not State.QUEUED


class Health(str, enum.Enum):
    """How a device is, as far as the box can tell."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    FAULT = "fault"
    LOST = "lost"


class Quality(str, enum.Enum):
    """How far a driver was ever tried, the least first."""

    SIMULATED = "simulated"  # with its simulator alone
    MANUAL = "manual"  # and with the bytes that the maker's manual prints
    REPORTED = "reported"  # a user reported that it works with the device
    TESTED = "tested"  # the project itself tests it with the device

    @property
    def verified(self) -> bool:
        """Whether anybody saw it work with the real device."""
        return self in (Quality.REPORTED, Quality.TESTED)


class Path(str, enum.Enum):
    """The way a job took to its box."""

    DIRECT = "direct"
    RELAY = "relay"


class Protocol(str, enum.Enum):
    """What a network printer is spoken to in."""

    RAW = "raw"
    IPP = "ipp"
    IPPS = "ipps"


class Code(str, enum.Enum):
    """Every reason that crosses the wire; the addon owns the sentence a user reads."""

    # the message
    BAD_MESSAGE = "bad_message"
    UNKNOWN_TYPE = "unknown_type"
    TOO_LARGE = "too_large"
    UNSUPPORTED_VERSION = "unsupported_version"
    # who asks
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    FOREIGN_ORIGIN = "foreign_origin"
    REPLAYED = "replayed"
    STALE = "stale"
    BAD_SIGNATURE = "bad_signature"
    TOO_MANY = "too_many"
    # pairing
    NOT_PAIRED = "not_paired"
    ALREADY_PAIRED = "already_paired"
    BAD_TOKEN = "bad_token"  # noqa: S105 - a reason, not a secret
    BAD_CODE = "bad_code"
    UNKNOWN_BOX = "unknown_box"
    SERVER_UNREACHABLE = "server_unreachable"
    # the job
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_ACTION = "unknown_action"
    BAD_PARAMS = "bad_params"
    BAD_DOCUMENT = "bad_document"
    KEY_CONFLICT = "key_conflict"
    UNKNOWN_JOB = "unknown_job"
    EXPIRED = "expired"
    HELD = "held"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    # the device
    OFFLINE = "offline"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    COVER_OPEN = "cover_open"
    PAUSED = "paused"
    DEVICE_ERROR = "device_error"
    NOT_SUPPORTED = "not_supported"
    MISSING_LIBRARY = "missing_library"
    NO_DESKTOP = "no_desktop"
    OVERLOAD = "overload"
    UNDER_ZERO = "under_zero"
    UNSTABLE = "unstable"
    BAD_LOGIN = "bad_login"
    WRONG_PATH = "wrong_path"
    UNREADABLE = "unreadable"
    UNRECOGNISED = "unrecognised"
    INTERNAL = "internal"
    STORAGE = "storage"
    # drivers from the database
    DRIVERS_UNSIGNED = "drivers_unsigned"
    DRIVERS_OLDER = "drivers_older"
    DRIVERS_DAMAGED = "drivers_damaged"
    DRIVERS_TOO_LARGE = "drivers_too_large"
    DRIVERS_UNSAFE = "drivers_unsafe"
    DRIVERS_BROKEN = "drivers_broken"
    DRIVERS_NO_DEVICE = "drivers_no_device"


CONDITIONS = frozenset(
    {
        Code.OFFLINE,
        Code.NO_ANSWER,
        Code.PAPER_OUT,
        Code.PAPER_LOW,
        Code.COVER_OPEN,
        Code.PAUSED,
        Code.DEVICE_ERROR,
        Code.NOT_SUPPORTED,
        Code.MISSING_LIBRARY,
        Code.UNREADABLE,
        Code.UNRECOGNISED,
        Code.NO_DESKTOP,
        Code.STORAGE,
        Code.INTERNAL,
    }
)
"""What a device may be in, as long as nobody mends it; the addon says how."""


class WireError(Exception):
    """A message or a request that cannot be taken; `detail` names the field, never its content."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail


# --- what may be asked ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Param:
    """One parameter of an action: its type, bounds and default (None = must be given), which needs no bounds."""

    type: type
    default: str | int | float | bool | None = None
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Action:
    """One thing a kind of device can be asked; `deadline` is seconds, `gentle` may be repeated without harm."""

    params: Mapping[str, Param] = field(default_factory=dict)
    document: bool = False
    deadline: float = 120.0
    gentle: bool = False


PRINT: Mapping[str, Param] = {
    "cut": Param(bool, True),
    "copies": Param(int, 1, 1, 20),
    "image": Param(str, ""),  # how a receipt printer is sent pictures, as in IMAGES; "" = as its name or driver says
    "scale": Param(int, 0, 10, 400),  # percent of a picture; 0 = as the printer's name says, else its own size
    "width": Param(int, 0, 0, MAX_ROW_BYTES * 8),  # dots across the paper; 0 = as the driver knows
    "dpi": Param(int, 0, 0, 1200),  # dots to the inch, for pages that say their size; 0 = as the driver knows
    "label_width": Param(int, 0, 0, 300),  # millimetres across a label; 0 = as "width" says
    "label_height": Param(int, 0, 0, 1000),  # millimetres down a label; 0 = as long as what stands on it
    "turn": Param(int, 0, 0, 270),  # degrees by which a label is turned clockwise, in quarters
    "duplex": Param(bool, False),
    "tray": Param(str, ""),
}
IMAGES = ("raster", "graphics", "column", "column_wide", "column_low", "column_low_wide")
"""`GS v 0`, `GS ( L`, and `ESC *` in its four densities: 24 dots high or 8 ("low"), narrow dots or wide ones."""

ACTIONS: Mapping[Kind, Mapping[str, Action]] = {
    Kind.PRINTER: {
        "print": Action(PRINT, document=True),
        "drawer": Action({"pin": Param(int, 2, 2, 5), "pulse": Param(int, 120, 20, 510)}, deadline=15.0),
        "status": Action(deadline=10.0, gentle=True),
        "samples": Action(),  # a strip with one picture in each of IMAGES, numbered from 1
    },
    Kind.SCALE: {
        "weigh": Action(deadline=10.0, gentle=True),
        "tare": Action(deadline=10.0),
        "zero": Action(deadline=10.0),
    },
    Kind.SCANNER: {"beep": Action(deadline=5.0, gentle=True)},
    # Answers with a "picture" that was taken after it was asked for: a JPEG of at most MAX_PICTURE bytes, in base64.
    Kind.CAMERA: {"picture": Action({"width": Param(int, 0, 0, 4096)}, deadline=20.0, gentle=True)},
    Kind.DISPLAY: {
        "show": Action({"url": Param(str, "")}, deadline=15.0, gentle=True),  # "" = what its settings say
        "text": Action({"lines": Param(str, "")}, deadline=5.0, gentle=True),  # on a line display; lines end with "\n"
    },
    Kind.GAUGE: {"measure": Action(deadline=15.0, gentle=True)},
    Kind.PEDAL: {},
    Kind.TERMINAL: {},
}
"""Actions by kind: the agent dispatches from this table, the addon and the browser validate by it."""

EVENTS: Mapping[str, tuple[Kind, ...]] = {
    "scan": (Kind.SCANNER,),
    "weight": (Kind.SCALE,),
    "measure": (Kind.GAUGE,),
    "key": (Kind.PEDAL,),
    "state": tuple(Kind),
}
"""Events by name, with the kinds that raise them. `weight` flows to Odoo only while somebody watches."""

USES = ("scanner", "pedal", "keyboard")
"""What a thing with keys is for; a "keyboard" is left to whoever types on it."""
LAYOUTS = (
    *("us", "us-intl", "gb", "ie", "ca", "latam", "br", "fr", "be", "nl", "de", "ch", "ch-fr", "it", "es", "pt"),
    *("dk", "no", "se", "fi", "is", "pl", "cz", "cz-qwerty", "sk", "hu", "ro", "hr", "tr", "tr-f"),
    *("gr", "ru", "ua", "bg", "il", "ara"),
)
"""Keyboard layouts by the names of the X keyboard configuration database, with its variants after a hyphen."""

_KEYS: Mapping[str, Param] = {
    "use": Param(str, ""),  # one of USES; "" = as the box takes it
    "layout": Param(str, ""),  # of the keyboard that a scanner believes to type on, one of LAYOUTS; "" = the first
    "ends": Param(str, ""),  # what ends a code besides Enter: "tab", "time" or both with a comma
    "prefix": Param(str, ""),  # characters taken off the beginning of a code
}
_LINE: Mapping[str, Param] = {
    "baud": Param(str, ""),  # of a serial line, such as "9600 8N1"
    "ask": Param(str, ""),  # what is sent for a value, with escapes such as \r; "" = it sends by itself
    "answer": Param(str, ""),  # a regular expression with groups named value, and if there are, unit, stable, sign
    "unit": Param(str, ""),  # where the answer names none
}
OPTIONS: Mapping[Kind, Mapping[str, Param]] = {
    Kind.PRINTER: {},
    Kind.SCALE: _LINE,
    Kind.SCANNER: _KEYS,
    Kind.CAMERA: {"width": Param(int, 0, 0, 4096), "height": Param(int, 0, 0, 4096), "address": Param(str, "")},
    Kind.DISPLAY: {"url": Param(str, ""), "turn": Param(int, 0, 0, 270)},
    Kind.GAUGE: _LINE,
    Kind.PEDAL: _KEYS,
    Kind.TERMINAL: {},
}
"""What Odoo may settle for a device, by kind, besides its driver."""
ANY_DRIVER = "any"
"""The driver that is none: its user lets the box ask for each kind of device it knows at this port."""


def check_options(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the defaults of `kind`; a wrong name, type or bound raises `bad_params`."""
    known = Action(OPTIONS[kind])
    if unknown := given.keys() - known.params.keys():
        raise WireError(Code.BAD_PARAMS, min(unknown))
    checked = check_params(known, given)
    return {name: value for name, value in checked.items() if value != known.params[name].default}


def action_of(kind: Kind, name: str) -> Action:
    try:
        return ACTIONS[kind][name]
    except KeyError:
        raise WireError(Code.UNKNOWN_ACTION, "action") from None


def check_params(action: Action, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters completed with defaults; a wrong type or bound raises `bad_params`."""
    checked: dict[str, Any] = {}
    for name, param in action.params.items():
        value = given.get(name, param.default)
        exact = type(value) is param.type or (param.type is float and type(value) is int)
        bounded = len(value) <= MAX_PARAM if isinstance(value, str) else exact and param.low <= value <= param.high
        if not exact or not (bounded or value == param.default):
            raise WireError(Code.BAD_PARAMS, name)
        checked[name] = value
    return checked


# --- messages -------------------------------------------------------------------------------------------------------


def text(most: int = 200, **options: Any) -> Any:
    """A string field of at most `most` characters."""
    return field(metadata={"most": most}, **options)


JOINED = {"joined": True}
"""Marks a field that joined its message later: who says nothing unusual leaves it out, as those who do not know it."""


def number(low: float, high: float, *, joined: bool = False, **options: Any) -> Any:
    return field(metadata={"low": low, "high": high, "joined": joined}, **options)


def items(most: int, *, joined: bool = False, **options: Any) -> Any:
    return field(metadata={"items": most, "joined": joined}, **options)


KEY = 64
BLOB = MAX_MESSAGE


@dataclass(frozen=True)
class Message:
    """Base of everything that travels."""


class Format(str, enum.Enum):
    """`raster`: zlib of rows of 1-bit pixels, most significant bit left, 1 = black. `text`: UTF-8 lines.
    `ticket`: JSON of blocks for a printer's own letters and codes, see the agent's `codecs/ticket.py`."""

    RASTER = "raster"
    PNG = "png"
    JPEG = "jpeg"
    TEXT = "text"
    RAW = "raw"
    PDF = "pdf"
    TICKET = "ticket"


DAY = 24 * 3600.0
LIVES: Mapping[Format, float] = {
    # a receipt
    Format.RASTER: 120.0,
    Format.PNG: 120.0,
    Format.JPEG: 120.0,
    Format.TICKET: 120.0,
    # a ticket of the kitchen, a label
    Format.TEXT: 600.0,
    Format.RAW: 600.0,
    # a document
    Format.PDF: DAY,
}
"""Seconds for which what is printed is worth printing, by what it is made of; the settings of a printer, or whoever
prints, may say otherwise."""


class Purpose(str, enum.Enum):
    """What a document is for, where whoever prints it knows better than its format tells."""

    RECEIPT = "receipt"
    KITCHEN = "kitchen"
    LABEL = "label"
    DOCUMENT = "document"


PURPOSES: Mapping[Purpose, float] = {
    Purpose.RECEIPT: 120.0,
    Purpose.KITCHEN: 600.0,
    Purpose.LABEL: 600.0,
    Purpose.DOCUMENT: DAY,
}
"""The same by what it is said to be for."""

ASK_AFTER = 300.0
"""Seconds of an outage after which no page that waited comes out before somebody said so; 0 = it always does."""
MAX_WAIT = 7 * DAY


def life_of(action: Action, form: Format | None, purpose: Purpose | None = None) -> float:
    """Seconds within which a job has to be started."""
    if not action.document or not form:
        return action.deadline
    return PURPOSES[purpose] if purpose else LIVES[form]


@dataclass(frozen=True, kw_only=True)
class Document(Message):
    """What a job prints: `data` is base64, or empty when the box fetches the bytes by their digest."""

    format: Format
    width: int = number(0, MAX_ROW_BYTES * 8, default=0)
    height: int = number(0, MAX_ROWS, default=0)
    data: str = text(BLOB, default="")
    digest: str = text(KEY, default="")
    size: int = number(0, MAX_DOCUMENT, default=0)
    purpose: Purpose | None = field(default=None, metadata=JOINED)


@dataclass(frozen=True, kw_only=True)
class Device(Message):
    """A device as the box sees it. `state` holds the kind's own values, e.g. {"paper": "low"}.

    `quality` is one of Quality, for its driver; boxes that do not know it say only `verified`.
    """

    identifier: str = text(128)
    kind: Kind
    name: str = text(128)
    manufacturer: str = text(128, default="")
    connection: str = text(20, default="")
    subtype: str = text(20, default="")
    driver: str = text(60, default="")
    verified: bool = False
    health: Health = Health.CONNECTED
    code: str = text(40, default="")
    state: Mapping[str, Any] = field(default_factory=dict)
    quality: str = text(20, default="")


@dataclass(frozen=True, kw_only=True)
class Box(Message):
    """Who the box is; `addresses` are base URLs of its LAN side, best first."""

    identifier: str = text(KEY)
    name: str = text(128)
    agent: str = text(40)
    image: str = text(40, default="")
    oldest: int = number(1, 999)
    newest: int = number(1, 999)
    addresses: tuple[str, ...] = items(16, default=())


@dataclass(frozen=True, kw_only=True)
class Announce(Message):
    """Unpaired box to a server it knows: "a code typed there is for me". `proof` is seal.code_proof.

    Travels sealed with `key`, so that nobody else can speak for a box that waits.
    """

    box: Box
    key: str = text(KEY)
    exchange: str = text(KEY)
    salt: str = text(KEY)
    proof: str = text(KEY)
    expires: float


@dataclass(frozen=True, kw_only=True)
class Waiting(Message):
    """Server to an announced box whose code nobody has typed yet."""

    retry: float = number(0.5, 3600, default=3.0)


@dataclass(frozen=True, kw_only=True)
class Pair(Message):
    """Box to server with the secret of a connection token. `key` signs, `exchange` agrees on ticket keys."""

    token: str = text(KEY)
    box: Box
    code: str = text(16, default="")
    key: str = text(KEY)
    exchange: str = text(KEY)
    nonce: str = text(KEY)


@dataclass(frozen=True, kw_only=True)
class Paired(Message):
    """Server to box; travels sealed, so that only the server of the token (or code) can say it."""

    box: str = text(KEY)
    key: str = text(KEY)
    exchange: str = text(KEY)
    server: str = text(500)
    database: str = text(200)
    name: str = text(128)
    origins: tuple[str, ...] = items(16, default=())
    nonce: str = text(KEY)
    proof: str = text(KEY, default="")


@dataclass(frozen=True, kw_only=True)
class Hello(Message):
    """Box to server at every connection: who, which wire, which devices."""

    box: Box
    devices: tuple[Device, ...] = items(MAX_DEVICES, default=())


@dataclass(frozen=True, kw_only=True)
class Welcome(Message):
    """Server to box: the wire version to speak, its clock, its browsers' origins, its name for the box."""

    wire: int = number(1, 999)
    now: float
    name: str = text(128)
    origins: tuple[str, ...] = items(16, default=())
    poll: float = number(1, 3600, default=30.0)


@dataclass(frozen=True, kw_only=True)
class Devices(Message):
    """Box to server: all its devices, whenever one changed."""

    devices: tuple[Device, ...] = items(MAX_DEVICES)


@dataclass(frozen=True, kw_only=True)
class Ask(Message):
    """Box to server: what waits for me? Doubles as the sign of life."""

    limit: int = number(1, MAX_BATCH, default=20)


@dataclass(frozen=True, kw_only=True)
class Sealed(Message):
    """An order of the server: `body` is the JSON text of a message, `signature` covers it."""

    body: str = text(BLOB)
    signature: str = text(128)


@dataclass(frozen=True, kw_only=True)
class Orders(Message):
    """Server to box: sealed orders, oldest first; `more` asks the box to ask again at once."""

    orders: tuple[Sealed, ...] = items(MAX_BATCH, default=())
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Job(Message):
    """One wish of a user. The intent key is made by the client and is the same on every path and retry."""

    key: str = text(KEY)
    box: str = text(KEY)
    device: str = text(128)
    action: str = text(40)
    params: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    deadline: float
    issued: float
    user: str = text(128, default="")
    ask_after: float = number(0, MAX_WAIT, joined=True, default=ASK_AFTER)


@dataclass(frozen=True, kw_only=True)
class Cancel(Message):
    """Stop a job that has not started."""

    key: str = text(KEY)
    box: str = text(KEY)


@dataclass(frozen=True, kw_only=True)
class Release(Message):
    """Print a page that the box held back after an outage; it answers how the job stands from here on."""

    key: str = text(KEY)
    box: str = text(KEY)


@dataclass(frozen=True, kw_only=True)
class Watch(Message):
    """Somebody looks at this device until `until`: send its stream."""

    box: str = text(KEY)
    device: str = text(128)
    until: float


@dataclass(frozen=True, kw_only=True)
class Restart(Message):
    """Restart the agent; `key` makes it happen once."""

    key: str = text(KEY)
    box: str = text(KEY)
    deadline: float


@dataclass(frozen=True, kw_only=True)
class UpdateDrivers(Message):
    """Take the bundle of drivers, even one that was not taken before; `key` makes it happen once."""

    key: str = text(KEY)
    box: str = text(KEY)
    deadline: float


@dataclass(frozen=True, kw_only=True)
class DriverFile(Message):
    """One file of a bundle: where it goes, and the SHA-256 of what stands in it."""

    path: str = text(200)
    size: int = number(0, MAX_DRIVERS)
    digest: str = text(KEY)


@dataclass(frozen=True, kw_only=True)
class Drivers(Message):
    """A bundle of drivers, codecs and simulators. Travels sealed; a later one has a higher version."""

    version: int = number(1, 1e15)
    files: tuple[DriverFile, ...] = items(10 * MAX_DRIVER_FILES)


@dataclass(frozen=True, kw_only=True)
class AskDrivers(Message):
    """Box to server, at its start or because somebody forces it: which drivers am I to have? `version`: those it has,
    0 = those it was installed with."""

    version: int = number(0, 1e15, default=0)
    forced: bool = False


@dataclass(frozen=True, kw_only=True)
class OfferedDrivers(Message):
    """Server to box: a sealed Drivers; None = keep what you have."""

    drivers: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class FetchDrivers(Message):
    """Box to server: the files of this bundle, one after another as its list has them, compressed by zlib."""

    version: int = number(1, 1e15)


@dataclass(frozen=True, kw_only=True)
class DriversTaken(Message):
    """Box to server: the drivers it has, and why it does not have others, or which of them rest."""

    version: int = number(0, 1e15)
    code: str = text(40, default="")
    detail: str = text(200, default="")


@dataclass(frozen=True, kw_only=True)
class Forget(Message):
    """The database no longer knows this box: it is free."""

    box: str = text(KEY)
    issued: float


@dataclass(frozen=True, kw_only=True)
class NetworkPrinter(Message):
    """A printer whose address was typed: `address` is a host, with a port and an IPP path where they are not usual."""

    address: str = text(200)
    protocol: Protocol = Protocol.RAW
    driver: str = text(60, default="")
    name: str = text(100, default="")


@dataclass(frozen=True, kw_only=True)
class NetworkCamera(Message):
    """A camera whose address was typed: a URL, with its user name and password where it wants them."""

    address: str = text(300)
    name: str = text(100, default="")


@dataclass(frozen=True, kw_only=True)
class NetworkPrinters(Message):
    """All printers and cameras that were typed in Odoo for this box; the latest list holds."""

    box: str = text(KEY)
    printers: tuple[NetworkPrinter, ...] = items(32)
    issued: float
    cameras: tuple[NetworkCamera, ...] = items(32, joined=True, default=())


@dataclass(frozen=True, kw_only=True)
class PrintersTaken(Message):
    """Box to server: the list of this moment is kept; it need not be sent again."""

    issued: float


@dataclass(frozen=True, kw_only=True)
class DeviceOptions(Message):
    """What Odoo settles for one device: its driver ("" = as the box finds), and options of its kind as in OPTIONS."""

    identifier: str = text(128)
    driver: str = text(60, default="")
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AllOptions(Message):
    """Every device of this box for which Odoo settles something; the latest list holds."""

    box: str = text(KEY)
    devices: tuple[DeviceOptions, ...] = items(MAX_DEVICES)
    issued: float


@dataclass(frozen=True, kw_only=True)
class OptionsTaken(Message):
    """Box to server: the options of this moment are kept; they need not be sent again."""

    issued: float


@dataclass(frozen=True, kw_only=True)
class ForgetPrinter(Message):
    """Homepage to box: forget a device of the network that was typed there."""

    identifier: str = text(128)


@dataclass(frozen=True, kw_only=True)
class SerialPort(Message):
    """Homepage to box: which driver speaks to what is behind a serial port; "" = nothing is said of it there."""

    identifier: str = text(128)
    driver: str = text(60, default="")


@dataclass(frozen=True, kw_only=True)
class Outcome(Message):
    """How a job ended, or that the box has it (`queued`), perhaps held back after an outage (with the code `held`).

    Carries enough to record a direct job in Odoo.
    """

    key: str = text(KEY)
    device: str = text(128)
    action: str = text(40)
    state: State
    code: str = text(40, default="")
    value: Mapping[str, Any] = field(default_factory=dict)
    path: Path = Path.RELAY
    user: str = text(128, default="")
    issued: float = 0.0
    ended: float = 0.0
    attempts: int = number(0, 1000, default=0)


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """Something a device did by itself: a scan, a weight, a change of state."""

    id: str = text(KEY)
    device: str = text(128)
    name: str = text(20)
    value: Mapping[str, Any]
    at: float


@dataclass(frozen=True, kw_only=True)
class Report(Message):
    """Box to server: what the outbox holds, oldest first."""

    outcomes: tuple[Outcome, ...] = items(MAX_BATCH, default=())
    events: tuple[Event, ...] = items(MAX_BATCH, default=())


@dataclass(frozen=True, kw_only=True)
class Receipt(Message):
    """Server to box: these keys and event ids are taken for good (recorded, or never wanted again)."""

    taken: tuple[str, ...] = items(2 * MAX_BATCH, default=())


@dataclass(frozen=True, kw_only=True)
class Fetch(Message):
    """Box to server: the bytes of the document with this digest, for this job."""

    key: str = text(KEY)
    digest: str = text(KEY)


@dataclass(frozen=True, kw_only=True)
class Goodbye(Message):
    """Box to server: my owner disconnected me (`leave`), or I only restart."""

    leave: bool


@dataclass(frozen=True)
class Done(Message):
    """The plain yes."""


@dataclass(frozen=True, kw_only=True)
class Refusal(Message):
    """The body of every 4xx answer on both sides."""

    code: Code
    detail: str = text(200, default="")


@dataclass(frozen=True, kw_only=True)
class Claims(Message):
    """What a ticket allows, offline too until `expires`. Devices or actions of ("*",) mean all."""

    ticket: str = text(KEY)
    box: str = text(KEY)
    user: str = text(128)
    devices: tuple[str, ...] = items(MAX_DEVICES)
    actions: tuple[str, ...] = items(64)
    origin: str = text(200)
    issued: float
    expires: float
    owner: bool = False


@dataclass(frozen=True, kw_only=True)
class Perform(Message):
    """Browser to box on the LAN: a job under a ticket. Waits up to `wait` seconds for the outcome."""

    key: str = text(KEY)
    device: str = text(128)
    action: str = text(40)
    params: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    deadline: float
    wait: float = number(0, 60, default=10.0)
    ask_after: float = number(0, MAX_WAIT, joined=True, default=ASK_AFTER)


@dataclass(frozen=True, kw_only=True)
class Inquire(Message):
    """Browser to box: how did the job with this key end?"""

    key: str = text(KEY)
    wait: float = number(0, 60, default=0.0)


@dataclass(frozen=True, kw_only=True)
class Listen(Message):
    """First message on a browser's websocket to the box; `proof` as on any ticketed request."""

    ticket: str = text(4000)
    proof: str = text(300)
    devices: tuple[str, ...] = items(MAX_DEVICES)


@dataclass(frozen=True, kw_only=True)
class Setup(Message):
    """Homepage to an unpaired box: the pasted connection token."""

    token: str = text(2000)


@dataclass(frozen=True, kw_only=True)
class TypedCode(Message):
    """The admin's browser to an unpaired box: the code read off the box, and a token to use."""

    code: str = text(16)
    token: str = text(2000)


class Level(str, enum.Enum):
    """What a part of the agent writes to its log."""

    DEFAULT = ""  # as its settings say
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class LogLevel(Message):
    """Homepage to box: what a part of the agent writes to its log, for so many minutes (0 = until it restarts).

    `part` is "agent" (all of it), "link", "local", "devices", or "device/" and the identifier of one.
    """

    part: str = text(140)
    level: Level
    minutes: int = number(0, 1440, default=60)


@dataclass(frozen=True, kw_only=True)
class KnowServer(Message):
    """Homepage to an unpaired box: announce yourself at this server (empty = at none)."""

    server: str = text(500)
    database: str = text(200, default="")


@dataclass(frozen=True)
class Empty(Message):
    """A request that needs no words, such as a restart."""


# --- addresses that people type ---------------------------------------------------------------------------------------


class Place(typing.NamedTuple):
    """Where a device of the network answers."""

    host: str
    port: int
    path: str


PORTS: Mapping[Protocol, int] = {Protocol.RAW: 9100, Protocol.IPP: 631, Protocol.IPPS: 631}
_HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_IPP_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,120}")


def printer_place(printer: NetworkPrinter) -> Place:
    """The place that was typed; what no printer of a local network can have raises `bad_params`."""
    typed = printer.address.strip()
    scheme, marked, rest = typed.partition("://")
    if marked and scheme.lower() not in (printer.protocol.value, "socket" if printer.protocol is Protocol.RAW else ""):
        raise WireError(Code.BAD_PARAMS, "address")
    authority, slash, path = (rest if marked else typed).partition("/")
    host, port = _host_and_port(authority)
    if printer.protocol is Protocol.RAW:
        wrong = bool(path.strip("/"))
        path = ""
    else:
        path = f"{slash}{path}" if path else "/ipp/print"
        wrong = not _IPP_PATH.fullmatch(path) or ".." in path
    if wrong:
        raise WireError(Code.BAD_PARAMS, "address")
    return Place(host, port or PORTS[printer.protocol], path)


def _host_and_port(authority: str) -> tuple[str, int]:
    bracketed, closed, after = authority.removeprefix("[").partition("]")
    if authority.startswith("[") and closed and ":" in bracketed and after[:1] in ("", ":"):
        host, port = bracketed, after.removeprefix(":")
    elif authority.count(":") > 1:
        host, port = authority, ""
    else:
        host, _, port = authority.partition(":")
    numeric = port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536
    if (port and not numeric) or not is_local(host):
        raise WireError(Code.BAD_PARAMS, "address")
    return host.lower(), int(port or 0)


def is_local(host: str) -> bool:
    """A name, or an address of a local network or of the box itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= 253 and bool(_HOST.fullmatch(host)) and not host.rpartition(".")[2].isdigit()
    return (address.is_private or address.is_link_local) and not (address.is_multicast or address.is_unspecified)


CAMERAS: Mapping[str, int] = {"http": 80, "https": 443, "rtsp": 554}
"""How a network camera is spoken to, with the usual port."""
HIDDEN = "***"
"""What stands for a password wherever an address is shown."""
_CAMERA = re.compile(
    r"([a-z]{3,5})://(?:([^\s/?#]*)@)?(\[[^\s/?#@]+|[^\s/?#@:]+(?::[^\s/?#@:]*)?)((?:[/?][^\s@#\\]*)?)", re.IGNORECASE
)
"""An IPv6 address stands in brackets there, or nobody could tell its end from a port."""
_SECRETS = re.compile(r"([?&;][\w.-]*(?:pas|pwd|psw|token|secret|key|auth)[\w.-]*=)[^&;#]+", re.IGNORECASE)
_AUTHORITY = re.compile(r"([^/?#]*)(.*)", re.DOTALL)
_CLOUDS = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "169.254.170.2", "fd00:ec2::254")))
"""Where machines of clouds are told their own secrets."""


def camera_place(camera: NetworkCamera) -> Place:
    """The place that was typed; what no camera of a local network can have, or may have, raises `bad_params`."""
    typed = _CAMERA.fullmatch(camera.address.strip())
    scheme = typed[1].lower() if typed else ""
    if not typed or scheme not in CAMERAS or HIDDEN in typed[0] or not typed[0].isprintable():
        raise WireError(Code.BAD_PARAMS, "address")
    host, port = _host_and_port(typed[3])
    if not is_apart(host):
        raise WireError(Code.BAD_PARAMS, "address")
    return Place(host, port or CAMERAS[scheme], typed[4] or "/")


def is_apart(host: str) -> bool:
    """A name, or an address of a local network, and neither the box itself nor where a cloud tells secrets."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return is_local(host) and host.lower().rstrip(".").rpartition(".")[2] != "localhost"
    plain = (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address
    return is_local(str(plain)) and not plain.is_loopback and plain not in _CLOUDS


def shown(address: str) -> str:
    """The address as it may be shown: what is secret in it is HIDDEN."""
    scheme, marked, rest = address.partition("://")
    authority, path = _AUTHORITY.fullmatch(rest).groups()  # type: ignore[union-attr] # it takes whatever there is
    login, at, host = authority.rpartition("@")
    bare = f"{scheme}://{HIDDEN if login else ''}{at}{host}{path}" if marked else address
    return _SECRETS.sub(rf"\g<1>{HIDDEN}", bare)


# --- JSON -----------------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=Message)


def _name(cls: type[Message]) -> str:
    return "".join(("_" + c.lower() if c.isupper() and i else c.lower()) for i, c in enumerate(cls.__name__))


MESSAGES: Mapping[str, type[Message]] = {_name(cls): cls for cls in Message.__subclasses__()}
_HINTS = {cls: typing.get_type_hints(cls) for cls in MESSAGES.values()}


def to_json(message: Message) -> dict[str, Any]:
    """The message as JSON values, with its `type`."""
    return {"type": _name(type(message)), **_plain(message)}


def dumps(message: Message) -> str:
    return json.dumps(to_json(message), separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value) if _is_said(value, f)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _is_said(value: Message, word: dataclasses.Field[Any]) -> bool:
    return not word.metadata.get("joined") or getattr(value, word.name) != word.default


def loads(raw: bytes | str, cls: type[M], limit: int = MAX_MESSAGE) -> M:
    """The message in `raw`; anything but a `cls` within its bounds raises WireError."""
    if len(raw) > limit:
        raise WireError(Code.TOO_LARGE)
    try:
        data = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise WireError(Code.BAD_MESSAGE, "json") from None
    return from_json(data, cls)


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")


def from_json(data: Any, cls: type[M]) -> M:
    """`data` as a `cls`: unknown fields are ignored, another or unknown type is refused."""
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise WireError(Code.BAD_MESSAGE, "type")
    found = MESSAGES.get(data["type"])
    if found is None or not issubclass(found, cls):
        raise WireError(Code.UNKNOWN_TYPE, data["type"][:40])
    return typing.cast("M", _message(data, found, "")[0])


def _message(data: Any, cls: type[Message], at: str) -> tuple[Message]:
    if not isinstance(data, dict):
        raise WireError(Code.BAD_MESSAGE, at)
    values: dict[str, Any] = {}
    for f in dataclasses.fields(cls):
        where = f"{at}.{f.name}" if at else f.name
        if f.name in data:
            values[f.name] = _value(data[f.name], _HINTS[cls][f.name], f.metadata, where)
        elif f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
            raise WireError(Code.BAD_MESSAGE, where)
    return (cls(**values),)


def _value(data: Any, hint: Any, bounds: Mapping[str, Any], at: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if data is None else _value(data, typing.get_args(hint)[0], bounds, at)
    if origin is tuple:
        if not isinstance(data, list) or len(data) > bounds["items"]:
            raise WireError(Code.BAD_MESSAGE, at)
        return tuple(_value(item, typing.get_args(hint)[0], {"most": 500}, at) for item in data)
    if origin is not None:
        return _mapping(data, at)
    if issubclass(hint, Message):
        return _message(data, hint, at)[0]
    return _scalar(data, hint, bounds, at)


def _mapping(data: Any, at: str) -> Any:
    if not isinstance(data, dict) or not _storable(data, 6):
        raise WireError(Code.BAD_MESSAGE, at)
    return data


def _storable(data: Any, depth: int) -> bool:
    """Whether both databases can keep it: bounded, finite, no NUL, no half of a surrogate pair."""
    if isinstance(data, str):
        return _is_text(data)
    if isinstance(data, (dict, list)):
        parts = [*data, *data.values()] if isinstance(data, dict) else data
        return depth > 0 and len(data) <= 1000 and all(_storable(part, depth - 1) for part in parts)
    return data is None or isinstance(data, bool) or (-(2**63) < data < 2**63)


def _is_text(data: str) -> bool:
    return "\x00" not in data and (data.isascii() or not any("\ud800" <= c <= "\udfff" for c in data))


def _scalar(data: Any, hint: Any, bounds: Mapping[str, Any], at: str) -> Any:
    if issubclass(hint, enum.Enum):
        try:
            return hint(data)
        except ValueError:
            raise WireError(Code.BAD_MESSAGE, at) from None
    if hint is float and type(data) is int:
        data = float(data) if abs(data) < 2**63 else math.inf
    if type(data) is not hint:
        raise WireError(Code.BAD_MESSAGE, at)
    if hint is str and (len(data) > bounds.get("most", 200) or not _is_text(data)):
        raise WireError(Code.BAD_MESSAGE, at)
    if hint in (int, float) and not bounds.get("low", -1e15) <= data <= bounds.get("high", 1e15):
        raise WireError(Code.BAD_MESSAGE, at)
    return data


def negotiate(oldest: int, newest: int) -> int:
    """The newest version both ends speak; none raises `unsupported_version`."""
    best = min(newest, VERSION)
    if best < max(oldest, OLDEST_SUPPORTED):
        raise WireError(Code.UNSUPPORTED_VERSION, f"{OLDEST_SUPPORTED}-{VERSION}")
    return best

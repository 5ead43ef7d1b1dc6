"""The owner's settings: a TOML file, overruled by IOT_AGENT_* variables, overruled by the command line.

Every mistake is reported at once, in words that name the setting.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import SettingsError

PREFIX = "IOT_AGENT_"
FILE = "agent.toml"
BUSES = ("tcp", "serial", "usb", "file", "hid", "hidraw", "cups", "ipp", "v4l2", "http", "rtsp", "ble", "hdmi")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True)
class Listen:
    """Where the agent answers on the LAN."""

    host: str = "0.0.0.0"  # noqa: S104 - the LAN side is the point of the box
    port: int = 8069

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class DeviceSetting:
    """A device typed by hand; without `bus` and `address` it only pins what discovery finds under `identifier`."""

    identifier: str
    bus: str = ""
    address: str = ""
    name: str = ""
    manufacturer: str = ""
    driver: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def pins_only(self) -> bool:
        return not self.bus


@dataclass(frozen=True)
class Settings:
    """Everything the owner decides; defaults suit a box in a shop."""

    state: Path
    listen: Listen = Listen()
    advertise: tuple[str, ...] = ()
    name: str = ""
    identifier: str = ""
    scan: float = 3.0
    server: str = ""
    database: str = ""
    log: str = "info"
    status_ticket: bool = True
    """Whether each receipt or label printer on USB prints address and pairing code once while the box is free."""
    browser: str = ""
    """The command that shows pages on screens; "" = Chromium, where it is found."""
    devices: tuple[DeviceSetting, ...] = ()


def default_state() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/iot-agent")
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "iot-agent"


def load(
    file: Path | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in force; SettingsError lists all that is wrong. `overrides` come from the command line."""
    env = os.environ if environ is None else environ
    typed = {name[len(PREFIX) :].lower(): value for name, value in env.items() if name.startswith(PREFIX)}
    typed |= {name: value for name, value in (overrides or {}).items() if value}
    state = Path(typed.pop("state", "") or default_state())
    named = typed.pop("settings", "") or file
    raw = _read(Path(named) if named else state / FILE, must=bool(named))
    reader = _Reader({**raw, **{name: value for name, value in typed.items() if name in _TEXTUAL}})
    settings = reader.settings(state)
    if reader.mistakes:
        raise SettingsError("\n".join(reader.mistakes))
    return settings


_TEXTUAL = (
    "listen",
    "advertise",
    "name",
    "identifier",
    "scan",
    "server",
    "database",
    "log",
    "status_ticket",
    "browser",
)


def _read(path: Path, *, must: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        if must:
            raise SettingsError(f"{path}: no such file") from None
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}") from error


class _Reader:
    """Collects mistakes while it reads, so that the owner mends them in one go."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.mistakes: list[str] = []

    def settings(self, state: Path) -> Settings:
        read = Settings(
            state=state,
            listen=self._take("listen", _listen, Listen()),
            advertise=self._take("advertise", _addresses, ()),
            name=self._take("name", _line, ""),
            identifier=self._take("identifier", _identifier, ""),
            scan=self._take("scan", _seconds(0.1, 3600), 3.0),
            server=self._take("server", server_address, ""),
            database=self._take("database", _line, ""),
            log=self._take("log", _level, "info"),
            status_ticket=self._take("status_ticket", _switch, True),
            browser=self._take("browser", _line, ""),
            devices=self._devices(self.raw.pop("device", [])),
        )
        self.mistakes += [f"{name}: no such setting" for name in sorted(self.raw)]
        return read

    def _take(self, name: str, read: Callable[[Any], Any], default: Any) -> Any:
        value = self.raw.pop(name, None)
        if value is None or value == "":
            return default
        try:
            return read(value)
        except ValueError as error:
            self.mistakes.append(f"{name}: {error}")
            return default

    def _devices(self, entries: Any) -> tuple[DeviceSetting, ...]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.mistakes.append("device: must be [[device]] tables")
            return ()
        devices = tuple(device for number, entry in enumerate(entries, 1) if (device := self._device(number, entry)))
        seen: set[str] = set()
        for device in devices:
            if device.identifier in seen:
                self.mistakes.append(f"device {device.identifier}: typed twice")
            seen.add(device.identifier)
        return devices

    def _device(self, number: int, entry: dict[str, Any]) -> DeviceSetting | None:
        where = f"device {entry.get('identifier') or number}"
        options = entry.pop("options", {})
        known = {key: value for key, value in entry.items() if key in DeviceSetting.__dataclass_fields__}
        wrong = [f"{key}: no such setting" for key in entry if key not in known]
        wrong += [f"{key}: must be text" for key, value in known.items() if not isinstance(value, str)]
        if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
            wrong.append("options: must be a table of texts")
        if not entry.get("identifier"):
            wrong.append("identifier: must be given")
        if bool(entry.get("bus")) != bool(entry.get("address")):
            wrong.append("bus and address: give both, or neither to pin a device that is found")
        elif entry.get("bus") and entry["bus"] not in BUSES:
            wrong.append(f"bus: must be one of {', '.join(BUSES)}")
        self.mistakes += [f"{where}: {mistake}" for mistake in wrong]
        return None if wrong else DeviceSetting(**known, options=options)


def _line(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 128:
        raise ValueError("must be one line of at most 128 characters")
    return value


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise ValueError("must be 1 to 64 of A-Z a-z 0-9 _ . -")
    return value


def _listen(value: Any) -> Listen:
    host, _, port = str(value).rpartition(":")
    if not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ValueError("must be HOST:PORT, such as 0.0.0.0:8069")
    return Listen(host.strip("[]") or Listen.host, int(port))


def server_address(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value) or not _leads(value):
        raise ValueError("must be an address such as http://odoo.example.com:8069")
    return value.rstrip("/")


def _leads(url: str) -> bool:
    """Whether its host and port can be read."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _addresses(value: Any) -> tuple[str, ...]:
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list) or len(entries) > 16:
        raise ValueError("must be a list of at most 16 addresses")
    return tuple(server_address(entry.strip() if isinstance(entry, str) else entry) for entry in entries)


def _seconds(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        try:
            seconds = float(value) if not isinstance(value, bool) else low - 1
        except (TypeError, ValueError):
            seconds = low - 1
        if not low <= seconds <= high:
            raise ValueError(f"must be a number of seconds from {low:g} to {high:g}")
        return seconds

    return read


def _switch(value: Any) -> bool:
    word = str(value).lower()
    if word not in ("true", "false"):
        raise ValueError("must be true or false")
    return word == "true"


def _level(value: Any) -> str:
    levels = ("debug", "info", "warning", "error")
    if not isinstance(value, str) or value.lower() not in levels:
        raise ValueError(f"must be one of {', '.join(levels)}")
    return value.lower()

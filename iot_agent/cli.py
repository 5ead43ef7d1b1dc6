"""The command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from . import __version__, log
from .errors import AgentError, StorageError
from .settings import Settings, load
from .wire import WireError

MEND = "make room on that disk, let the agent write there, or replace the disk"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 = done, 1 = it said why not."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load(asked.settings, overrides={"state": asked.state or "", "listen": asked.listen or ""})
        log.setup(settings.log)
        return int(asked.do(settings, asked))
    except StorageError as error:
        print(f"iot-agent: {error}; {MEND}", file=sys.stderr)
        return 1
    except (AgentError, WireError, ValueError) as error:
        print(f"iot-agent: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--state", metavar="DIR", help="where the agent keeps what it must not forget")
    shared.add_argument("--settings", metavar="FILE", type=Path, help="agent.toml; by default that of the state folder")
    shared.add_argument("--listen", metavar="HOST:PORT", help="where it answers on the LAN")
    parser = argparse.ArgumentParser("iot-agent", description="Makes devices of an Odoo database.")
    parser.add_argument("--version", action="version", version=f"iot-agent {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: object, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=words, description=words)
        made.set_defaults(do=do)
        return made

    command("run", _run, "serve the devices")
    pair = command("pair", _pair, "connect the box to a database")
    pair.add_argument("token", nargs="?", help="the connection token that Odoo shows")
    pair.add_argument("--server", metavar="URL", help="or announce the box at this server, and type its code there")
    pair.add_argument("--database", default="", help="the database, on a server with several")
    devices = command("devices", _devices, "show what is plugged in, and which driver speaks to it")
    devices.add_argument("--explain", action="store_true", help="say why each driver was chosen, or none")
    command("code", _code, "show the pairing code, or the owner code of a paired box")
    command("doctor", _doctor, "say what is wrong with this box, and how to mend it")
    capture = command("capture", _capture, "record what goes over a device's wire, for a test to play back")
    capture.add_argument("device", help="as `iot-agent devices` shows it, or BUS:ADDRESS, such as serial:/dev/ttyUSB0")
    capture.add_argument("file", type=Path, help="the recording; must not be there yet")
    capture.add_argument("--seconds", type=float, default=0, help="how long; by default until Ctrl+C")
    capture.add_argument("--baud", default="", metavar="SETTINGS", help='of a serial line, such as "9600 7E1"')
    said = capture.add_mutually_exclusive_group()
    speaks = "let this driver speak to the device meanwhile; one of yours by its file, drivers/<kind>/X.py"
    said.add_argument("--driver", default="", metavar="NAME|FILE", help=speaks)
    said.add_argument("--send", action="append", default=[], metavar="TEXT", help=r"or say this to it, such as 'W\r'")
    simulate = command("simulate", _simulate, "run simulated devices")
    known = "printer, scale, scanner (made by default), others (a wrong one lists them), or a file simulators/X.py"
    simulate.add_argument("devices", nargs="*", metavar="KIND[:NAME]|FILE", help=known)
    simulate.add_argument("--dir", type=Path, default=Path("simulated"), help="where their files go")
    simulate.add_argument("--settings-out", type=Path, help="write the agent's settings for them to this file")
    simulate.add_argument("--control", type=int, default=0, metavar="PORT", help="port of the page that commands them")
    return parser


# The commands import what they need themselves: showing a code should not cost what a server weighs.


def _run(settings: Settings, _asked: argparse.Namespace) -> int:
    from .agent import Exit, run

    if asyncio.run(run(settings)) is Exit.RESTART:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself, once more
    return 0


def _pair(settings: Settings, asked: argparse.Namespace) -> int:
    from . import commands

    if bool(asked.token) == bool(asked.server):
        raise ValueError("give a connection token, or --server URL")
    if asked.token:
        return _say(commands.pair(settings, asked.token))
    return _say(commands.announce(settings, asked.server, asked.database))


def _devices(settings: Settings, asked: argparse.Namespace) -> int:
    from . import commands

    return _say(commands.devices(settings, explain=asked.explain))


def _code(settings: Settings, _asked: argparse.Namespace) -> int:
    from . import commands

    return _say(commands.code(settings))


def _doctor(settings: Settings, _asked: argparse.Namespace) -> int:
    from . import doctor

    findings = list(doctor.examine(settings))
    _say(map(str, findings))
    return int(any(finding.remedy for finding in findings))


def _capture(settings: Settings, asked: argparse.Namespace) -> int:
    from . import capture
    from .bundle import look
    from .core.store import Store

    how = {"seconds": asked.seconds, "baud": asked.baud, "driver": asked.driver, "send": tuple(asked.send)}
    seen = capture.find(settings, asked.device)
    options = {device.identifier: device.options for device in settings.devices}.get(seen.identifier, {})
    shelf = asyncio.run(look.shelf(Store(settings.state)))
    wish = capture.Wish(asked.file, **how)
    asyncio.run(capture.record(wish, seen, options, shelf, lambda line: print(line, flush=True)))
    return 0


def _simulate(_settings: Settings, asked: argparse.Namespace) -> int:
    from .simulators import kit

    wanted = {"folder": asked.dir, "settings_out": asked.settings_out, "control": asked.control}
    asyncio.run(kit.run(asked.devices, **wanted, say=lambda line: print(line, flush=True)))
    return 0


def _say(lines: Iterable[str]) -> int:
    for line in lines:
        print(line, flush=True)
    return 0

"""The command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from . import __version__, log
from .errors import AgentError
from .settings import Settings, load


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 = done, 1 = it said why not."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load(asked.settings, overrides={"state": asked.state or "", "listen": asked.listen or ""})
        log.setup(settings.log)
        return int(asked.do(settings, asked))
    except AgentError as error:
        print(f"iot-agent: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--state", metavar="DIR", help="where the agent keeps what it must not forget")
    shared.add_argument("--settings", metavar="FILE", type=Path, help="agent.toml; by default that of the state folder")
    shared.add_argument("--listen", metavar="HOST:PORT", help="where it answers on the LAN")
    parser = argparse.ArgumentParser("iot-agent", description="Makes devices of an Odoo database.")
    parser.add_argument("--version", action="version", version=f"iot-agent {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", parents=[shared], help="serve the devices")
    run.set_defaults(do=_run)
    return parser


def _run(settings: Settings, _asked: argparse.Namespace) -> int:
    from .agent import Exit, run  # the other commands do without the weight of a server

    if asyncio.run(run(settings)) is Exit.RESTART:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself, once more
    return 0

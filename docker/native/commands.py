"""The commands, one function each; the Makefile calls them."""

import argparse
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import demo as native_demo
from . import docker_suite, install, lab, packages, runner, scratch, stack, suites, template
from .errors import SetupError
from .paths import AGENT_BIN, LOGS, PROJECT, STATE, own_modules
from .postgres import home
from .progress import say, seconds


def setup(_arguments: argparse.Namespace) -> int:
    """Installs everything and makes the database that the others are made of."""
    start = time.monotonic()
    install.everything()
    template.base()
    say(f"Set-up is complete ({seconds(time.monotonic() - start)}).")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """Starts Odoo, a box and simulated devices, until Ctrl-C."""
    native_demo.run(arguments.addons.expanduser().resolve() if arguments.addons else None)
    return 0


def docker_tests(_arguments: argparse.Namespace) -> int:
    """Runs the end-to-end suites against docker/compose.yaml."""
    return docker_suite.run()


def docker_images(_arguments: argparse.Namespace) -> int:
    """Makes the images of docker/compose.yaml ahead of test-docker."""
    return docker_suite.prepare()


def database(_arguments: argparse.Namespace) -> int:
    """Makes the databases that those of the suites are copies of."""
    template.own()
    return 0


def lab_guest(_arguments: argparse.Namespace) -> int:
    """Makes the guest of the hardware lab."""
    lab.prepare()
    return 0


def bench(_arguments: argparse.Namespace) -> int:
    """Measures, and prints the table."""
    install.everything()
    ours = {"PYTHONPATH": f"{PROJECT / 'docker'}:{PROJECT}"}
    environment = {**os.environ, **install.agent_environment(), **ours}
    return subprocess.run(
        [AGENT_BIN / "python", "-m", "tests.bench"], env=environment, cwd=PROJECT, check=False
    ).returncode


def clean(_arguments: argparse.Namespace) -> int:
    """Removes all that set-up brought."""
    for folder in {STATE, home(), scratch.in_memory()}:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():  # a Docker engine that sudo started has left files of root
            subprocess.run(["sudo", "rm", "-rf", folder], check=True)
    return 0


def odoo(arguments: argparse.Namespace) -> int:
    """Runs a server on a private copy of the database until Ctrl-C."""
    install.everything()
    with stack.running("odoo") as running:
        server = running.odoo(arguments.database, workers=arguments.workers, port=arguments.port)
        with server:
            say(f"{server.url}  database {server.database}, admin/admin  log {server.log}")
            signal.pause()
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Runs suites, all by default."""
    start = time.monotonic()
    known = [suite.name for suite in suites.SUITES]
    wanted = arguments.suites or known
    if unknown := sorted(set(wanted) - set(known)):
        raise SetupError(f"There is no suite {', '.join(unknown)}; there are {', '.join(known)}.")
    install.everything()
    if {"guest", "lab"} & set(wanted):
        packages.ensure(packages.LAB)
    if "database" not in wanted and {"odoo", "e2e", "faults", "delays", "lab"} & set(wanted):
        template.base()
    return runner.conclude(runner.run([suite for suite in suites.SUITES if suite.name in wanted]), start)


def test_own(arguments: argparse.Namespace) -> int:
    """Runs the tests beside the drivers in a folder of addons, without Odoo."""
    install.for_demo()
    install.agent("all,test")
    command = [AGENT_BIN / "pytest", "-c", PROJECT / "pyproject.toml", arguments.addons.expanduser().resolve()]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode


def test_odoo(arguments: argparse.Namespace) -> int:
    """Runs the tests inside addons, in a fresh database."""
    modules = arguments.modules or own_modules()
    tags = arguments.tags or ",".join(f"/{name}" for name in modules)
    with stack.running("addons", source=template.base()) as running:
        server = running.odoo("addons")
        options = ["-i", ",".join(modules), "--test-tags", tags, f"--screenshots={LOGS / 'screenshots'}"]
        server.run_once("Odoo's tests", *options, quiet=False)
    return 0


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declares the commands and their options."""
    commands.add_parser("setup", help=setup.__doc__).set_defaults(run=setup)
    parser = commands.add_parser("demo", help=demo.__doc__)
    parser.add_argument(
        "addons", nargs="?", type=Path, help="a folder of addons with iot_handlers, to have them as well"
    )
    parser.set_defaults(run=demo)
    commands.add_parser("test-docker", help=docker_tests.__doc__).set_defaults(run=docker_tests)
    commands.add_parser("docker-images", help=docker_images.__doc__).set_defaults(run=docker_images)
    commands.add_parser("database", help=database.__doc__).set_defaults(run=database)
    commands.add_parser("lab-guest", help=lab_guest.__doc__).set_defaults(run=lab_guest)
    commands.add_parser("bench", help=bench.__doc__).set_defaults(run=bench)
    commands.add_parser("clean", help=clean.__doc__).set_defaults(run=clean)
    parser = commands.add_parser("odoo", help=odoo.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--database", default="iot")
    parser.add_argument("--workers", type=int, default=0)
    parser.set_defaults(run=odoo)
    parser = commands.add_parser("test", help=test.__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=" ".join(suite.name for suite in suites.SUITES))
    parser.set_defaults(run=test)
    parser = commands.add_parser("test-own", help=test_own.__doc__)
    parser.add_argument("addons", type=Path)
    parser.set_defaults(run=test_own)
    parser = commands.add_parser("test-odoo", help=test_odoo.__doc__)
    parser.add_argument("modules", nargs="*", help="addons, all by default")
    parser.add_argument("--tags", help="--test-tags of Odoo, /ADDON,… by default")
    parser.set_defaults(run=test_odoo)

"""What must be on the machine before anything can start: packages, Odoo, the agent's Python."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from . import packages
from .errors import SetupError
from .paths import AGENT_BIN, AGENT_VENV, LOGS, ODOO_PYTHON, ODOO_TARGET, PROJECT, STATE
from .process import run
from .progress import step

INSTALL_SCRIPT = PROJECT / "docker" / "odoo" / "install.sh"


def everything() -> None:
    """All that the suites need. Does nothing where it is all there."""
    packages.ensure(packages.NATIVE, packages.BROWSER, packages.COMPILER, packages.SPOOLER)
    packages.ensure(packages.offered({**packages.PDF, **packages.LABELS}))
    odoo()
    agent("all,test")


def for_demo() -> None:
    """All that the demo needs."""
    packages.ensure(packages.NATIVE, packages.COMPILER)
    packages.ensure(packages.offered(packages.PDF))
    odoo()
    agent("all")


def odoo() -> None:
    """Odoo under .odoo/odoo."""
    if subprocess.run([INSTALL_SCRIPT, ODOO_TARGET], check=False).returncode:
        raise SetupError("Odoo could not be installed; the lines above say why.")


def agent(extras: str) -> None:
    """The agent with these extras in a virtual environment of its own, which follows the sources."""
    stamp = AGENT_VENV / ".installed"
    described = b"".join((PROJECT / name).read_bytes() for name in ("setup.cfg", "pyproject.toml"))
    key = hashlib.sha256(described + str(ODOO_PYTHON.resolve()).encode() + str(PROJECT).encode()).hexdigest()
    with (STATE / ".agent.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = set(stamp.read_text().split()) if stamp.exists() else set()
        if {key, *extras.split(",")} <= there:
            return
        log = LOGS / "agent-install.log"
        with step("Python environment of the agent"):
            if not (AGENT_BIN / "python").exists():
                shutil.rmtree(AGENT_VENV, ignore_errors=True)
                run([ODOO_PYTHON.resolve(), "-m", "venv", AGENT_VENV], log, "Making a virtual environment")
            pip: list[str | Path] = [
                AGENT_BIN / "python",
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "--no-input",
            ]
            run([*pip, "-e", f"{PROJECT}[{extras}]"], log, "Installing the agent")
        stamp.write_text(" ".join([key, *extras.split(",")]))


def browser() -> Path:
    """Chromium, as Playwright's executable_path."""
    for name in ("chromium", "google-chrome", "chromium-browser"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise SetupError("Chromium is missing: sudo apt-get install chromium")


def agent_environment() -> dict[str, str]:
    """What programs of the suites have in their environment: the agent's Python first, which keeps what it compiled.

    The agent is started some thousand times; compiling it is two fifths of each start. What stands here is laid over
    the environment there is, so that it can be emptied in it and not left out.
    """
    return {
        "PATH": f"{AGENT_BIN}:{os.environ['PATH']}",
        "VIRTUAL_ENV": str(AGENT_VENV),
        "PYTHONDONTWRITEBYTECODE": "",
    }

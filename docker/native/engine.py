"""A Docker engine with compose: the machine's own, or one of ours that ends with us."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import packages
from .errors import SetupError
from .paths import LOGS, PROJECT, STATE
from .process import Child
from .progress import say, step

DOCKER = STATE / "docker"
ENGINE = {"docker.io": ("/usr/sbin/dockerd", "/usr/bin/dockerd")}
CLIENT = {"docker-cli": ("/usr/bin/docker", "/usr/local/bin/docker")}
PLUGINS = PROJECT / "docker" / "compose-plugins.sh"
START_TIMEOUT = 60.0


@contextlib.contextmanager
def engine() -> Iterator[dict[str, str]]:
    """Within, `docker compose` works with the environment that is handed over."""
    with contextlib.ExitStack() as running:
        environment: dict[str, str] = {}
        if not _answers(environment):
            packages.ensure(ENGINE)
            packages.ensure(CLIENT)
            if not _answers(environment):
                environment = running.enter_context(_own_engine())
        yield {**environment, **_plugins(environment)}


def _answers(environment: dict[str, str]) -> bool:
    if not shutil.which("docker"):
        return False
    info = ["docker", "info", "--format", "{{.ServerVersion}}"]
    done = subprocess.run(info, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return done.returncode == 0 and bool(done.stdout.strip())


def _plugins(environment: dict[str, str]) -> dict[str, str]:
    """Nothing where Docker has its plugins, else a configuration folder that holds them."""
    commands = (["docker", "compose", "version"], ["docker", "buildx", "version"])
    merged = {**os.environ, **environment}
    if all(subprocess.run(words, env=merged, capture_output=True, check=False).returncode == 0 for words in commands):
        return {}
    folder = DOCKER / "config"
    with step("docker compose"):
        if subprocess.run([PLUGINS, folder], check=False).returncode:
            raise SetupError("docker compose is missing: sudo apt-get install docker-compose (Debian 13)")
    return {"DOCKER_CONFIG": str(folder)}


@contextlib.contextmanager
def _own_engine() -> Iterator[dict[str, str]]:
    """dockerd with folders and a socket of its own, as root; the socket belongs to our group."""
    name = hashlib.sha256(str(DOCKER).encode()).hexdigest()[:12]
    run = Path(tempfile.gettempdir()) / f"iot-docker-{name}"
    run.mkdir(mode=0o755, exist_ok=True)
    socket = run / "docker.sock"
    pid = run / "docker.pid"
    lent = [] if os.geteuid() == 0 else ["sudo"]
    environment = {"DOCKER_HOST": f"unix://{socket}"}
    command = [*lent, "dockerd", f"--data-root={DOCKER / 'data'}", f"--exec-root={run / 'exec'}", f"--pidfile={pid}"]
    command += [f"--host=unix://{socket}", f"--group={os.getegid()}"]
    with step("Docker engine"):
        child = Child(command, LOGS / "dockerd.log", env={"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})
        try:
            child.wait_for(lambda: _answers(environment), "Starting a Docker engine", START_TIMEOUT)
        except SetupError:
            _end(child, pid, lent)
            raise
    try:
        yield environment
    finally:
        say("· stopping the Docker engine")
        _end(child, pid, lent)
        subprocess.run([*lent, "rm", "-rf", run], check=False)


def _end(child: Child, pid: Path, lent: list[str]) -> None:
    """Ends dockerd by the id that it wrote; only root may, so sudo does it where root started it."""
    with contextlib.suppress(OSError):
        subprocess.run([*lent, "kill", pid.read_text().strip()], check=False)
    deadline = time.monotonic() + START_TIMEOUT
    while child.running and time.monotonic() < deadline:
        time.sleep(0.1)
    if not lent:
        child.stop()

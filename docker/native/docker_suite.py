"""`make test-docker`: the suites against docker/compose.yaml."""

import contextlib
import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from . import install, packages, runner
from .compose import ComposeOdoo, compose
from .engine import DOCKER, engine
from .paths import LOGS, PROJECT, STATE
from .ports import free_port
from .process import Child
from .progress import say, step
from .suites import DOCKER_SUITES

BASE_IMAGES = PROJECT / "docker" / "base-images.sh"
LOCAL = {"POSTGRES_BASE": "iot-base/postgres", "ODOO_BASE": "iot-base/odoo", "PYTHON_BASE": "iot-base/python"}
BUILDER = {"mmdebstrap": ("/usr/bin/mmdebstrap",)}
REGISTRY_TIMEOUT = 180


def run() -> int:
    """Builds, starts, tests and removes the stack; 0 when nothing failed."""
    start = time.monotonic()
    with _images(), _stack():
        runs = runner.run(DOCKER_SUITES)
    return runner.conclude(runs, start)


def prepare() -> int:
    """Makes the images, which `run` then finds; to be done beside something else."""
    with _images():
        return 0


@contextlib.contextmanager
def _images() -> Iterator[None]:
    """Within, there are an engine and the images of compose.yaml."""
    install.everything()
    with engine() as environment:
        os.environ.update(environment)
        os.environ.update(_variables())
        os.environ.update(_bases())
        with step("building the images"):
            compose("build")
        yield


def _variables() -> dict[str, str]:
    """What compose.yaml reads."""
    conf = DOCKER / "pip.conf"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text(_pip_settings())
    conf.chmod(0o600)
    return {
        "IOT_STACK": "docker",
        "IOT_PROJECT": f"iot-test-{os.getpid()}",
        "POSTGRES_PASSWORD": secrets.token_urlsafe(16),
        "ODOO_DATABASE": "docker",
        "ODOO_LISTEN": f"127.0.0.1:{free_port()}",
        "AGENT_LISTEN": f"127.0.0.1:{free_port()}",
        "PIP_CONF": str(conf),
        "CA_FILE": os.environ.get("PIP_CERT") or "/etc/ssl/certs/ca-certificates.crt",
    }


def _pip_settings() -> str:
    """How this machine's pip reaches PyPI, as far as a container can do the same."""
    listed = subprocess.run(
        [STATE / "agent" / "bin" / "python", "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    settings: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2]
        if option in {"index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout"}:
            words = [word for word in value.strip("'\"").replace("\\n", " ").split() if not word.startswith("file:")]
            if words:
                settings[option.removeprefix("default-")] = " ".join(words)
    return "[global]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())


def _bases() -> dict[str, str]:
    """The official base images where a registry answers, else our equals of them."""
    wanted = os.environ.get("IOT_BASE_IMAGES")
    if wanted != "local" and (wanted == "official" or _registry_answers()):
        return {}
    packages.ensure(BUILDER)
    with step("base images from Debian's packages (no registry answers)"):
        subprocess.run([BASE_IMAGES], check=True, stdin=subprocess.DEVNULL)
    return LOCAL


def _registry_answers() -> bool:
    try:
        pull = subprocess.run(
            ["docker", "pull", "--quiet", "postgres:16"], capture_output=True, check=False, timeout=REGISTRY_TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return False
    return pull.returncode == 0


@contextlib.contextmanager
def _stack() -> Iterator[None]:
    log = LOGS / "compose-odoo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    follower: Child | None = None
    try:
        with step("Odoo, PostgreSQL and a box in containers"):
            compose("up", "--detach", "odoo")
            follower = _follow(log)
            ComposeOdoo().start()
            compose("up", "--detach", "--wait", "agent")
        yield
    finally:
        if follower:
            follower.stop()
        say("· removing the containers")
        compose("down", "--volumes", "--timeout", "5")


def _follow(log: Path) -> Child:
    """Copies Odoo's log to a file, over restarts of the container."""
    name = json.loads(compose("ps", "--format", "json", "odoo").splitlines()[0])["Name"]
    follow = f"docker logs --follow {name}; while sleep 0.2; do docker logs --follow --since 1s {name}; done"
    return Child(["sh", "-c", follow], log)

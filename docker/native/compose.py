"""The stack of docker/compose.yaml, with the same handles as the native one."""

import os
import subprocess
import time
from pathlib import Path

from .errors import SetupError
from .paths import LOGS, PROJECT
from .postgres import PLAIN, ROLE
from .rpc import Client, answers

FILES = ("docker/compose.yaml", "docker/compose.test.yaml")
ODOO_TIMEOUT = 300.0


def compose(*arguments: str, quiet: bool = True, text: str | None = None) -> str:
    """The output of docker compose on our files; SetupError when it fails."""
    files = [word for name in FILES for word in ("--file", str(PROJECT / name))]
    done = subprocess.run(
        ["docker", "compose", *files, *arguments],
        input=text,
        stdin=None if text is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.PIPE if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"docker compose {' '.join(arguments)} failed:\n{done.stdout or ''}{done.stderr or ''}")
    return (done.stdout or "").strip()


class ComposePostgres:
    """PostgreSQL in its container."""

    def query(self, sql: str, database: str = "postgres") -> str:
        """The answer to one statement as plain text, a row per line, columns apart by |."""
        psql = ["psql", "-h", "127.0.0.1", "-U", ROLE, *PLAIN, "-d", database]
        secret = f"PGPASSWORD={os.environ['POSTGRES_PASSWORD']}"
        return compose("exec", "--no-TTY", "--env", secret, "db", *psql, text=sql)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        compose("up", "--detach", "--wait", "--no-recreate", "db")

    def stop(self) -> None:
        """Stops it cleanly."""
        compose("stop", "db")

    def kill(self) -> None:
        """Ends it at once."""
        compose("kill", "db")


class ComposeOdoo:
    """Odoo in its container; the environment is that of `native.docker_suite`."""

    def __init__(self) -> None:
        self.port = int(os.environ["ODOO_LISTEN"].rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = os.environ["ODOO_DATABASE"]
        self.log = LOGS / "compose-odoo.log"
        self.postgres = ComposePostgres()

    def start(self) -> "ComposeOdoo":
        """Starts it and waits until it answers."""
        compose("start", "odoo")
        deadline = time.monotonic() + ODOO_TIMEOUT
        while not self.answers():
            if time.monotonic() > deadline:
                raise SetupError(f"Odoo does not answer at {self.url}. {_tail(self.log)}")
            time.sleep(0.2)
        return self

    def answers(self) -> bool:
        """Whether it serves requests."""
        return answers(f"{self.url}/web/health")

    def stop(self) -> None:
        """Stops it cleanly."""
        compose("stop", "odoo")

    def kill(self) -> None:
        """Ends it at once."""
        compose("kill", "odoo")

    def restart(self) -> None:
        """Stops it and starts it again."""
        self.stop()
        self.start()

    def client(self, login: str = "admin", password: str = "admin") -> Client:  # noqa: S107
        """A logged-in user of its database."""
        return Client(self.url, self.database, login, password)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])

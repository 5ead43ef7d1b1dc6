"""A private PostgreSQL cluster: its own folder, its own loopback port, its own password."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .errors import SetupError
from .paths import STATE
from .ports import free_port
from .process import Child, Service

ROLE = "odoo"
PLAIN = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
"""How psql answers as plain text, a row per line, columns apart by |, and ends at the first error."""

# A cluster that only tests and demos use may lose its last seconds in a power cut; fault tests ask for `durable`.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "log_min_messages": "warning",
    "max_wal_size": "2GB",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def binaries() -> Path:
    """The folder of Debian's newest PostgreSQL programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SetupError("PostgreSQL is missing: sudo apt-get install postgresql")
    return found[-1].parent


def owner() -> str | None:
    """The account that runs the cluster: ours, or the unprivileged `postgres` where we are root."""
    return "postgres" if os.geteuid() == 0 else None


def as_owner(argv: Sequence[str | Path]) -> list[str]:
    """The command, run by the account that runs the cluster."""
    user = owner()
    lent = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"] if user else []
    return [*lent, *(str(word) for word in argv)]


def home() -> Path:
    """Where clusters can stand: in the state folder, unless their account cannot reach it (a clone under /root)."""
    STATE.mkdir(parents=True, exist_ok=True)
    if subprocess.run(as_owner(["test", "-x", STATE]), check=False).returncode == 0:
        return STATE
    return Path("/var/tmp") / f"iot-{hashlib.sha256(str(STATE).encode()).hexdigest()[:12]}"  # noqa: S108


class Postgres(Service):
    """One cluster. `start` it, `stop` it; as a context manager it is stopped at the end."""

    def __init__(self, folder: Path, *, durable: bool = False, log: Path | None = None) -> None:
        self.folder = folder
        self.durable = durable
        self.port = 0
        self._log = log or folder.with_suffix(".log")

    @property
    def password(self) -> str:
        """The password of the role `odoo`, made once with the cluster."""
        return self.folder.with_suffix(".password").read_text().strip()

    def create(self) -> None:
        """Makes the cluster with the role `odoo`, which may create databases and is no superuser."""
        self.folder.mkdir(parents=True)
        password = secrets.token_urlsafe(24)
        secret = self.folder.with_suffix(".password")
        secret.touch(mode=0o600)
        secret.write_text(password)
        user = owner()
        if user:
            shutil.chown(self.folder, user)
            shutil.chown(secret, user)
        options = "--username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync"
        done = subprocess.run(
            as_owner([binaries() / "initdb", f"--pgdata={self.folder}", f"--pwfile={secret}", *options.split()]),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SetupError(f"initdb failed: {done.stderr.strip()}")
        with self:
            self._psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'", user="postgres")

    def start(self, *, port: int | None = None) -> None:
        """Starts it on its last port, or on a free one, and waits until it answers."""
        self.port = port or self.port or free_port()
        settings = {**SETTINGS, **({} if self.durable else FAST), "port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._child = Child(
            [binaries() / "postgres", "-D", self.folder, *options],
            self._log,
            user=owner(),
            cwd=self.folder,
            stop_signal=signal.SIGINT,
        )
        self._child.wait_for(self.answers, "Starting PostgreSQL", 60)

    def answers(self) -> bool:
        """Whether it accepts connections."""
        command: list[str | Path] = [binaries() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        if self._child:
            super().kill()
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def __enter__(self) -> "Postgres":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """How libpq programs find it, as the role `odoo`."""
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": ROLE, "PGPASSWORD": self.password}

    def query(self, sql: str, database: str = "postgres") -> str:
        """The answer to one statement as plain text, a row per line, columns apart by |."""
        return self._psql(sql, database=database)

    def databases(self) -> list[str]:
        """The databases of the role `odoo`."""
        listed = self.query(
            "SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid WHERE rolname = current_user"
        )
        return listed.split()

    def clone(self, template: str, name: str) -> None:
        """Makes a database as a copy of another that nobody is connected to."""
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Drops a database, connected or not."""
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _psql(self, sql: str, *, user: str = ROLE, database: str = "postgres") -> str:
        command: list[str | Path] = [binaries() / "psql", *PLAIN, "-d", database]
        environment = {**os.environ, **self.environment(), "PGUSER": user}
        done = subprocess.run(command, input=sql, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()


def copy_cluster(source: Path, target: Path) -> None:
    """Copies a cluster that is not running, with its password and its owner."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", source, target], check=True)
    shutil.copy2(source.with_suffix(".password"), target.with_suffix(".password"))

"""An Odoo server on this machine."""

import configparser
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .paths import ODOO, PROJECT, odoo_addons_path
from .ports import free_port
from .postgres import ROLE, Postgres
from .process import Child, Service, run
from .rpc import Client, answers


class Odoo(Service):
    """One server: threaded, or with `workers` processes, the gevent process and a reverse proxy before them, which
    stays while the server is stopped.

    `folder` holds its configuration, its file store (data/) and its log. `database` is what it serves; None lets it
    serve every database of the cluster.
    """

    def __init__(
        self,
        postgres: Postgres,
        database: str | None,
        folder: Path,
        *,
        port: int = 0,
        workers: int = 0,
        extra_addons: Sequence[Path] = (),
        options: Mapping[str, str] | None = None,
    ) -> None:
        self.postgres = postgres
        self.database = database
        self.folder = folder
        self.port = port or free_port()
        self.gevent_port = free_port()
        self.http_port = free_port() if workers else self.port
        self.workers = workers
        self.log = folder / "odoo.log"
        self._extra_addons = extra_addons
        self._options = options or {}
        self._proxy: Child | None = None

    @property
    def url(self) -> str:
        """Where browsers and boxes find it."""
        return f"http://127.0.0.1:{self.port}"

    def configuration(self) -> Path:
        """Writes the configuration file and returns its path."""
        parser = configparser.RawConfigParser()
        options = {
            "addons_path": odoo_addons_path(*self._extra_addons),
            "data_dir": str(self.folder / "data"),
            "db_host": "127.0.0.1",
            "db_port": str(self.postgres.port),
            "db_user": ROLE,
            "db_password": self.postgres.password,
            "http_interface": "127.0.0.1",
            "http_port": str(self.http_port),
            "gevent_port": str(self.gevent_port),
            "workers": str(self.workers),
            "proxy_mode": str(bool(self.workers)),
            "max_cron_threads": "1",
            "db_maxconn": "32",
            "limit_time_real": "300",
        }
        if self.database:
            options |= {"db_name": self.database, "dbfilter": f"^{self.database}$", "list_db": "False"}
        parser["options"] = {**options, **self._options}
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "odoo.conf"
        path.touch(mode=0o600)
        with path.open("w") as file:
            parser.write(file)
        return path

    def start(self) -> "Odoo":
        """Starts it and waits until it answers."""
        self._child = Child([ODOO, "-c", self.configuration()], self.log)
        self._child.wait_for(self.answers, "Starting Odoo", 120)
        if self.workers and not self._proxy:
            ports = (self.port, self.http_port, self.gevent_port)
            command: list[str | Path] = [sys.executable, PROJECT / "docker" / "native" / "proxy.py", *map(str, ports)]
            self._proxy = Child(command, self.folder / "proxy.log")
            self._proxy.wait_for(lambda: answers(f"{self.url}/web/health"), "Starting the proxy", 20)
        return self

    def answers(self) -> bool:
        """Whether it serves requests, the gevent process included."""
        ports = [self.http_port, self.gevent_port] if self.workers else [self.http_port]
        return all(answers(f"http://127.0.0.1:{port}/web/health") for port in ports)

    def close(self) -> None:
        """Stops it and the proxy before it."""
        self.stop()
        if self._proxy:
            self._proxy.stop()
            self._proxy = None

    def restart(self) -> None:
        """Stops it and starts it on the same ports."""
        self.stop()
        self.start()

    def __enter__(self) -> "Odoo":
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def run_once(self, what: str, *arguments: str, quiet: bool = True) -> None:
        """Runs Odoo with these arguments to its end (install, update, test); SetupError when it fails."""
        run([ODOO, "-c", self.configuration(), "--stop-after-init", *arguments], self.log if quiet else None, what)

    def run_script(self, what: str, script: Path) -> None:
        """Runs a Python file in Odoo's shell, where `env` is its environment; SetupError when it fails."""
        shell: list[str | Path] = [ODOO, "shell", "-c", self.configuration(), "--no-http", "--log-level=warn"]
        run(["sh", "-ec", 'exec "$@" <"$0"', script, *shell], self.log, what)

    def client(self, login: str = "admin", password: str = "admin") -> Client:  # noqa: S107
        """A logged-in user of its database."""
        if not self.database:
            raise RuntimeError("name the database: native.rpc.Client(odoo.url, database)")
        return Client(self.url, self.database, login, password)

"""PostgreSQL and Odoo together, in a folder of one run that disappears with it."""

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import scratch, template
from .odoo import Odoo
from .postgres import Postgres, home


class Stack:
    """A running cluster that holds the template, and the servers that were started on clones of it."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder = folder
        self.postgres = postgres
        self._servers: list[Odoo] = []
        self._numbers = itertools.count(1)

    def odoo(
        self,
        database: str | None = None,
        *,
        workers: int = 0,
        extra_addons: Sequence[Path] = (),
        options: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> Odoo:
        """A server, not started, on a clone of the template named `database` (made where it does not exist)."""
        name = database or f"test{next(self._numbers)}"
        folder = self.folder / f"odoo-{next(self._numbers)}"
        server = Odoo(
            self.postgres, name, folder, port=port, workers=workers, extra_addons=extra_addons, options=options
        )
        (folder / "data").parent.mkdir(parents=True)
        (folder / "data").symlink_to(self.folder / "data")
        self.database(name, server.url)
        self._servers.append(server)
        return server

    def database(self, name: str, url: str) -> None:
        """Clones the template under that name, unless the database is there already."""
        if name not in self.postgres.databases():
            template.clone(self.postgres, self.folder / "data", name, url)

    def stop(self) -> None:
        """Stops the servers and the cluster."""
        for server in reversed(self._servers):
            server.close()
        self.postgres.stop()


@contextlib.contextmanager
def running(name: str, *, durable: bool = False, source: template.Template | None = None) -> Iterator[Stack]:
    """A stack on a private copy of the template; its folder stays when IOT_KEEP is set."""
    folder = scratch.folder(instead=home()) / "run" / f"{name}-{os.getpid()}"
    _remove_leftovers(folder.parent)
    postgres = (source or template.own()).copy_to(folder)
    postgres.durable = durable
    stack = Stack(folder, postgres)
    try:
        postgres.start()
        yield stack
    finally:
        stack.stop()
        if not os.environ.get("IOT_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(runs: Path) -> None:
    """Removes the folders of runs whose process is gone (killed before it could tidy up)."""
    if os.environ.get("IOT_KEEP") or not runs.is_dir():
        return
    for folder in runs.iterdir():
        number = folder.name.rpartition("-")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(folder, ignore_errors=True)

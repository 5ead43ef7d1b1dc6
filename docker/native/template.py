"""Clusters with a ready database in them, made once and copied.

Two layers, each rebuilt only when what it is made of changes: Odoo's own applications with demo data, and on top of a
copy of that the addons of this project.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from .odoo import Odoo
from .paths import LOGS, ODOO_TARGET, OWN_ADDONS, PROJECT, own_modules
from .postgres import Postgres, copy_cluster, home
from .progress import step

DATABASE = "template"
BASE_MODULES = ("point_of_sale", "mrp")
KEPT = 3
PREGENERATE = Path(__file__).with_name("pregenerate.py")


class Template:
    """A stopped cluster (pg/) and a file store (data/) in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy_to(self, target: Path) -> Postgres:
        """Copies cluster and file store into a folder; the cluster is returned, not started."""
        target.mkdir(parents=True, exist_ok=True)
        with _lock():
            copy_cluster(self.folder / "pg", target / "pg")
            _link_tree(self.folder / "data", target / "data")
        return Postgres(target / "pg")


def clone(postgres: Postgres, data: Path, name: str, url: str) -> None:
    """Makes a database of its own from the template in the same cluster, with its files and its identity."""
    postgres.clone(DATABASE, name)
    _link_tree(data / "filestore" / DATABASE, data / "filestore" / name)
    postgres.query(
        f"UPDATE ir_config_parameter SET value = '{uuid.uuid4()}' WHERE key = 'database.uuid';"  # noqa: S608
        f"UPDATE ir_config_parameter SET value = '{url}' WHERE key = 'web.base.url'",
        name,
    )


def base() -> Template:
    """Odoo with Point of Sale, Manufacturing and demo data."""

    def build(folder: Path) -> None:
        Postgres(folder / "pg", log=LOGS / "template-pg.log").create()
        with Postgres(folder / "pg", log=LOGS / "template-pg.log") as postgres:
            odoo = Odoo(postgres, DATABASE, folder)
            odoo.run_once(
                "Making the database", "-i", ",".join(BASE_MODULES), "--with-demo", "--no-http", "--log-level=warn"
            )
            odoo.run_script("Making its bundles", PREGENERATE)

    return _layer(_base_name(), "database with Point of Sale, Manufacturing and demo data", build)


def own() -> Template:
    """The base with every addon of this project installed."""
    below = base()
    modules = own_modules()

    def build(folder: Path) -> None:
        with below.copy_to(folder) as postgres:
            odoo = Odoo(postgres, DATABASE, folder)
            odoo.run_once("Installing the addons", "-i", ",".join(modules), "--no-http", "--log-level=warn")
            odoo.run_script("Making their bundles", PREGENERATE)

    return _layer(own_name(), f"addons {', '.join(modules)}", build)


def own_name() -> str:
    """A name that changes when the addons do."""
    return f"own-{_digest(_sources(), _base_name(), *own_modules())}"


def _base_name() -> str:
    return f"base-{_digest([ODOO_TARGET / 'build', PREGENERATE], *BASE_MODULES)}"


def _sources() -> list[Path]:
    """The files of our addons that the database is made of."""
    return sorted(
        Path(folder) / name
        for folder, folders, names in os.walk(OWN_ADDONS)
        for name in names
        if name.endswith((".py", ".xml", ".csv", ".sql")) and not {"static", "tests"} & set(Path(folder).parts)
    )


def _digest(files: list[Path], *words: str) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in files:
        name = file.relative_to(PROJECT) if file.is_relative_to(PROJECT) else Path(file.name)
        digest.update(f"{name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _layer(name: str, title: str, build: Callable[[Path], None]) -> Template:
    folder = home() / "templates" / name
    with _lock(name):
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            with step(title):
                build(part)
            part.rename(folder)
            _forget_old(name.split("-")[0])
        os.utime(folder)
    return Template(folder)


def _forget_old(layer: str) -> None:
    with _lock():
        folders = [path for path in (home() / "templates").glob(f"{layer}-*") if path.suffix != ".part"]
        for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(folder)


@contextlib.contextmanager
def _lock(name: str = "copy") -> Iterator[None]:
    folder = home() / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _link_tree(source: Path, target: Path) -> None:
    """A copy of a file store: its files never change, so a link to each is enough where there can be one."""
    if source.exists():
        shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:  # the same content under the same name
        pass
    except OSError as error:
        if error.errno != errno.EXDEV:  # another file system
            raise
        shutil.copy2(source, target)

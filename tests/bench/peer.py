"""Odoo's own box code: its environment, its functions in a worker, and its whole server."""

import configparser
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from native import packages
from native.paths import LOGS, ODOO_PYTHON, ODOO_TARGET, STATE
from native.ports import free_port
from native.process import Child, run
from native.rpc import answers

HERE = Path(__file__).resolve().parent
VENV = STATE / "bench"
PYTHON = VENV / "bin" / "python"

# What Odoo's requirements of a box name beside those of a server, apart from the wheel that Odoo brings itself.
REQUIREMENTS = ("python-escpos==3.1", "websocket-client==1.9.0", "schedule", "netifaces", "evdev", "pycups")


def install() -> None:
    """Odoo's interpreter and libraries, with what a box needs on top, in an environment of its own."""
    packages.ensure(packages.BENCH)
    stamp = VENV / ".installed"
    wheels = sorted(str(path) for path in _addon("iot_box_image").glob("configuration/aiortc-*.whl"))
    key = hashlib.sha256(repr((ODOO_PYTHON.resolve(), _libraries(), REQUIREMENTS, wheels)).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == key:
        return
    log = LOGS / "bench-install.log"
    run([ODOO_PYTHON.resolve(), "-m", "venv", "--clear", VENV], log, "Making a virtual environment")
    site = next(VENV.glob("lib/python3*/site-packages"))
    (site / "odoo.pth").write_text(f"{_libraries()}\n")
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    run([*pip, *REQUIREMENTS, *wheels], log, "Installing what Odoo's box requires")
    stamp.write_text(key)


def _libraries() -> str:
    return str(next((ODOO_TARGET / "venv").glob("lib/python3*/site-packages")))


def addons_path() -> str:
    """Odoo's own addons."""
    return (ODOO_TARGET / "addons_path").read_text().strip()


def _addon(name: str) -> Path:
    found = [path for folder in addons_path().split(",") if (path := Path(folder) / name).is_dir()]
    return found[0]


def _environment(**more: str) -> dict[str, str]:
    source = Path(addons_path().split(",")[0]).parents[1]
    return {"PYTHONPATH": str(source), **more}


class Worker:
    """Functions of Odoo, called in Odoo's interpreter."""

    def __init__(self, module: str, folder: Path, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{module}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PYTHON, HERE / "peer_worker.py", module, folder, addons_path()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **_environment(**environment)},
            )
        self._read()

    def call(self, name: str, **arguments: Any) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"call": name, **arguments}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Odoo's code ended: {self._process.args}")
        return json.loads(line)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()


@contextmanager
def worker(module: str, folder: Path, **environment: str) -> Iterator[Worker]:
    """A worker for as long as the block runs."""
    it = Worker(module, folder, **environment)
    try:
        yield it
    finally:
        it.close()


class OdooBox:
    """Odoo's box server, unchanged, with the configuration of its image and devices without hardware.

    It holds itself for a test system (the kernel is no Raspberry Pi's), so what needs one is left out: nginx, Wi-Fi,
    certificates, updates, sending its log; so are the loops that look for USB devices, CUPS and screens. A real box is
    heavier than this.
    """

    def __init__(self, folder: Path, server: str, *, spooler: str = "", **devices: str) -> None:
        """`server` is the database it is connected to, `spooler` where CUPS listens.

        `devices` is what peer_addons/bench_devices reads.
        """
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "box.log"
        self._server = server
        self._devices = {f"BENCH_{name.upper()}": value for name, value in devices.items()}
        self._devices |= {"CUPS_SERVER": spooler} if spooler else {}
        self._child: Child | None = None

    def spawn(self) -> None:
        """Starts it, without waiting."""
        launcher = self.folder / "bin" / "odoo"
        launcher.parent.mkdir(parents=True, exist_ok=True)
        launcher.write_text("import odoo.cli\nodoo.cli.main()\n")
        conf = self.folder / "odoo.conf"
        with conf.open("w") as file:
            self._configuration().write(file)
        command = [PYTHON, launcher, "-c", conf, "--load", "iot_drivers,web,bench_devices"]
        self._child = Child(command, self.log, env=_environment(**self._devices))

    def _configuration(self) -> configparser.RawConfigParser:
        parser = configparser.RawConfigParser()
        parser["options"] = {
            "addons_path": f"{addons_path()},{HERE / 'peer_addons'}",
            "data_dir": str(self.folder / "data"),
            "log_handler": ":INFO,werkzeug:WARNING",
            "log_level": "info",
            "max_cron_threads": "0",
            "list_db": "False",
            "http_interface": "127.0.0.1",
            "http_port": str(self.port),
        }
        parser["iot.box"] = {"remote_server": self._server} if self._server else {}
        return parser

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    def answers(self) -> bool:
        return answers(f"{self.url}/hw_proxy/hello")

    def start(self) -> "OdooBox":
        self.spawn()
        assert self._child
        self._child.wait_for(self.answers, "Starting Odoo's box", 60)
        return self

    def stop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None

    def __enter__(self) -> "OdooBox":
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

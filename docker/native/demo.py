"""`make demo`: the whole system with simulated devices, until Ctrl-C."""

import contextlib
import fcntl
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from . import install, template
from .errors import SetupError
from .odoo import Odoo
from .paths import AGENT_BIN, own_modules
from .ports import free_port, is_free
from .postgres import Postgres, home
from .process import Child
from .progress import say, seconds, step
from .rpc import Client, answers

DATABASE = "demo"
PREFERRED = {"odoo": 8069, "agent": 8070, "control": 8071}
DEVICES = ("printer", "label", "scale", "scanner", "pedal", "camera", "netcam", "gauge", "display", "screen")
PROGRAM = AGENT_BIN / "iot-agent"
HANDLERS = "iot_handlers"

WELCOME = """
  Odoo                {odoo}      login admin, password admin
  Homepage of the box {agent}
  Simulated devices   {control}      to look at and to play with
  Commands of the box {program} COMMAND --state {state}

  First: open Odoo, then the app IoT. The box is there with its devices.
         Open the printer, click Print Test Page, and look at the receipt on the page of the simulated devices.
         Open the scale, click Read Weight, and put 1.234 kg on it there.
         Open the scanner, click Test Scanner, and scan there.
         The other devices have a test as well: a footswitch, two cameras, a calliper, a line display and a screen.

  Ctrl-C stops everything; the next start takes seconds and finds what you made.
"""


class Demo:
    """Everything the demo starts, in one folder that the next demo continues; with the addons in somebody's folder."""

    def __init__(self, folder: Path, addons: Path | None = None) -> None:
        self.folder = folder
        self.addons = addons
        self.own = [] if addons is None else _with_handlers(addons)
        self.ports = self._ports()
        self.urls = {name: f"http://localhost:{port}" for name, port in self.ports.items()}
        self.state = folder / "agent"

    def run(self, start: float) -> None:
        """Starts all parts, pairs them, and waits for Ctrl-C; a part that ends by itself ends the demo."""
        fresh = self._database()
        with contextlib.ExitStack() as running:
            postgres = running.enter_context(Postgres(self.folder / "pg"))
            with step("Odoo"):
                odoo = running.enter_context(self._odoo(postgres, fresh))
            if self.own:
                with step(f"addons {', '.join(addon.name for addon in self.own)}"):
                    self._install()
            with step("simulated devices and the box"):
                children = [running.enter_context(child) for child in self._box()]
            with step("pairing"):
                self._pair(odoo)
            welcome = WELCOME.format(**self.urls, program=PROGRAM, state=self.state)
            say(f"\nThe demo runs ({seconds(time.monotonic() - start)}).\n{welcome}")
            with contextlib.suppress(KeyboardInterrupt):
                while odoo.running and all(child.running for child in children):
                    time.sleep(0.5)
                raise SetupError(f"A part of the demo has ended by itself. Its log is in {self.folder}.")
            say("\nStopping …")

    def _ports(self) -> dict[str, int]:
        """The ports of the last demo, else the preferred ones, else free ones."""
        remembered = self.folder / "ports.json"
        wanted = json.loads(remembered.read_text()) if remembered.exists() else PREFERRED
        ports = {name: port if is_free(port) else free_port() for name, port in wanted.items()}
        if ports != wanted and remembered.exists():
            shutil.rmtree(self.folder / "agent", ignore_errors=True)  # it is paired with another address
        self.folder.mkdir(parents=True, exist_ok=True)
        remembered.write_text(json.dumps(ports))
        return ports

    def _database(self) -> bool:
        """Takes the database from the template where there is none yet; whether it was taken."""
        if (self.folder / "pg").exists():
            return False
        shutil.rmtree(self.state, ignore_errors=True)
        template.own().copy_to(self.folder)
        return True

    def _odoo(self, postgres: Postgres, fresh: bool) -> Odoo:
        more = [self.addons] if self.addons else []
        odoo = Odoo(postgres, DATABASE, self.folder, port=self.ports["odoo"], extra_addons=more)
        built = self.folder / "built"
        if fresh:
            template.clone(postgres, self.folder / "data", DATABASE, self.urls["odoo"])
        elif not built.exists() or built.read_text() != template.own_name():
            say("  the addons have changed: updating the database")
            modules = ",".join(own_modules())
            odoo.run_once("Updating the addons", "-i", modules, "-u", modules, "--no-http", "--log-level=warn")
        built.write_text(template.own_name())
        return odoo

    def _install(self) -> None:
        """The addons of the folder that was named, so that their drivers are offered to the box."""
        modules = partial(Client(self.urls["odoo"], DATABASE).call, "ir.module.module")
        modules("update_list")
        named = ["name", "in", [addon.name for addon in self.own]]
        if wanted := modules("search", [named, ["state", "!=", "installed"]]):
            modules("button_immediate_install", wanted)

    def _box(self) -> Iterator[contextlib.AbstractContextManager[Child]]:
        fragment = self.folder / "devices.toml"
        fragment.unlink(missing_ok=True)
        where: list[str | Path] = [
            "--dir",
            self.folder / "devices",
            "--settings-out",
            fragment,
            "--control",
            str(self.ports["control"]),
        ]
        own = [file for addon in self.own for file in sorted(addon.glob(f"{HANDLERS}/simulators/*.py"))]
        simulators = Child([PROGRAM, "simulate", *where, *DEVICES, *own], self.folder / "simulators.log")
        yield contextlib.closing(simulators)
        simulators.wait_for(fragment.exists, "Starting the simulated devices", 30)
        settings = self.state / "agent.toml"
        self.state.mkdir(parents=True, exist_ok=True)
        address = f"127.0.0.1:{self.ports['agent']}"
        lines = [f'listen = "{address}"', f'advertise = ["{self.urls["agent"]}"]', 'name = "Demo box"']
        settings.write_text("\n".join(lines) + "\n" + fragment.read_text())
        agent = Child([PROGRAM, "run", "--state", self.state], self.folder / "agent.log")
        yield contextlib.closing(agent)
        agent.wait_for(lambda: answers(f"{self.urls['agent']}/status"), "Starting the box", 30)

    def _pair(self, odoo: Odoo) -> None:
        """Gives the box a connection token unless it is paired, and waits until its devices are in Odoo."""
        client = Client(self.urls["odoo"], DATABASE)
        if not client.call("iot.box", "search_count", []):
            token = client.call("iot.pairing", "open_token")["token"]
            pair = [PROGRAM, "pair", token, "--state", self.state]
            done = subprocess.run(pair, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SetupError(f"The box did not accept the connection token: {done.stdout}{done.stderr}")
        deadline = time.monotonic() + 30
        while client.call("iot.device", "search_count", [["online", "=", True]]) < len(DEVICES):
            if time.monotonic() > deadline or not odoo.running:
                raise SetupError(f"The devices do not show in Odoo. The logs are in {self.folder}.")
            time.sleep(0.3)


def _with_handlers(addons: Path) -> list[Path]:
    """The addons of a folder that bring drivers or simulators."""
    found = [manifest.parent for manifest in sorted(addons.glob("*/__manifest__.py"))]
    if not (found := [addon for addon in found if (addon / HANDLERS).is_dir()]):
        raise SetupError(f"There is no addon with a folder {HANDLERS} in {addons}.")
    return found


def run(addons: Path | None = None) -> None:
    """The demo, from nothing to Ctrl-C; with a folder of addons, with them and the devices that they simulate."""
    start = time.monotonic()
    install.for_demo()
    folder = home() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(f"A demo runs already, in {folder}.") from None
        Demo(folder, addons).run(start)

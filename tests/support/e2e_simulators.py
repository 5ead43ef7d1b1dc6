"""The simulated devices, in a process of their own, told what to do over their control port."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from native.paths import AGENT_BIN
from native.ports import free_port
from native.process import Child
from tests.support.e2e_pages import Picture, of_png
from tests.support.e2e_wait import PATIENCE, until

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Simulators:
    """`iot-agent simulate` with these devices; `settings` is what an agent needs to find them."""

    def __init__(self, folder: Path, *devices: str) -> None:
        self.devices = devices or ("printer", "scale", "scanner")
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self._child: Child | None = None

    def start(self) -> "Simulators":
        """Starts them, and waits until they are ready."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fragment = self._folder / "devices.toml"
        log = self._folder / "simulators.log"
        port = self.url.rpartition(":")[2]
        where = ["--dir", self._folder / "devices", "--settings-out", fragment, "--control", port]
        self._child = Child([AGENT_BIN / "iot-agent", "simulate", *where, *self.devices], log)
        self._child.wait_for(lambda: fragment.exists() and self._answers(), "Starting the simulators", 2 * PATIENCE)
        self.settings = fragment.read_text()
        return self

    def stop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None

    def _answers(self) -> bool:
        try:
            self._get("/")
        except OSError:
            return False
        return True

    # --- telling them

    def printer(self, name: str = "printer", **state: Any) -> None:
        """paper= ok low out, cover= open closed, mode= normal silent hung late drop."""
        self._post(f"/{name}", state)

    def weigh(self, kg: float, **state: bool) -> None:
        self._post("/scale", {"kg": kg, **state})

    def scan(self, code: str) -> None:
        self._post("/scanner", {"code": code})

    def tell(self, name: str, **wish: Any) -> None:
        """Changes any device, as its class in simulators/devices.py has it."""
        self._post(f"/{name}", wish)

    def unplug(self, name: str) -> None:
        """Pulls the cable of a device."""
        self._post(f"/{name}", {"plugged": False})

    def plug(self, name: str) -> None:
        self._post(f"/{name}", {"plugged": True})

    # --- asking them

    def address(self, name: str) -> str:
        """Where a device is plugged in."""
        return str(json.loads(self._get(f"/{name}"))["address"])

    def state(self, name: str) -> dict[str, Any]:
        """How a device is."""
        return dict(json.loads(self._get(f"/{name}")))

    def receipts(self, name: str = "printer") -> list[dict[str, Any]]:
        """What came out since the start, oldest first."""
        return list(json.loads(self._get(f"/{name}/receipts")))

    def prints(self, name: str = "printer") -> list[str]:
        """The pictures that came out, by their digests."""
        return [receipt["sha256"] for receipt in self.receipts(name)]

    def picture(self, receipt: int, name: str = "printer") -> Picture:
        """What is on a receipt."""
        return of_png(self._get(f"/{name}/receipts/{receipt}.png"))

    def wait_print(self, picture: Picture, within: float = 10.0, name: str = "printer") -> None:
        """Returns once that picture came out."""
        until(lambda: picture.sha256 in self.prints(name), within, "the page comes out")

    def drawer_kicks(self, name: str = "printer") -> int:
        return int(json.loads(self._get("/"))[name]["kicks"])

    def _get(self, path: str) -> bytes:
        with _direct.open(self.url + path, timeout=10) as response:
            return bytes(response.read())

    def _post(self, path: str, values: dict[str, Any]) -> None:
        request = urllib.request.Request(self.url + path, json.dumps(values).encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        with _direct.open(request, timeout=10) as response:
            response.read()

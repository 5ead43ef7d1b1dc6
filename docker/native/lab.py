"""The hardware lab: a guest with a Linux kernel of its own, in which devices are plugged in and out.

It is made once (lab.sh), booted once, and then started from a snapshot, which takes about a second. QEMU emulates the
processor, so this works where virtual machines are not allowed; there is no way from the guest but to this machine.
"""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import packages
from .errors import SetupError
from .paths import LOGS, PROJECT, STATE
from .ports import free_port
from .process import Child, run
from .progress import step

LAB = STATE / "lab"
HERE = PROJECT / "docker" / "native"
SOURCES = (HERE / "lab.sh", HERE / "lab.py", HERE / "lab_runner.py", PROJECT / "docker" / "debian.sh")
QEMU = "qemu-system-x86_64"
DISK = "disk.qcow2"
BASE = "base"
"""The snapshot of a guest that has booted and has nothing plugged in."""
BOOT_TIMEOUT = 900.0
MONITOR_TIMEOUT = 300.0
START_TIMEOUT = 120.0
"""Seconds on a machine that has more to do; a quiet one takes a tenth of them."""
HOST = "10.0.2.2"
"""This machine's loopback interface, as the guest sees it."""
# What devices need; what takes long to read from disk the first time is read before the snapshot.
READY = """
set -e
systemctl is-system-running --wait
modprobe dummy_hcd num=4
modprobe -a libcomposite usb_f_printer usblp uinput
python3 -c 'import aiohttp, usb.core, usb.backend.libusb1, serial, PIL.Image'
python3 -c 'import cryptography.hazmat.primitives.asymmetric.ed25519'
sync
"""


def prepare() -> Path:
    """The folder of the guest, whose DISK holds the snapshot BASE; made where it is missing or of other sources."""
    packages.ensure(packages.LAB)
    LAB.mkdir(parents=True, exist_ok=True)
    with (LAB / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = LAB / _digest()
        if not (folder / ".complete").exists():
            _forget_others()
            folder.mkdir()
            with step("guest of the hardware lab"):
                _build(folder)
            with step("first boot of the guest"):
                _boot(folder)
            (folder / ".complete").touch()
    return folder


def _digest() -> str:
    version = subprocess.run([QEMU, "--version"], capture_output=True, check=True).stdout
    return hashlib.sha256(version + b"".join(source.read_bytes() for source in SOURCES)).hexdigest()[:16]


def _forget_others() -> None:
    for folder in LAB.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)


def _build(folder: Path) -> None:
    lent = [] if os.geteuid() == 0 else ["sudo"]
    run([*lent, HERE / "lab.sh", folder], LOGS / "lab-build.log", "Making the guest of the hardware lab")


def _boot(folder: Path) -> None:
    disk = folder / DISK
    made: list[str | Path] = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", folder / "root.ext4", disk]
    run(made, LOGS / "lab-build.log", "Making the guest's disk")
    with running(folder, disk) as machine:
        ended = machine.ask({"run": READY, "timeout": BOOT_TIMEOUT}, BOOT_TIMEOUT)
        if ended["status"]:
            raise SetupError(f"The guest is not as it should be:\n{ended['output']}")
        machine.save(BASE)


@contextlib.contextmanager
def running(home: Path, disk: Path, snapshot: str = "") -> "Iterator[Machine]":
    """Within, the guest that `prepare` made runs on that disk, from a snapshot or from its boot."""
    with tempfile.TemporaryDirectory(prefix="iot-lab-") as folder:
        machine = Machine(Path(folder), home, disk, snapshot)
        try:
            yield machine
        finally:
            machine.close()


class Machine:
    """A running guest: orders go to its runner (lab_runner.py), `port` leads to port 8069 in it."""

    def __init__(self, folder: Path, home: Path, disk: Path, snapshot: str) -> None:
        self.port = free_port()
        self._folder = folder
        start = ["-loadvm", snapshot] if snapshot else []
        self._process = Child([QEMU, *self._devices(home, disk), *start], LOGS / "lab.log")
        self._runner = self._connect("runner")
        self._monitor = self._connect("monitor")
        self._monitor.receive(MONITOR_TIMEOUT)  # the greeting
        self.execute("qmp_capabilities")

    def _devices(self, home: Path, disk: Path) -> list[str]:
        """A snapshot fits these and no others."""
        return [
            *("-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "max", "-smp", "1", "-m", "512"),
            *("-nodefaults", "-display", "none", "-no-reboot"),
            *("-kernel", f"{home}/vmlinuz", "-initrd", f"{home}/initrd.gz"),
            *("-append", "console=ttyS0 quiet loglevel=3 net.ifnames=0 mitigations=off random.trust_cpu=on"),
            *(
                "-drive",
                f"file={disk},format=qcow2,if=none,id=disk,cache=unsafe",
                "-device",
                "virtio-blk-pci,drive=disk",
            ),
            *("-device", "virtio-rng-pci", "-device", "qemu-xhci,id=xhci"),
            *("-device", "bochs-display,romfile="),
            *("-netdev", f"user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:{self.port}-:8069"),
            *("-device", "virtio-net-pci,netdev=net,romfile="),
            *("-device", "virtio-serial-pci", "-chardev", f"socket,id=runner,{self._socket('runner')}"),
            *("-device", "virtserialport,chardev=runner,name=lab"),
            *("-chardev", f"socket,id=monitor,{self._socket('monitor')}", "-mon", "chardev=monitor,mode=control"),
            *("-serial", f"file:{LOGS}/lab-console.log"),
        ]

    def _socket(self, name: str) -> str:
        return f"path={self._folder}/{name},server=on,wait=off"

    def _connect(self, name: str) -> "Line":
        """Once QEMU listens there, which is a little after the socket is to be seen."""
        lines: list[Line] = []

        def connected() -> bool:
            with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
                lines.append(Line(self._folder / name))
            return bool(lines)

        self._process.wait_for(connected, "Starting the guest", START_TIMEOUT)
        return lines[0]

    def ask(self, order: dict[str, Any], timeout: float = START_TIMEOUT) -> dict[str, Any]:
        """What the runner answers to an order; SetupError when it does not."""
        try:
            self._runner.send(order)
            answer = self._runner.receive(timeout)
        except OSError as error:
            raise SetupError(f"The guest does not answer ({error}).\n{self._process.log_tail()}") from error
        if "error" in answer:
            raise SetupError(f"The guest: {answer['error']}")
        return answer

    def write(self, path: str, data: bytes) -> None:
        """Puts a file into the guest."""
        self.ask({"write": path, "data": base64.b64encode(data).decode()})

    def save(self, snapshot: str) -> None:
        """Keeps this very moment on the disk."""
        if said := self.execute("human-monitor-command", {"command-line": f"savevm {snapshot}"}):
            raise SetupError(f"The guest cannot be saved: {said}")

    def close(self) -> None:
        """Switches it off; what is on its disk stays whole."""
        self._monitor.send({"execute": "quit"})
        with contextlib.suppress(SetupError):
            self._process.wait_for(lambda: not self._process.running, "Switching the guest off", START_TIMEOUT)
        self._process.stop()
        for line in (self._runner, self._monitor):
            line.close()

    def execute(self, command: str, arguments: dict[str, Any] | None = None) -> Any:
        """What QEMU's monitor returns to a command, such as one that plugs a device in."""
        self._monitor.send({"execute": command, "arguments": arguments or {}})
        while True:  # past the events
            answer = self._monitor.receive(MONITOR_TIMEOUT)
            if "error" in answer:
                raise SetupError(f"QEMU refuses {command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]


class Line:
    """Lines of JSON both ways, over a socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def send(self, message: dict[str, Any]) -> None:
        """Says it."""
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def receive(self, timeout: float) -> dict[str, Any]:
        """What the other end says next; OSError when that takes too long."""
        self._socket.settimeout(timeout)
        line = self._lines.readline()
        if not line:
            raise OSError("it hung up")
        said: dict[str, Any] = json.loads(line)
        return said

    def close(self) -> None:
        """Hangs up."""
        self._lines.close()
        self._socket.close()

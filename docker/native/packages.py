"""Debian packages that the machine itself must have."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .errors import SetupError
from .paths import STATE
from .progress import step

# Package → a file that shows it is there.
NATIVE = {
    "python3-venv": ("/usr/lib/python3*/ensurepip/__init__.py",),
    "postgresql": ("/usr/lib/postgresql/*/bin/initdb",),
}
# A spooler and an office printer that the tests start for themselves.
SPOOLER = {
    "cups-daemon": ("/usr/sbin/cupsd",),
    "cups-ipp-utils": ("/usr/sbin/ippeveprinter", "/usr/bin/ippeveprinter"),
    "dbus-daemon": ("/usr/bin/dbus-daemon",),
}
# The driver of a label printer for that spooler, and what makes dots of a PDF; without them, their tests are skipped.
LABELS = {
    "printer-driver-dymo": ("/usr/lib/cups/driver/dymo",),
    "cups-filters-core-drivers": ("/usr/lib/cups/filter/pdftoraster",),
}
BROWSER = {
    "chromium": ("/usr/bin/chromium", "/usr/bin/google-chrome"),
    "fonts-dejavu-core": ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",),
}
# Makes the PDF of a report in Odoo. Debian 12 is the last to have it; without it, tests of PDF reports are skipped.
PDF = {
    "wkhtmltopdf": ("/usr/bin/wkhtmltopdf", "/usr/local/bin/wkhtmltopdf"),
}
# evdev (input devices) comes from PyPI as source only.
COMPILER = {
    "gcc": ("/usr/bin/gcc",),
    "libc6-dev": ("/usr/include/stdlib.h",),
    "python3-dev": ("/usr/include/python3*/Python.h",),
}
# A guest is made and emulated.
LAB = {
    "mmdebstrap": ("/usr/bin/mmdebstrap",),
    "e2fsprogs": ("/usr/sbin/mke2fs", "/sbin/mke2fs"),
    "cpio": ("/usr/bin/cpio", "/bin/cpio"),
    "busybox-static": ("/usr/bin/busybox", "/bin/busybox"),
    "qemu-system-x86": ("/usr/bin/qemu-system-x86_64",),
    "qemu-utils": ("/usr/bin/qemu-img",),
}


def missing(wanted: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The packages of which none of the files is there."""
    return [name for name, files in wanted.items() if not any(_exists(pattern) for pattern in files)]


def _exists(pattern: str) -> bool:
    return any(Path("/").glob(pattern.lstrip("/")))


def offered(wanted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Those packages that this machine's Debian has, as far as apt knows."""
    return {name: files for name, files in wanted.items() if _is_offered(name)}


def _is_offered(name: str) -> bool:
    if not shutil.which("apt-cache"):
        return False
    return subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).returncode == 0


def ensure(*groups: Mapping[str, tuple[str, ...]]) -> None:
    """Installs what is missing with apt, as root or through sudo; SetupError names the command where it may not."""
    wanted = {name: files for group in groups for name, files in group.items()}
    if not missing(wanted):
        return
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / ".packages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # apt does not wait for another apt
        if names := missing(wanted):
            lent = _privilege(names)
            with step(f"installing {' '.join(names)}"):
                _install(names, lent)


def _install(names: Sequence[str], lent: Sequence[str]) -> None:
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *names]):
        done = subprocess.run(
            [*lent, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SetupError(f"apt-get {command[0]} failed:\n{done.stdout}{done.stderr}\nBy hand: {_by_hand(names)}")


def _by_hand(names: Sequence[str]) -> str:
    return f"sudo apt-get install --no-install-recommends {' '.join(names)}"


def _privilege(names: Sequence[str]) -> list[str]:
    if not shutil.which("apt-get"):
        raise SetupError(f"This machine has no apt. Install what these Debian packages hold: {' '.join(names)}")
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-v"], check=False).returncode == 0:
        return ["sudo"]
    raise SetupError(f"Packages are missing and this user may not install them. Please run:\n\n    {_by_hand(names)}\n")

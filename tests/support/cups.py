"""A spooler of the tests' own: real cupsd in a folder, with real ippeveprinters, on ports of this machine only.

Its queues are set up by CUPS's own ipptool, so that nothing of the agent's has a say in what it is tested against.
"""

from __future__ import annotations

import asyncio
import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from .waiting import until

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
needs_cups = pytest.mark.skipif(
    not all(shutil.which(tool, path=PATH) for tool in ("cupsd", "ippeveprinter", "ipptool", "dbus-daemon")),
    reason="the packages cups-daemon, cups-ipp-utils and dbus-daemon are not installed",
)
CUPSD = """\
Listen 127.0.0.1:{port}
Listen {folder}/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
JobRetryInterval 1
DirtyCleanInterval 0
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """\
ServerRoot {folder}/root
ServerBin {folder}/bin
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/tmp
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
User {user}
Group {group}
SystemGroup {system}
"""
BACKEND = """\
#!/usr/bin/python3
import os, socket, sys
from urllib.parse import urlsplit
if len(sys.argv) > 1:
    to = urlsplit(os.environ["DEVICE_URI"])
    data = open(sys.argv[6], "rb").read() if len(sys.argv) > 6 else sys.stdin.buffer.read()
    with socket.create_connection((to.hostname, to.port)) as sink:
        sink.sendall(data)
"""
"""What CUPS's own backend for raw sockets does, without the package that drags in every filter."""
BUS = """\
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true"/><allow receive_requested_reply="true"/><allow receive_type="method_call"/>
<allow receive_type="signal"/></policy></busconfig>
"""
REQUEST = """\
{{ OPERATION {operation} GROUP operation-attributes-tag
ATTR charset attributes-charset utf-8 ATTR language attributes-natural-language en
ATTR uri printer-uri {uri} {attributes} STATUS successful-ok }}
"""


def guarded(admin: str = "@SYSTEM") -> str:
    """As Debian has it: only administrators, told by the account at the socket's other end, pause and resume queues."""
    limit = f"<Limit Pause-Printer Resume-Printer>\n  AuthType Default\n  Require user {admin}\n</Limit>\n"
    return CUPSD.replace("AuthType None", "AuthType Basic").replace("<Limit All>", f"{limit}<Limit All>")


class Spooler:
    """cupsd, its queues and the printers behind them."""

    def __init__(self, folder: Path, config: str = CUPSD) -> None:
        self.folder = folder
        self._config = config
        self.port = _free_port()
        self.server = str(folder / "cups.sock")
        self._cupsd: subprocess.Popen[bytes] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    def _prepare(self) -> None:
        for name in ("root", "spool", "cache", "state", "tmp", "bin/backend", "bin/filter", "bin/daemon", "paper"):
            (self.folder / name).mkdir(parents=True)
        for backend in Path("/usr/lib/cups/backend").iterdir():
            with contextlib.suppress(PermissionError):
                shutil.copy(backend, self.folder / "bin/backend")
        for tool in Path("/usr/lib/cups/daemon").iterdir():
            shutil.copy(tool, self.folder / "bin/daemon")
        (self.folder / "bin/backend/socket").write_text(BACKEND)
        for backend in (self.folder / "bin/backend").iterdir():
            backend.chmod(0o755)
        user = pwd.getpwnam("lp") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(user.pw_gid).gr_name
        system = "root" if group != "root" else "sys"
        names = {"folder": self.folder, "port": self.port, "user": user.pw_name, "group": group, "system": system}
        (self.folder / "cupsd.conf").write_text(self._config.format(**names))
        (self.folder / "cups-files.conf").write_text(FILES.format(**names))
        (self.folder / "bus.conf").write_text(BUS.format(**names))
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                if stat.S_ISDIR(path.stat().st_mode) and path.name not in ("bin", "backend", "filter", "daemon"):
                    shutil.chown(path, user.pw_name)

    async def start(self) -> None:
        if not (self.folder / "cupsd.conf").exists():
            self._prepare()
            self._others.append(
                self._run("dbus-daemon", "--nofork", "--nopidfile", f"--config-file={self.folder}/bus.conf")
            )
            await until(lambda: (self.folder / "bus").exists())
        self._cupsd = self._run(
            "cupsd", "-f", "-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf")
        )
        await until(lambda: _answers(self.port), 15)

    def kill(self) -> None:
        """As by a power cut, or by a service manager that has lost its patience: with all that it runs."""
        assert self._cupsd
        _kill_session(self._cupsd)

    def end(self) -> None:
        for process in filter(None, (self._cupsd, *self._others)):
            _kill_session(process)

    async def printer(self, name: str, command: str = "exit 0", port: int = 0) -> Printer:
        """An office printer that speaks IPP and does `command` with each document."""
        printer = Printer(self, name, port or _free_port(), command)
        await printer.on()
        return printer

    async def queue(self, name: str, device: str, *, model: str = "", policy: str = "retry-current-job") -> None:
        """A queue as its owner would have set it up; `policy` is what happens when a page fails in it."""
        await self.ask(
            "CUPS-Add-Modify-Printer",
            name,
            f'GROUP printer-attributes-tag ATTR uri device-uri "{device}" ATTR text printer-info "{model or name}" '
            "ATTR enum printer-state 3 ATTR boolean printer-is-accepting-jobs true "
            f"ATTR name printer-error-policy {policy}",
        )

    async def drive(self, queue: str, described: Path) -> None:
        """Give a queue a driver, by its description of the printer (PPD)."""
        await self.ask("CUPS-Add-Modify-Printer", queue, f'FILE "{described}"')

    async def move(self, queue: str, device: str) -> None:
        """Let a queue lead elsewhere, and nothing else."""
        await self.ask("CUPS-Add-Modify-Printer", queue, f'GROUP printer-attributes-tag ATTR uri device-uri "{device}"')

    def backend(self, scheme: str, script: str) -> None:
        """What carries pages to devices of that scheme: its output and exit status are what CUPS goes by (backend(7))."""
        backend = self.folder / "bin/backend" / scheme
        backend.write_text(f"#!/bin/sh\n[ $# = 0 ] && exit 0\n{script}\n")
        backend.chmod(0o755)

    async def ask(self, operation: str, queue: str, attributes: str = "") -> str:
        """One request to the spooler, which must succeed."""
        uri = f"ipp://127.0.0.1:{self.port}/printers/{queue}"
        test = self.folder / f"{operation}.test"
        test.write_text(REQUEST.format(operation=operation, uri=uri, attributes=attributes))
        command = ("ipptool", "-tv", uri, str(test))
        child = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=self.environment
        )
        said = (await child.communicate())[0].decode(errors="replace")
        assert child.returncode == 0, said
        return said

    @property
    def environment(self) -> dict[str, str]:
        bus = f"unix:path={self.folder}/bus"
        return {**os.environ, "PATH": PATH, "DBUS_SYSTEM_BUS_ADDRESS": bus, "TMPDIR": str(self.folder / "tmp")}

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
            )


class Printer:
    """An ippeveprinter. What it prints is kept, with the options it was asked for."""

    def __init__(self, spooler: Spooler, name: str, port: int, command: str) -> None:
        self._spooler = spooler
        self._name = name
        self.port = port
        self.uri = f"ipp://127.0.0.1:{port}/ipp/print"
        self._paper = spooler.folder / "paper" / name
        self._paper.mkdir(exist_ok=True)
        self._script = spooler.folder / f"{name}.sh"
        self._script.write_text(
            f'#!/bin/sh\nenv | grep ^IPP_ > "{self._paper}/$$.options"\ncat "$1" > "{self._paper}/$$.part"\n( {command} )\n'
            f'code=$?\n[ $code = 0 ] && mv "{self._paper}/$$.part" "{self._paper}/$$.page"\nexit $code\n'
        )
        self._script.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None

    async def on(self) -> None:
        formats = "application/pdf,application/octet-stream,image/png,text/plain"
        self._process = self._spooler._run(
            *("ippeveprinter", "-2", "-p", str(self.port), "-n", "localhost", "-r", "off"),
            *("-d", str(self._spooler.folder / "tmp"), "-f", formats, "-c", str(self._script), self._name),
        )
        self._spooler._others.append(self._process)
        await until(lambda: _answers(self.port), 15)

    def off(self) -> None:
        assert self._process
        _kill_session(self._process)

    @property
    def pages(self) -> list[bytes]:
        """The documents that came out."""
        return [path.read_bytes() for path in sorted(self._paper.glob("*.page"), key=lambda path: path.stat().st_mtime)]

    @property
    def count(self) -> int:
        """How many documents came out."""
        return len(list(self._paper.glob("*.page")))

    @property
    def begun(self) -> int:
        return len(list(self._paper.glob("*.options")))

    @property
    def options(self) -> str:
        """What it was asked for with all its documents."""
        return "".join(path.read_text(errors="replace") for path in self._paper.glob("*.options"))


class Sink:
    """What stands behind a raw queue: takes bytes, says nothing."""

    def __init__(self) -> None:
        self.pages: list[bytes] = []
        self.port = 0

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pages.append(await reader.read(-1))
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def sink() -> AsyncIterator[Sink]:
    made = Sink()
    async with await asyncio.start_server(made._take, "127.0.0.1", 0) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Near the root: the path of a socket is short, and the spooler's own user has to reach it."""
    with tempfile.TemporaryDirectory(prefix="cups", dir="/tmp", ignore_cleanup_errors=True) as name:
        yield Path(name)


@asynccontextmanager
async def spooler(config: str = CUPSD) -> AsyncIterator[Spooler]:
    """One that runs; the agent finds it by CUPS_SERVER, as any program does."""
    with _folder() as folder, pytest.MonkeyPatch.context() as environment:
        made = Spooler(folder, config)
        environment.setenv("CUPS_SERVER", made.server)
        try:
            await made.start()
            yield made
        finally:
            made.end()


def _kill_session(leader: subprocess.Popen[bytes]) -> None:
    """Ends a program and whatever it runs; each backend of cupsd leads a process group of its own."""
    if leader.poll() is not None:
        return
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == leader.pid:
                os.kill(int(entry.name), signal.SIGKILL)
    leader.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

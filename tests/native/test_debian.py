"""docker/debian.sh finds the machine's Debian archive in both formats of apt's sources."""

import subprocess
from pathlib import Path

import pytest

from native.paths import PROJECT

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://security.example/debian-security
Suites: stable-security
Components: main
Signed-By: /keys/security.gpg

Types: deb
URIs: http://other.example/packages
Suites: nodistro
Components: main

Types: deb
# http://snapshot.example
URIs: http://mirror.example/debian
Suites: stable stable-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
"""
FOUND_DEB822 = """\
Types: deb
URIs: http://mirror.example/debian
Suites: sid
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
"""
ONE_LINE = """\
# deb http://commented.example/debian stable main
deb-src http://source.example/debian stable main
deb http://security.example/debian-security stable-security main
deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian stable main contrib # ours
deb http://later.example/debian stable main
"""
FOUND_ONE_LINE = """\
Types: deb
URIs: http://mirror.example/debian
Suites: sid
Components: main
Signed-By: /keys/debian.gpg
"""


def stanza(folder: Path) -> subprocess.CompletedProcess[str]:
    script = f". {PROJECT}/docker/debian.sh; debian_stanza sid"
    environment = {"APT_CONFIG_DIR": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("sources.list.d/debian.sources", DEB822, FOUND_DEB822),
        ("sources.list", ONE_LINE, FOUND_ONE_LINE),
        ("sources.list.d/mirror.list", ONE_LINE, FOUND_ONE_LINE),
    ],
)
def test_the_main_archive_is_found(tmp_path: Path, name: str, text: str, found: str) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    assert stanza(tmp_path).stdout == found


@pytest.mark.parametrize(
    "text", ["", "Enabled: no\nTypes: deb\nURIs: http://a.example\nSuites: stable\nComponents: main\n"]
)
def test_no_archive_is_a_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "off.sources").write_text(text)
    done = stanza(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")

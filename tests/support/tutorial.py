"""The files and commands that "Add a driver in four files" in CONTRIBUTING.md shows, as its reader would have them."""

from __future__ import annotations

import re
from pathlib import Path

from native.paths import AGENT_BIN, PROJECT

ADDON = "iot_hygro"
HOME, DEVICES, PROGRAMS = "~/my_addons", "/tmp/hygro", ".odoo/agent/bin"  # noqa: S108 - as the text has it
_FILE = re.compile(r"^`(?P<path>[\w./]+)`\n\n```python\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^```sh\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """What stands in the files of the addon, by their paths in it, in the order of the text."""
    shown = {found["path"]: found["text"] for found in _FILE.finditer(_text())}
    return {path.removeprefix(f"{ADDON}/"): text for path, text in shown.items()}


def write(addons: Path, *steps: str) -> Path:
    """The addon in a folder of addons: those of its files whose path has one of these words, by default all."""
    folder = addons / ADDON
    for path, text in files().items():
        if not steps or any(step in path for step in steps):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    return folder


def command(word: str, addons: Path, devices: Path) -> list[str]:
    """The one command in which this word stands, for a reader whose addons and simulated devices are in these folders."""
    [text] = [found["text"] for found in _COMMAND.finditer(_text()) if word in found["text"]]
    for shown, here in {HOME: addons, DEVICES: devices, PROGRAMS: AGENT_BIN}.items():
        text = text.replace(shown, str(here))
    return ["sh", "-c", f"exec {text}"]


def _text() -> str:
    _, _, rest = (PROJECT / "CONTRIBUTING.md").read_text().partition("\n## Add a driver in four files\n")
    return rest.partition("\n## ")[0]

"""What `make demo ADDONS=FOLDER` takes; that it works, whoever follows CONTRIBUTING.md sees."""

import subprocess
from pathlib import Path

import pytest

from native import demo
from native.errors import SetupError
from native.paths import PROJECT
from tests.support import tutorial


def test_addons_with_drivers_are_found_and_others_left_alone(tmp_path: Path) -> None:
    addon = tutorial.write(tmp_path, "__", "simulators")
    (tmp_path / "sale_more").mkdir()
    (tmp_path / "sale_more/__manifest__.py").write_text("{}")
    assert demo._with_handlers(tmp_path) == [addon]


def test_a_folder_without_any_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="There is no addon with a folder iot_handlers in"):
        demo._with_handlers(tmp_path / "none")


def test_make_passes_the_folder_on(tmp_path: Path) -> None:
    """The command of the tutorial."""
    [_, _, command] = tutorial.command("make demo", tmp_path / "my addons", tmp_path)
    dry = command.replace("exec make", "make --silent --dry-run").replace(str(tmp_path / "my addons"), "'my addons'")
    done = subprocess.run(["sh", "-c", dry], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == 'docker/run.sh demo "my addons"'
    bare = subprocess.run(
        ["make", "--silent", "--dry-run", "demo"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert bare.stdout.strip() == "docker/run.sh demo"

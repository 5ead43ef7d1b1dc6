import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iot_agent import __version__, agent, capture, cli
from iot_agent.agent import Exit
from iot_agent.commands import Survey
from iot_agent.core.match import Candidate
from iot_agent.simulators import kit


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("IOT_AGENT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IOT_AGENT_STATE", str(tmp_path / "state"))
    monkeypatch.setattr("iot_agent.cli.log.setup", lambda _level: None)
    return tmp_path


def test_says_its_version(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["dance"], ["simulate", "--control", "x"]])
def test_explains_itself(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: iot-agent" in capsys.readouterr().err


def test_mistakes_in_the_settings_are_told(folder, capsys):
    (folder / "a.toml").write_text('listen = "here"\nscan = "often"')
    assert cli.main(["run", "--settings", str(folder / "a.toml")]) == 1
    told = capsys.readouterr().err
    assert "listen" in told
    assert "scan" in told


@pytest.mark.parametrize("name", ["lock", "journal.sqlite", "identity.json", "running.json", "bundles"])
def test_a_disk_that_refuses_ends_the_start_in_one_line(folder, capsys, caplog, name):
    refused = folder / "state" / name
    if name == "bundles":
        refused.parent.mkdir()
        refused.write_text("no folder")
    else:
        refused.mkdir(parents=True)

    assert cli.main(["run", "--listen", "127.0.0.1:0"]) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"iot-agent: {refused}")
    assert line.endswith(f"; {cli.MEND}")
    assert "Traceback" not in caplog.text


def test_the_command_line_overrules(folder, monkeypatch):
    seen = []

    async def run(settings):
        seen.append(settings)
        return Exit.STOP

    monkeypatch.setattr(agent, "run", run)
    assert cli.main(["run", "--state", str(folder / "other"), "--listen", "127.0.0.1:7"]) == 0
    assert (seen[0].state, seen[0].listen.port) == (folder / "other", 7)


def test_a_restart_is_the_same_command_once_more(monkeypatch):
    async def run(_settings):
        return Exit.RESTART

    started = []
    monkeypatch.setattr(agent, "run", run)
    monkeypatch.setattr(cli.os, "execv", lambda *command: started.append(command))
    cli.main(["run"])
    assert started == [(sys.executable, [sys.executable, *sys.orig_argv[1:]])]


@pytest.mark.parametrize("arguments", [["pair"], ["pair", "token", "--server", "http://odoo.test"]])
def test_pair_wants_one_way(arguments, capsys):
    assert cli.main(arguments) == 1
    assert "--server URL" in capsys.readouterr().err


def test_what_is_no_token_is_said(capsys):
    assert cli.main(["pair", "nonsense"]) == 1
    assert "bad_token" in capsys.readouterr().err


def test_simulate_passes_on_what_was_asked(folder, monkeypatch, capsys):
    asked = {}

    async def run(wanted, *, folder, settings_out, control, say):
        asked.update(wanted=wanted, folder=folder, settings_out=settings_out, control=control)
        say("ready")
        await asyncio.sleep(0)

    monkeypatch.setattr(kit, "run", run)
    where = ["--dir", str(folder), "--settings-out", str(folder / "d.toml"), "--control", "7"]
    assert cli.main(["simulate", "printer:bar", "scale", *where]) == 0
    assert asked == {
        "wanted": ["printer:bar", "scale"],
        "folder": folder,
        "settings_out": folder / "d.toml",
        "control": 7,
    }
    assert capsys.readouterr().out == "ready\n"


def test_capture_passes_on_what_was_asked(folder, monkeypatch, capsys):
    asked = []

    async def record(*given):
        asked.append(given)
        given[-1]("0 > 57")
        await asyncio.sleep(0)

    (folder / "a.toml").write_text(
        '[[device]]\nidentifier = "counter"\nbus = "tcp"\naddress = "h:1"\noptions = {width = "48"}'
    )
    monkeypatch.setattr(capture, "record", record)
    monkeypatch.setattr(capture.commands, "survey", lambda settings: Survey(_typed(settings), {}, "", {}, {}, {}))
    how = ["--settings", str(folder / "a.toml"), "--seconds", "2", "--send", "W", "--send", r"\r"]
    assert cli.main(["capture", "counter", "here.capture", *how]) == 0
    [(wish, seen, options, _shelf, _say)] = asked
    assert wish == capture.Wish(Path("here.capture"), seconds=2.0, send=("W", r"\r"))
    assert (seen.identifier, seen.bus, options) == ("counter", "tcp", {"width": "48"})
    assert capsys.readouterr().out == "0 > 57\n"


def _typed(settings):
    return [Candidate(each.identifier, each.bus, each.address) for each in settings.devices]


def test_interrupted_is_no_mistake(monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("iot_agent.cli._run", interrupted)
    assert cli.main(["run"]) == 130


def test_runs_as_a_module():
    shown = subprocess.run(
        [sys.executable, "-m", "iot_agent", "--help"], capture_output=True, text=True, check=True, timeout=20
    )
    for command in ("run", "pair", "devices", "code", "doctor", "capture", "simulate"):
        assert command in shown.stdout


def test_showing_the_help_does_not_cost_a_server():
    code = "import sys, iot_agent.cli; sys.exit('aiohttp' in sys.modules or 'cryptography' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)

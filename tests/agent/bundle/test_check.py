"""What a process of its own finds in a folder of drivers."""

import pytest

from iot_agent import drivers
from iot_agent.bundle import check
from iot_agent.bundle.edition import AGENT
from iot_agent.wire import Code, WireError
from tests.support.bundles import DRIVER, example, put
from tests.support.loop import in_loop


@in_loop
async def test_finds_the_drivers_and_what_they_lack(tmp_path):
    files = {
        "drivers/scales/other.py": "from ...libraries import need\nneed('no_such_library', 'magic')\n",
        "drivers/scales/third.py": "from no_such_library.part import thing\n",
        "drivers/scales/helper.py": "",
        "codecs/unused.py": "import no_such_library\n",
    }
    found = await check.examine(put(tmp_path, example("x", **files)))
    assert {name: one.lacks for name, one in found.items()} == {
        "example": "",
        "other": "pip install 'iot-agent[magic]'",
        "third": "pip install no_such_library",
    }
    assert found["example"].path == "drivers/scales/example.py"


@in_loop
async def test_the_agents_own_drivers_load_as_a_bundle(tmp_path):
    """A bundle runs no __init__.py: what one holds is missing there."""
    parts = (path for part in ("drivers", "codecs", "simulators") for path in (AGENT / part).rglob("*.py"))
    files = {str(path.relative_to(AGENT)): path.read_bytes() for path in parts if path.name != "__init__.py"}
    found = await check.examine(put(tmp_path, files))
    assert {name: one.lacks for name, one in found.items()} == dict.fromkeys(drivers.BUILT_IN, "")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("drivers/scales/bad.py", "def", "drivers/scales/bad.py: SyntaxError: invalid syntax"),
        ("simulators/bad.py", "def", "simulators/bad.py: SyntaxError: invalid syntax"),
        ("codecs/bad.py", "1 / 0", "codecs/bad.py: ZeroDivisionError: division by zero"),
        ("codecs/bad.py", "import os; os.abort()", "codecs/bad.py: the process ended with status -6"),
        ("codecs/bad.py", "import sys; sys.exit(0)", "codecs/bad.py: the process ended with status 0"),
        ("codecs/bad.py", "print('{}')\nimport os; os._exit(0)", "codecs/bad.py: {}"),
        ("codecs/bad.py", "from ..values import Nothing", "codecs/bad.py: ImportError: cannot import name 'Nothing'"),
        ("drivers/gauges/example.py", DRIVER, "another driver is called example"),
    ],
)
@in_loop
async def test_what_cannot_be_loaded_is_named(path, text, said, tmp_path):
    with pytest.raises(WireError) as error:
        await check.examine(put(tmp_path, example("x", **{path: text})))
    assert error.value.code is Code.DRIVERS_BROKEN
    assert said in error.value.detail


@in_loop
async def test_what_hangs_is_ended_with_all_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(check, "PATIENCE", 4.0)
    text = "import subprocess\nsubprocess.Popen(['sleep', '600']).wait()\n"
    with pytest.raises(WireError) as error:
        await check.examine(put(tmp_path, {"codecs/bad.py": text}))
    assert error.value.detail == "not loaded within 4 s"

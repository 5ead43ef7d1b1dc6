"""Packages of drivers beside one another."""

import importlib.util
import os
import py_compile
import sys
from pathlib import Path

import pytest

from iot_agent.bundle.edition import AGENT, Edition
from iot_agent.core.kinds import Scale
from tests.support.bundles import DRIVER, example, put

EXAMPLE = Path("drivers/scales/example.py")


@pytest.fixture
def made(tmp_path):
    editions = []

    def make(name, files, *under):
        editions.append(Edition(put(tmp_path / name, files), *under))
        return editions[-1]

    yield make
    for edition in editions:
        edition.close()


def test_old_and_new_live_side_by_side(made):
    old, new = (made(mark, example(mark)).driver(EXAMPLE) for mark in ("old", "new"))
    assert (old.mark, new.mark) == ("old", "new")
    assert issubclass(old, Scale)
    assert issubclass(new, Scale)


def test_the_agent_s_own_codecs_lie_under_those_of_an_edition(made):
    files = {
        "drivers/scales/example.py": DRIVER.replace(
            "codecs import example", "codecs import toledo_8217 as example"
        ).replace("MARK", "ASK")
    }
    assert made("a", files).driver(EXAMPLE).mark == b"W"
    files["codecs/toledo_8217.py"] = "ASK = b'mine'"
    assert made("b", files).driver(EXAMPLE).mark == b"mine"


def test_everything_else_is_the_very_module_of_the_agent(made):
    made("a", example("x")).driver(EXAMPLE)
    import iot_agent.core.kinds as kinds

    assert kinds.__name__ == kinds.__spec__.name == "iot_agent.core.kinds"
    assert sys.modules[kinds.__name__] is kinds


def test_what_python_keeps_beside_a_file_is_neither_used_nor_made(made, tmp_path, monkeypatch):
    """A bundle is measured file by file; what somebody compiled is in no list."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    edition = made("a", {"codecs/planted.py": "MARK = 1", "codecs/lonely.py": "MARK = 1"})
    source = tmp_path / "a" / "codecs" / "planted.py"
    kept = Path(importlib.util.cache_from_source(str(source)))
    source.write_text("MARK = 2")
    py_compile.compile(str(source), str(kept), doraise=True)
    was = source.stat()
    source.write_text("MARK = 1")
    os.utime(source, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert [edition.module(Path(f"codecs/{name}.py")).MARK for name in ("planted", "lonely")] == [1, 1]
    assert list(source.parent.glob("**/*.pyc")) == [kept]


def test_helpers_are_no_drivers_and_two_in_a_file_are_one_too_many(made):
    helper, two = Path("drivers/scales/helper.py"), Path("drivers/scales/two.py")
    edition = made(
        "a",
        {
            str(helper): "from .example import Example\n",
            str(two): DRIVER + DRIVER[DRIVER.index("class") :].replace("Example", "Other"),
            **example("x"),
        },
    )
    assert edition.driver(helper) is None
    with pytest.raises(TypeError, match="two drivers"):
        edition.driver(two)
    assert list(edition.files()) == [EXAMPLE, helper, two]


def test_a_fingerprint_changes_with_what_is_imported_and_with_nothing_else(made):
    same = made("a", example("x")).fingerprint(EXAMPLE)
    assert made("b", example("x", **{"codecs/other.py": "", "drivers/scales/more.py": ""})).fingerprint(EXAMPLE) == same
    assert made("c", example("y")).fingerprint(EXAMPLE) != same


def test_the_agent_s_own_drivers_can_be_measured():
    edition = Edition(AGENT)
    prints = {edition.fingerprint(path) for path in edition.files()}
    edition.close()
    assert len(prints) == len(list(AGENT.glob("drivers/*/*.py"))) - len(list(AGENT.glob("drivers/*/__init__.py")))


def test_a_closed_edition_leaves_nothing(made):
    edition = made("a", example("x"))
    edition.driver(EXAMPLE)
    assert [name for name in sys.modules if name.startswith(edition.package)]
    edition.close()
    assert not [name for name in sys.modules if name.startswith(edition.package)]
    with pytest.raises(ImportError):
        edition.driver(EXAMPLE)


@pytest.mark.parametrize(("word", "lacks"), [("weigh", "weigh"), ("matches", "matches")])
def test_half_a_driver_is_not_passed_over(made, word, lacks):
    """Else its device would not be there, and nobody would say why."""
    files = example("x", **{str(EXAMPLE): DRIVER.replace(word, f"{word}_misspelt")})
    with pytest.raises(TypeError, match=f"the driver Example lacks {lacks}"):
        made("a", files).driver(EXAMPLE)

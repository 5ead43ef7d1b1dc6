"""What lasts for one run is in memory where there is plenty, and on the disk otherwise."""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from native import scratch, template


def test_memory_that_is_short_is_left_alone(tmp_path: Path) -> None:
    assert scratch.folder(Path("disk"), tmp_path, room=1 << 60) == Path("disk")
    assert not list(tmp_path.iterdir())


def test_a_machine_without_such_a_folder_uses_its_disk(tmp_path: Path) -> None:
    assert scratch.folder(Path("disk"), tmp_path / "none", room=0) == Path("disk")


@pytest.mark.parametrize("flag", [os.ST_NODEV, os.ST_NOEXEC, os.ST_RDONLY])
def test_memory_that_does_not_take_everything_is_left_alone(
    flag: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_flag=os.ST_NOATIME | flag))
    assert scratch.folder(Path("disk"), tmp_path, room=0) == Path("disk")
    assert not list(tmp_path.iterdir())


def test_each_state_folder_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = scratch.folder(Path("disk"), tmp_path, room=0)
    assert ours == scratch.in_memory(tmp_path)
    assert ours.is_dir()
    monkeypatch.setattr(scratch, "STATE", tmp_path / "another")
    assert scratch.folder(Path("disk"), tmp_path, room=0) != ours


def test_a_link_under_our_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    scratch.in_memory(tmp_path).symlink_to(tmp_path / "elsewhere")
    assert scratch.folder(Path("disk"), tmp_path, room=0) == Path("disk")


def test_who_was_told_another_place_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert scratch.temporary() == {}


def test_a_file_store_is_copied_where_it_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: str, target: str) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr(os, "link", link)
    (tmp_path / "from" / "ab").mkdir(parents=True)
    (tmp_path / "from" / "ab" / "abcd").write_text("content")
    template._link_tree(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "ab" / "abcd").read_text() == "content"

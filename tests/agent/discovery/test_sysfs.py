"""The kernel's view, where any of it may be gone at any moment."""

from hypothesis import given
from hypothesis import strategies as st

from iot_agent.discovery import sysfs


def test_attributes(tmp_path):
    (tmp_path / "idVendor").write_text("04b8\n")
    (tmp_path / "product").write_bytes(b"TM\xff-T88\n")
    assert sysfs.attribute(tmp_path, "idVendor") == "04b8"
    assert sysfs.attribute(tmp_path, "product") == "TM\ufffd-T88"
    assert sysfs.number(tmp_path, "idVendor") == 0x04B8
    assert sysfs.number(tmp_path, "product") is None


def test_what_is_not_there_is_nothing(tmp_path):
    assert sysfs.attribute(tmp_path, "gone") == ""
    assert sysfs.attribute(tmp_path, "no\0name") == ""
    assert sysfs.number(tmp_path / "gone", "idVendor") is None
    assert sysfs.children(tmp_path / "gone") == []


def test_children_come_in_order(tmp_path):
    for name in ("b", "a", "c1"):
        (tmp_path / name).mkdir()
    assert [path.name for path in sysfs.children(tmp_path)] == ["a", "b", "c1"]
    assert [path.name for path in sysfs.children(tmp_path, "c*")] == ["c1"]


@given(st.lists(st.text()))
def test_an_identifier_has_plain_characters_only(parts):
    made = sysfs.safe(*parts)
    assert len(made) <= 120
    assert made.isascii()
    assert not set(made) & set(" /\\\n\0\"'")


def test_an_identifier_keeps_what_can_be_kept():
    assert sysfs.safe("usb", "", "04b8:0202", "X 1/2") == "usb-04b8_0202-X_1_2"

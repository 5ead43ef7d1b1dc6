"""Options of devices that Odoo settles: the latest list holds, whatever the order and the power."""

import pytest

from iot_agent.core import store
from iot_agent.core.options import Options
from iot_agent.core.store import Store
from iot_agent.errors import StorageError
from iot_agent.wire import DeviceOptions
from tests.support.devices import recorder

FRENCH = DeviceOptions(identifier="c1", driver="hid_keyboard", options={"layout": "fr"})


def options(folder):
    return Options(Store(folder))


def test_the_latest_list_holds_and_survives_a_restart(tmp_path):
    at = options(tmp_path)
    at.order([FRENCH], 2.0)
    at.order([], 1.0)

    for one in (at, options(tmp_path)):
        assert (one.driver("c1"), one.of("c1")) == ("hid_keyboard", {"layout": "fr"})
        assert (one.driver("c2"), one.of("c2")) == ("", {})


def test_a_list_replaces_the_one_before_whole(tmp_path):
    at = options(tmp_path)
    at.order([FRENCH], 1.0)
    at.order([DeviceOptions(identifier="s1")], 2.0)

    assert (at.driver("c1"), at.of("c1")) == ("", {})


def test_who_asked_is_told_of_a_change_and_of_nothing_else(tmp_path):
    at = options(tmp_path)
    at.on_changed, calls = recorder()

    at.order([FRENCH], 1.0)
    at.order([FRENCH], 1.0)
    at.leave()
    at.leave()

    assert len(calls) == 2


def test_the_options_go_when_the_box_changes_hands(tmp_path):
    options(tmp_path).order([FRENCH], 1.0)
    options(tmp_path).leave()

    assert options(tmp_path).of("c1") == {}


@pytest.mark.parametrize(
    ("value", "read"),
    [("fr", "fr"), (90, "90"), (0.5, "0.5"), (True, "true"), (None, None), ([1], None), ({"a": 1}, None)],
)
def test_a_driver_reads_texts(tmp_path, value, read):
    at = options(tmp_path)
    at.order([DeviceOptions(identifier="c1", options={"one": value})], 1.0)

    assert at.of("c1").get("one") == read


def test_what_the_owner_chose_counts_before_odoo_and_stays_when_the_box_changes_hands(tmp_path):
    at = options(tmp_path)
    at.order([FRENCH], 1.0)
    at.choose("c1", "serial_scanner")
    at.leave()

    for one in (at, options(tmp_path)):
        assert (one.driver("c1"), one.of("c1")) == ("serial_scanner", {})


def test_what_the_owner_takes_back_is_odoo_s_again(tmp_path):
    at = options(tmp_path)
    at.order([FRENCH], 1.0)
    at.on_changed, calls = recorder()
    at.choose("c1", "serial_scanner")
    at.choose("c1", "serial_scanner")
    at.choose("c1", "")

    for one in (at, options(tmp_path)):
        assert (one.driver("c1"), one.chosen("c1")) == ("hid_keyboard", "")
    assert len(calls) == 2


def test_a_choice_that_cannot_be_kept_is_none(tmp_path, monkeypatch):
    at = options(tmp_path)

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(StorageError):
        at.choose("c1", "serial_scanner")
    assert at.driver("c1") == ""

"""Every message round-trips, is bounded, and refuses what its schema does not allow."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iot_agent import wire
from tests.support import malformed

CLASSES = sorted(wire.MESSAGES.values(), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_example_round_trips(cls):
    message = wire.from_json(malformed.example(cls), cls)
    assert wire.loads(wire.dumps(message), cls) == message
    assert wire.to_json(message) == malformed.example(cls)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_malformed_is_refused_with_a_code(cls):
    for body in malformed.variants(cls, seed=7, count=1000):
        with pytest.raises(wire.WireError) as refused:
            wire.loads(body, cls)
        assert refused.value.code in (wire.Code.BAD_MESSAGE, wire.Code.UNKNOWN_TYPE, wire.Code.TOO_LARGE)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_unknown_fields_are_ignored(cls):
    data = {**malformed.example(cls), "colour_of_a_later_version": [1, {"x": 2}]}
    assert wire.from_json(data, cls) == wire.from_json(malformed.example(cls), cls)


def test_a_word_that_joined_later_is_written_only_where_it_says_something():
    document = wire.Document(format=wire.Format.PNG)
    assert "purpose" not in wire.to_json(document)
    kitchen = dataclasses.replace(document, purpose=wire.Purpose.KITCHEN)
    assert wire.to_json(kitchen)["purpose"] == "kitchen"
    assert wire.loads(wire.dumps(kitchen), wire.Document) == kitchen
    assert wire.loads(wire.dumps(document), wire.Document) == document


def test_a_message_of_another_type_is_refused():
    with pytest.raises(wire.WireError) as refused:
        wire.from_json({"type": "ask"}, wire.Job)
    assert refused.value.code is wire.Code.UNKNOWN_TYPE


def test_one_byte_over_the_bound_is_refused():
    body = b'{"type":"empty","pad":"' + b"x" * wire.MAX_MESSAGE + b'"}'
    with pytest.raises(wire.WireError) as refused:
        wire.loads(body, wire.Empty)
    assert refused.value.code is wire.Code.TOO_LARGE


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes_only_raise_wire_errors(data):
    for cls in (wire.Job, wire.Hello, wire.Report):
        with pytest.raises(wire.WireError):
            wire.loads(data, cls)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CLASSES), st.data())
def test_any_json_in_any_field_is_taken_whole_or_refused(cls, data):
    names = [f.name for f in dataclasses.fields(cls)]
    body = malformed.example(cls)
    for name in data.draw(st.lists(st.sampled_from(names), max_size=3)) if names else ():
        body[name] = data.draw(json_values)
    try:
        message = wire.from_json(json.loads(json.dumps(body)), cls)
    except wire.WireError:
        return
    assert wire.loads(wire.dumps(message), cls) == message


# --- versions and actions


def test_negotiation_takes_the_newest_common_version():
    assert wire.negotiate(1, wire.VERSION) == wire.VERSION
    assert wire.negotiate(wire.VERSION, wire.VERSION + 5) == wire.VERSION


@pytest.mark.parametrize(("oldest", "newest"), [(wire.VERSION + 1, wire.VERSION + 2), (0, 0)])
def test_no_common_version_is_refused(oldest, newest):
    with pytest.raises(wire.WireError) as refused:
        wire.negotiate(oldest, newest)
    assert refused.value.code is wire.Code.UNSUPPORTED_VERSION


@pytest.mark.parametrize("version", [2, 3, 9])
def test_each_version_supports_the_one_before(monkeypatch, version):
    monkeypatch.setattr(wire, "VERSION", version)
    monkeypatch.setattr(wire, "OLDEST_SUPPORTED", version - 1)
    assert wire.negotiate(1, version - 1) == version - 1
    with pytest.raises(wire.WireError):
        wire.negotiate(1, version - 2)


def test_every_kind_has_its_actions():
    assert set(wire.ACTIONS) == set(wire.Kind)
    assert all(kind in wire.Kind for kinds in wire.EVENTS.values() for kind in kinds)


def test_params_are_completed_and_bounded():
    drawer = wire.action_of(wire.Kind.PRINTER, "drawer")
    assert wire.check_params(drawer, {}) == {"pin": 2, "pulse": 120}
    for wrong in ({"pin": 6}, {"pin": "2"}, {"pulse": True}, {"pulse": 1e9}):
        with pytest.raises(wire.WireError) as refused:
            wire.check_params(drawer, wrong)
        assert refused.value.code is wire.Code.BAD_PARAMS


def test_a_default_is_taken_whatever_the_bounds():
    """So that a job can ask the very 100 percent that a printer's name or options would change."""
    print_ = wire.action_of(wire.Kind.PRINTER, "print")
    assert wire.check_params(print_, {})["scale"] == 0
    assert wire.check_params(print_, {"scale": 100})["scale"] == 100
    for wrong in (1, 9, 401, False):
        with pytest.raises(wire.WireError):
            wire.check_params(print_, {"scale": wrong})


def test_an_action_of_another_kind_is_unknown():
    with pytest.raises(wire.WireError) as refused:
        wire.action_of(wire.Kind.SCALE, "print")
    assert refused.value.code is wire.Code.UNKNOWN_ACTION

"""Messages of the protocol's own documentation; then anything at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import devtools
from iot_agent.errors import ProtocolError

json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner))


def test_command():
    assert devtools.command(3, "Page.navigate", {"url": "http://a/"}, "S") == (
        b'{"id": 3, "method": "Page.navigate", "params": {"url": "http://a/"}, "sessionId": "S"}\0'
    )
    assert b"sessionId" not in devtools.command(1, "Target.getTargets", {})


@given(st.text(), json_values)
def test_a_command_has_one_end(url, value):
    sent = devtools.command(1, "Page.navigate", {"url": url, "more": value})

    assert sent.index(b"\0") == len(sent) - 1
    assert json.loads(sent[:-1])["params"]["url"] == url


@pytest.mark.parametrize("message", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_message(message):
    with pytest.raises(ProtocolError):
        devtools.parse(message)


@pytest.mark.parametrize("answer", [{}, {"targetInfos": 1}, {"targetInfos": [1, {"type": "browser", "targetId": "a"}]}])
def test_no_page(answer):
    with pytest.raises(ProtocolError):
        devtools.page(answer)


def test_page():
    assert devtools.page({"targetInfos": [{"type": "browser"}, {"type": "page", "targetId": "P"}]}) == "P"

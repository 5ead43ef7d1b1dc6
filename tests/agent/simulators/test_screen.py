"""The simulated browser answers as a real one does; tests/agent/transports/test_kiosk.py meets the real one."""

import json

import pytest

from iot_agent.simulators.screen import Screen


def ask(browser, method, params=None, session="S-1"):
    order = {"id": 5, "method": method, "params": params or {}, "sessionId": session}
    return [json.loads(said) for said in browser.receive(json.dumps(order).encode() + b"\0").split(b"\0")[:-1]]


def test_navigate():
    browser = Screen()
    [said] = ask(browser, "Page.navigate", {"url": "http://a/"})

    assert (said["id"], browser.url) == (5, "http://a/")
    assert "errorText" not in said["result"]


def test_a_page_that_is_away():
    browser = Screen()
    browser.away.add("http://a/")

    assert "errorText" in ask(browser, "Page.navigate", {"url": "http://a/"})[0]["result"]
    assert browser.url == "about:blank"


@pytest.mark.parametrize(("method", "session"), [("Page.fly", "S-1"), ("Page.navigate", "")])
def test_what_it_cannot_do_is_an_error(method, session):
    assert "error" in ask(Screen(), method, session=session)[0]


def test_hung_or_crashed():
    browser = Screen()
    browser.crashed = True
    assert "error" in ask(browser, "Runtime.evaluate")[0]
    browser.hung = True
    assert ask(browser, "Runtime.evaluate") == []
    assert ask(browser, "Target.getTargets", session="")


def test_an_order_in_pieces():
    browser = Screen()
    assert browser.receive(b'{"id": 1, "method": "x",') == b""
    assert b'"id": 1' in browser.receive(b' "params": {}}\0')
